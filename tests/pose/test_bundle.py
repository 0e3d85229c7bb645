import io
import zipfile

import flatbuffers
import pytest
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as schema

from form_analyzer.pose.bundle import (
    DETECTOR_INPUT,
    DETECTOR_MEMBER,
    LANDMARKS_INPUT,
    LANDMARKS_MEMBER,
    Normalisation,
    build_bundle,
    is_bundle,
    with_input_metadata,
)


def zip_of(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return buffer.getvalue()


def tiny_network(n_outputs=2, weights=b"\x01\x02\x03\x04"):
    """A TFLite file with one input, some outputs and one buffer of weights."""
    graph = schema.SubGraphT()
    graph.inputs, graph.outputs = [0], list(range(1, 1 + n_outputs))
    graph.tensors = [schema.TensorT() for _ in range(1 + n_outputs)]
    buffer = schema.BufferT()
    buffer.data = list(weights)
    model = schema.ModelT()
    model.version, model.subgraphs, model.buffers = 3, [graph], [buffer]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def read(network):
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(bytearray(network), 0))
    (entry,) = model.metadata
    data = bytearray(bytes(model.buffers[entry.buffer].data))
    said = metadata_schema.ModelMetadata.GetRootAs(data, 0)
    return model, entry, metadata_schema.ModelMetadataT.InitFromObj(said).subgraphMetadata[0]


@pytest.mark.parametrize("wanted", [DETECTOR_INPUT, LANDMARKS_INPUT, Normalisation(3.0, 7.0)])
def test_metadata_says_how_pixels_become_input(wanted):
    model, entry, graph = read(with_input_metadata(tiny_network(), wanted))
    (tensor,) = graph.inputTensorMetadata
    (step,) = tensor.processUnits
    assert entry.name == b"TFLITE_METADATA"
    assert (list(step.options.mean), list(step.options.std)) == ([wanted.mean], [wanted.std])
    assert tensor.content.contentProperties.colorSpace == metadata_schema.ColorSpaceType.RGB
    assert len(graph.outputTensorMetadata) == 2
    assert bytes(model.buffers[0].data) == b"\x01\x02\x03\x04"


def test_detector_and_landmarks_are_scaled_as_their_graphs_do():
    assert (0 - DETECTOR_INPUT.mean) / DETECTOR_INPUT.std == -1
    assert (255 - DETECTOR_INPUT.mean) / DETECTOR_INPUT.std == 1
    assert (0 - LANDMARKS_INPUT.mean) / LANDMARKS_INPUT.std == 0
    assert (255 - LANDMARKS_INPUT.mean) / LANDMARKS_INPUT.std == 1


def test_a_bundle_is_an_uncompressed_zip_of_both_and_always_the_same():
    bundle = build_bundle(tiny_network(2), tiny_network(5))
    assert is_bundle(bundle)
    assert bundle == build_bundle(tiny_network(2), tiny_network(5))
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.namelist() == [DETECTOR_MEMBER, LANDMARKS_MEMBER]
        assert all(m.compress_type == zipfile.ZIP_STORED for m in archive.infolist())
        _, _, graph = read(archive.read(LANDMARKS_MEMBER))
    assert len(graph.outputTensorMetadata) == 5


def test_other_files_are_no_bundles():
    assert not is_bundle(b"")
    assert not is_bundle(zip_of(LANDMARKS_MEMBER))
    assert is_bundle(zip_of(LANDMARKS_MEMBER, DETECTOR_MEMBER, "more"))
