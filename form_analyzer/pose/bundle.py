"""Pack two TFLite networks into the ``.task`` bundle that PoseLandmarker loads.

A bundle is an uncompressed zip of a person detector and a landmark network, each
carrying TFLite metadata that says how pixels become the network's input. The
networks as published carry none, so it is written here. The landmark network's silhouette,
which nobody looks at, is left out, and the detector's sparse weights are written out, which is
otherwise done whenever it is loaded.

Notes
-----
The same networks always give the same bytes (fixed order, names and dates in the
zip), so that the bundle's SHA-256 names the model wherever it was built.
Format: TFLite schema 3 and metadata schema ``M001`` as shipped inside mediapipe.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from form_analyzer.pose.densify import with_dense_weights
from form_analyzer.pose.network import read_network, write_network
from form_analyzer.pose.silhouette import without_silhouette

if TYPE_CHECKING:
    from mediapipe.tasks.metadata.metadata_schema_py_generated import TensorMetadataT

VERSION = 3
"""Goes up when the same networks would be packed otherwise."""

DETECTOR_MEMBER = "pose_detector.tflite"
LANDMARKS_MEMBER = "pose_landmarks_detector.tflite"

_METADATA_NAME = b"TFLITE_METADATA"
_METADATA_IDENTIFIER = b"M001"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Normalisation:
    """Pixel value (0..255) to network input: ``(pixel - mean) / std``."""

    mean: float
    std: float


DETECTOR_INPUT = Normalisation(mean=127.5, std=127.5)
"""The detector takes -1..1 (MediaPipe's ``pose_detection`` graph)."""
LANDMARKS_INPUT = Normalisation(mean=0.0, std=255.0)
"""The landmark networks take 0..1 (MediaPipe's ``pose_landmark`` graph)."""


def build_bundle(detector: bytes, landmarks: bytes, *, as_published: bool = False) -> bytes:
    """The ``.task`` bundle of a person detector and a landmark network.

    Parameters
    ----------
    detector, landmarks
        TFLite files without metadata.
    as_published
        Keep the silhouette's layers and the sparse weights.

    Returns
    -------
    bytes
        An uncompressed zip; the same for the same networks.
    """
    buffer = io.BytesIO()
    if not as_published:
        detector, landmarks = with_dense_weights(detector), without_silhouette(landmarks)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        _store(bundle, DETECTOR_MEMBER, with_input_metadata(detector, DETECTOR_INPUT))
        _store(bundle, LANDMARKS_MEMBER, with_input_metadata(landmarks, LANDMARKS_INPUT))
    return buffer.getvalue()


def is_bundle(data: bytes) -> bool:
    """Whether the bytes are a zip that holds both networks under the expected names."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            return {DETECTOR_MEMBER, LANDMARKS_MEMBER} <= set(bundle.namelist())
    except zipfile.BadZipFile:
        return False


def with_input_metadata(network: bytes, normalisation: Normalisation) -> bytes:
    """A TFLite file with metadata saying how pictures become its first input.

    Parameters
    ----------
    network
        A TFLite file with one input picture.
    normalisation
        How its input is scaled.

    Returns
    -------
    bytes
        The TFLite file with a ``TFLITE_METADATA`` buffer added.
    """
    from mediapipe.tasks.metadata import schema_py_generated as schema

    model = read_network(network)
    n_outputs = len(model.subgraphs[0].outputs)
    buffer = schema.BufferT()
    buffer.data = list(_metadata(n_outputs, normalisation))
    model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name, entry.buffer = _METADATA_NAME, len(model.buffers) - 1
    model.metadata = [*(model.metadata or []), entry]
    return write_network(model, len(network))


def _metadata(n_outputs: int, normalisation: Normalisation) -> bytes:
    import flatbuffers
    from mediapipe.tasks.metadata import metadata_schema_py_generated as schema

    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [_picture_tensor(normalisation)]
    graph.outputTensorMetadata = [_plain_tensor(f"output_{i}") for i in range(n_outputs)]
    model = schema.ModelMetadataT()
    model.name = "pose"
    model.subgraphMetadata = [graph]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), _METADATA_IDENTIFIER)
    return bytes(builder.Output())


def _picture_tensor(normalisation: Normalisation) -> "TensorMetadataT":
    from mediapipe.tasks.metadata import metadata_schema_py_generated as schema

    picture = schema.ImagePropertiesT()
    picture.colorSpace = schema.ColorSpaceType.RGB
    options = schema.NormalizationOptionsT()
    options.mean, options.std = [normalisation.mean], [normalisation.std]
    step = schema.ProcessUnitT()
    step.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    step.options = options
    tensor = schema.TensorMetadataT()
    tensor.name, tensor.processUnits = "image", [step]
    tensor.content = schema.ContentT()
    tensor.content.contentPropertiesType = schema.ContentProperties.ImageProperties
    tensor.content.contentProperties = picture
    return tensor


def _plain_tensor(name: str) -> "TensorMetadataT":
    from mediapipe.tasks.metadata import metadata_schema_py_generated as schema

    tensor = schema.TensorMetadataT()
    tensor.name = name
    tensor.content = schema.ContentT()
    tensor.content.contentPropertiesType = schema.ContentProperties.FeatureProperties
    tensor.content.contentProperties = schema.FeaturePropertiesT()
    return tensor


def _store(bundle: zipfile.ZipFile, name: str, data: bytes) -> None:
    member = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
    member.create_system = 3  # the same bytes on Windows as elsewhere
    member.external_attr = 0o644 << 16
    bundle.writestr(member, data)
