"""Leave the silhouette out of a landmark network.

The published networks also draw the person's silhouette, a picture as large as their input,
which nothing here looks at. Its layers are few multiplications on large pictures: of the model
``full`` a tenth of the arithmetic and two fifths of the time. The landmarks are computed by the
layers that stay, from the same weights, and are the same to the last bit.
"""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from form_analyzer.pose.network import read_network, write_network

if TYPE_CHECKING:
    from mediapipe.tasks.metadata.schema_py_generated import OperatorT, SubGraphT


def without_silhouette(network: bytes) -> bytes:
    """A TFLite network without the layers that only its silhouette needs.

    Parameters
    ----------
    network
        A TFLite file with one input picture.

    Returns
    -------
    bytes
        The network with as many outputs in the same order; the silhouette's place is taken
        by its smallest other output. The very network where it draws no silhouette.
    """
    model = read_network(network)
    graph = model.subgraphs[0]
    drawn = [place for place, output in enumerate(graph.outputs) if _is_silhouette(graph, output)]
    others = [output for place, output in enumerate(graph.outputs) if place not in drawn]
    if not drawn or not others:
        return network
    stand_in = min(others, key=lambda output: math.prod(_shape(graph, output)))
    graph.outputs = [stand_in if p in drawn else o for p, o in enumerate(graph.outputs)]
    graph.operators = _needed(graph.operators, others)
    return write_network(model, len(network))


def _is_silhouette(graph: "SubGraphT", output: int) -> bool:
    """Whether an output is one value for each pixel of the input picture."""
    picture, shape = _shape(graph, graph.inputs[0]), _shape(graph, output)
    return len(picture) == 4 and shape == (*picture[:3], 1)


def _shape(graph: "SubGraphT", tensor: int) -> tuple[int, ...]:
    shape = graph.tensors[tensor].shape
    return () if shape is None else tuple(int(side) for side in shape)


def _needed(operators: "list[OperatorT]", outputs: Iterable[int]) -> "list[OperatorT]":
    """The operators, in order, that these outputs are computed by."""
    maker = {int(made): at for at, one in enumerate(operators) for made in one.outputs}
    kept: set[int] = set()
    open_tensors = [int(output) for output in outputs]
    while open_tensors:
        at = maker.get(open_tensors.pop())
        if at is not None and at not in kept:
            kept.add(at)
            open_tensors += [int(given) for given in operators[at].inputs]
    return [one for at, one in enumerate(operators) if at in kept]
