"""The letters used where no browser chooses them: PDF, chart pictures, video frames.

DejaVu Sans covers Latin, Greek and Cyrillic and comes inside matplotlib, which
the pose library needs anyway; matplotlib itself is never imported.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "DejaVu Sans"


@cache
def font_folder() -> Path:
    """Folder that holds the DejaVu files.

    Raises
    ------
    FileNotFoundError
        matplotlib is not installed whole.
    """
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("matplotlib, which brings the report's letters, is not installed")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    if not folder.is_dir():
        raise FileNotFoundError(f"the report's letters are missing from {folder}")
    return folder


def font_file(*, bold: bool = False, italic: bool = False) -> Path:
    """Path of one style of DejaVu Sans."""
    style = {(True, True): "-BoldOblique", (True, False): "-Bold", (False, True): "-Oblique"}
    return font_folder() / f"DejaVuSans{style.get((bold, italic), '')}.ttf"
