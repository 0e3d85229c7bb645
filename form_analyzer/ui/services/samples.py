"""The sample clips that come with the project."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "sample_videos"


def sample_clips(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Clips in the folder, by name; empty where there is none."""
    return tuple(sorted(folder.glob("*.mp4"))) if folder.is_dir() else ()


def sample_title(clip: Path) -> str:
    """A file name as words: ``overstride_heel.mp4`` becomes ``Overstride heel``."""
    return clip.stem.replace("_", " ").capitalize()
