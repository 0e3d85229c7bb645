"""Open a file as a video, or say in one line why that is impossible."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from form_analyzer.errors import UnreadableVideoError

# Demuxers for files that hold a picture, whatever the file is called.
_IMAGE_DEMUXERS = ("image2", "_pipe", "webp", "jpegxl_anim", "ico")
_IMAGE_BRANDS = {"heic", "heix", "mif1", "avif", "msf1"}
_SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
)


def check_file(path: Path) -> None:
    """Refuse what cannot be a video file at all.

    Raises
    ------
    UnreadableVideoError
        For a missing file, a folder, a device or an empty file.
    """
    if not path.exists():
        raise UnreadableVideoError(f"{path} does not exist; check the name and the folder.")
    if path.is_dir():
        raise UnreadableVideoError(f"{path} is a folder; name the video file inside it.")
    if not path.is_file():
        raise UnreadableVideoError(f"{path} is not an ordinary file; give a video file.")
    if path.stat().st_size == 0:
        raise UnreadableVideoError(f"{path} is empty; copy the video from the camera again.")


@contextmanager
def open_video(path: Path, threads: int = 1) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file and choose its video stream; closes the file whatever happens.

    Parameters
    ----------
    path
        The file.
    threads
        Threads of the decoder; 0 lets the decoder choose.

    Raises
    ------
    UnreadableVideoError
        If the file is no video: the text says what it is instead.
    """
    check_file(path)
    try:
        container = av.open(str(path), mode="r", metadata_errors="replace")
    except (av.error.FFmpegError, ValueError) as error:
        raise UnreadableVideoError(_why_not_opened(path, error)) from error
    with container:
        stream = _video_stream(container, path)
        stream.thread_type = "AUTO" if threads != 1 else "SLICE"
        stream.thread_count = threads
        yield container, stream


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    if _holds_picture(container):
        raise still_picture(path)
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        has_sound = len(container.streams.audio) > 0
        what = "holds only sound" if has_sound else "holds no video"
        raise UnreadableVideoError(f"{path} {what}; give a file with a video of the run.")
    # Phones put thumbnails beside the film: the largest picture is the film.
    stream = max(streams, key=_picture_area)
    if stream.codec_context is None or not stream.codec_context.is_decoder:
        raise UnreadableVideoError(
            f"{path} is coded in a way that cannot be decoded here, or is protected against "
            "copying; export it as H.264 (MP4) and try again."
        )
    if "enc_key_id" in stream.metadata:
        raise encrypted(path)
    return stream


def encrypted(path: Path) -> UnreadableVideoError:
    """The error for a file whose pictures are locked by a key."""
    return UnreadableVideoError(
        f"{path} is encrypted (copy protection); give an unprotected video of your own."
    )


def still_picture(path: Path) -> UnreadableVideoError:
    """The error for a file that holds one picture."""
    return UnreadableVideoError(f"{path} is a still picture; give a video of the run.")


def _picture_area(stream: VideoStream) -> int:
    context = stream.codec_context
    return 0 if context is None else context.width * context.height


def _holds_picture(container: InputContainer) -> bool:
    name = container.format.name
    if any(name == image or name.endswith(image) for image in _IMAGE_DEMUXERS):
        return True
    brand = container.metadata.get("major_brand", "").strip()
    return brand in _IMAGE_BRANDS


def _why_not_opened(path: Path, error: Exception) -> str:
    if isinstance(error, PermissionError):
        return f"{path} may not be read; change its permissions or copy it elsewhere."
    with path.open("rb") as file:
        head = file.read(4096)
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            return f"{path} is {what}, not a video; give a video of the run."
    if head[4:8] in (b"ftyp", b"mdat", b"wide", b"free"):
        return (
            f"{path} is an unfinished or cut MP4/MOV file: its index is missing, so no frame "
            "can be found; copy it again or record again."
        )
    if _is_text(head):
        return f"{path} is a text file, not a video; give a video of the run."
    return f"{path} is not a video, or is damaged beyond reading; copy it again or record again."


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        # A multi-byte letter cut at the end of what was read is still text.
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return all(letter.isprintable() or letter in "\t\r\n\f" for letter in text)
