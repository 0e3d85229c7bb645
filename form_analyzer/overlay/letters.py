"""Letters as masks, drawn by Pillow with a real font."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from form_analyzer.datatypes import UInt8Array
from form_analyzer.report.fonts import font_file


def letters(words: str, size_px: int, *, bold: bool = True) -> UInt8Array:
    """How much each pixel is covered by one line of text, (h, w) uint8, 255 = fully.

    Lines of one size have the same height, so labels sit level beside each other.
    """
    font = _font(size_px, bold)
    ascent, descent = font.getmetrics()
    width = max(1, round(font.getlength(words)))
    image = Image.new("L", (width, ascent + descent))
    ImageDraw.Draw(image).text((0, 0), words, fill=255, font=font)
    return np.asarray(image)


@lru_cache(maxsize=32)
def _font(size_px: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(bold=bold)), size_px)
