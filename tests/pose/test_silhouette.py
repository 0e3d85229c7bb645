from functools import partial

import numpy as np
import pytest
from mediapipe.tasks.metadata import schema_py_generated as schema

from form_analyzer.pose.bundle import build_bundle
from form_analyzer.pose.fetch import DETECTOR, LANDMARKS, digest
from form_analyzer.pose.landmarker import Landmarker
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.pose.network import read_network, write_network
from form_analyzer.pose.silhouette import without_silhouette
from form_analyzer.video.decode import frames
from form_analyzer.video.probe import probe
from tests.conftest import SAMPLES
from tests.pose.test_bundle import tiny_network

PICTURE, POINTS, SCORE, DRAWN, SHARED, ALONE = range(6)


def network(drawn_shape=(1, 8, 8, 1), outputs=(POINTS, SCORE, DRAWN)):
    """Points and score from a shared layer; a drawing from that layer and one of its own."""
    graph = schema.SubGraphT()
    graph.inputs, graph.outputs = [PICTURE], list(outputs)
    shapes = [(1, 8, 8, 3), (1, 195), (1, 1), drawn_shape, (1, 4, 4, 2), (1, 4, 4, 1)]
    graph.tensors = [tensor(shape) for shape in shapes]
    wired = [
        ([PICTURE, -1], SHARED),  # -1: an optional input not given
        ([SHARED], ALONE),
        ([SHARED], POINTS),
        ([SHARED, ALONE], DRAWN),
        ([POINTS], SCORE),
    ]
    graph.operators = [operator(given, made) for given, made in wired]
    model = schema.ModelT()
    model.version, model.subgraphs, model.buffers = 3, [graph], [schema.BufferT()]
    return write_network(model, 0)


def tensor(shape):
    made = schema.TensorT()
    made.shape = list(shape)
    return made


def operator(given, made):
    one = schema.OperatorT()
    one.inputs, one.outputs = given, [made]
    return one


def wiring(data):
    graph = read_network(data).subgraphs[0]
    wired = [(list(one.inputs), list(one.outputs)) for one in graph.operators]
    return list(graph.outputs), wired


def test_only_layers_the_silhouette_alone_needs_are_left_out():
    outputs, wired = wiring(without_silhouette(network()))
    assert outputs == [POINTS, SCORE, SCORE]
    assert wired == [([PICTURE, -1], [SHARED]), ([SHARED], [POINTS]), ([POINTS], [SCORE])]


def test_outputs_keep_their_places():
    outputs, _ = wiring(without_silhouette(network(outputs=(DRAWN, POINTS, SCORE))))
    assert outputs == [SCORE, POINTS, SCORE]


@pytest.mark.parametrize(
    "data",
    [
        network(drawn_shape=(1, 4, 4, 39)),  # a heat map
        network(outputs=(POINTS, SCORE)),
        network(outputs=(DRAWN,)),
        tiny_network(),
    ],
)
def test_a_network_without_a_silhouette_to_spare_is_left_as_it_is(data):
    assert without_silhouette(data) == data


@pytest.mark.pose
def test_landmarks_are_the_same_to_the_last_bit(full_model, tmp_path):
    folder = full_model.path.parent
    detector, landmarks = (
        (folder / network.file_name).read_bytes() for network in (DETECTOR, LANDMARKS["full"])
    )
    published = build_bundle(detector, landmarks, as_published=True)
    path = tmp_path / "published.task"
    path.write_bytes(published)
    clip = probe(SAMPLES / "good_midfoot.mp4")
    pictures = [frame.image for frame in frames(clip, start=30, stop=42)]
    whole, lean = map(
        partial(poses, pictures), (ModelFile("published", path, digest(published)), full_model)
    )
    assert published != full_model.path.read_bytes()
    assert np.isfinite(lean).all()
    np.testing.assert_array_equal(lean, whole)


def poses(pictures, model):
    with Landmarker(model) as landmarker:
        found = [landmarker.find(picture)[0] for picture in pictures]
    return np.array([np.column_stack([p.position, p.confidence, p.world_m]) for p in found])
