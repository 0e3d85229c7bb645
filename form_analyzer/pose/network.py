"""TFLite files as objects and back."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediapipe.tasks.metadata.schema_py_generated import ModelT

_IDENTIFIER = b"TFL3"


def read_network(network: bytes) -> "ModelT":
    """A TFLite file as objects."""
    from mediapipe.tasks.metadata import schema_py_generated as schema

    return schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(bytearray(network), 0))


def write_network(model: "ModelT", about_bytes: int) -> bytes:
    """Objects as a TFLite file of about that many bytes."""
    import flatbuffers

    builder = flatbuffers.Builder(about_bytes)
    builder.Finish(model.Pack(builder), _IDENTIFIER)
    return bytes(builder.Output())
