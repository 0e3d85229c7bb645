"""Write out the sparse weights of a network.

The published person detector stores the quarter of its weights that are not zero. Whoever loads
it spreads them out again, which takes half of the time in which a landmarker is made: 0.035 of
0.07 s. Written out once, the file is twice as large and the network the same to the last bit.
"""

from typing import TYPE_CHECKING

import numpy as np

from form_analyzer.datatypes import IntArray, UInt8Array
from form_analyzer.pose.network import read_network, write_network

if TYPE_CHECKING:
    from mediapipe.tasks.metadata.schema_py_generated import ModelT, OperatorT, TensorT

_DENSE, _COMPRESSED_ROWS = 0, 1


def with_dense_weights(network: bytes) -> bytes:
    """A TFLite network whose weights are all written out.

    Parameters
    ----------
    network
        A TFLite file.

    Returns
    -------
    bytes
        The network without the operators that spread out weights of compressed rows; those it
        stores otherwise stay. The very network where there are none.
    """
    model = read_network(network)
    graph = model.subgraphs[0]
    spread = [one for one in graph.operators or [] if _spreads_rows(model, one)]
    if not spread:
        return network
    for one in spread:
        _write_out(model, graph.tensors[one.inputs[0]], graph.tensors[one.outputs[0]])
    graph.operators = [one for one in graph.operators if one not in spread]
    return write_network(model, 2 * len(network))


def _spreads_rows(model: "ModelT", operator: "OperatorT") -> bool:
    """Whether an operator spreads out a constant stored as compressed rows of bytes at a time."""
    from mediapipe.tasks.metadata import schema_py_generated as schema

    code = model.operatorCodes[operator.opcodeIndex]
    if schema.BuiltinOperator.DENSIFY not in (code.builtinCode, code.deprecatedBuiltinCode):
        return False
    sparse = model.subgraphs[0].tensors[operator.inputs[0]].sparsity
    if sparse is None or sparse.blockMap is not None:
        return False
    formats = [dimension.format for dimension in sparse.dimMetadata]
    in_order = list(sparse.traversalOrder) == list(range(len(formats)))
    return in_order and formats == [_DENSE] * (len(formats) - 1) + [_COMPRESSED_ROWS]


def _write_out(model: "ModelT", sparse: "TensorT", dense: "TensorT") -> None:
    """Give the dense tensor its values, and take the sparse one's away."""
    from mediapipe.tasks.metadata import schema_py_generated as schema

    rows = sparse.sparsity.dimMetadata[-1]
    values = _bytes_of(model, sparse)
    n_values = len(rows.arrayIndices.values)
    buffer = schema.BufferT()
    buffer.data = spread_rows(
        values.reshape(n_values, -1),
        np.asarray(rows.arraySegments.values, dtype=np.intp),
        np.asarray(rows.arrayIndices.values, dtype=np.intp),
        int(sparse.shape[-1]),
    ).ravel()
    model.buffers.append(buffer)
    dense.buffer = len(model.buffers) - 1
    model.buffers[sparse.buffer].data = None
    sparse.sparsity = None


def _bytes_of(model: "ModelT", tensor: "TensorT") -> UInt8Array:
    return np.asarray(model.buffers[tensor.buffer].data, dtype=np.uint8)


def spread_rows(
    values: UInt8Array, segments: IntArray, columns: IntArray, n_columns: int
) -> UInt8Array:
    """Compressed rows written out, (n_rows, n_columns, n_bytes).

    Parameters
    ----------
    values : (n, n_bytes)
        What is not zero, row by row.
    segments : (n_rows + 1,)
        Where each row begins in ``values``, and where the last one ends.
    columns : (n,)
        The column of each value.
    """
    n_rows = len(segments) - 1
    spread = np.zeros((n_rows, n_columns, values.shape[1]), dtype=np.uint8)
    spread[np.repeat(np.arange(n_rows), np.diff(segments)), columns] = values
    return spread
