"""An A4 page to write on: fitted text, pictures, colours of the theme."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, WrapMode
from fpdf.fonts import TTFFont
from PIL import Image

from form_analyzer.report.fonts import FAMILY, font_file
from form_analyzer.report.theme import LIGHT

MARGIN_MM = 13.0
WIDTH_MM = 210.0 - 2 * MARGIN_MM
BOTTOM_MM = 297.0 - 12.0
_POINT_MM = 25.4 / 72
_LEADING = 1.28


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page in millimetres from its top left corner."""

    x: float
    y: float
    width: float
    height: float


class Sheet:
    """Pages with absolute places; nothing ever flows onto a further page by itself."""

    def __init__(self, title: str) -> None:
        # Letters the font lacks (a name in Chinese) are boxes; that is no news for a terminal.
        logging.getLogger("fpdf.output").setLevel(logging.ERROR)
        self._pdf = FPDF(unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        for style in ("", "B", "I"):
            path = font_file(bold=style == "B", italic=style == "I")
            self._pdf.add_font(FAMILY, style, path)
        # DejaVu is a wide face; a little narrower reads like its condensed sister.
        self._pdf.set_stretching(92)
        self._pdf.set_title(title)
        self._pdf.set_lang("en")
        self._pdf.set_creator("form-analyzer")

    def add_page(self) -> None:
        """Begin a page."""
        self._pdf.add_page()

    def data(self) -> bytes:
        """The finished document; nothing can be added afterwards."""
        document = bytes(self._pdf.output())
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()
        return document

    def text(
        self,
        words: str,
        box: Box,
        *,
        size: float = 8.0,
        least: float = 4.5,
        style: str = "",
        color: str = LIGHT.ink,
        align: Align = Align.L,
    ) -> float:
        """Write wrapped text into a box, smaller where it would not fit.

        Parameters
        ----------
        size, least
            Letters in points: as wished, and the smallest to shrink to. What does not
            fit even then is cut with an ellipsis.

        Returns
        -------
        float
            Where the text ends, millimetres from the top.
        """
        if not words:
            return box.y
        size, lines = self._fitted(words, box, size, least, style)
        self._pdf.set_text_color(color)
        self._pdf.set_xy(box.x, box.y)
        self._pdf.multi_cell(
            box.width, _line_mm(size), "\n".join(lines), align=align, wrapmode=WrapMode.WORD
        )
        return box.y + len(lines) * _line_mm(size)

    def _fitted(
        self, words: str, box: Box, size: float, least: float, style: str
    ) -> tuple[float, list[str]]:
        lines = self._lines(words, box.width, size, style)
        while len(lines) * _line_mm(size) > box.height + 0.01 and size > least:
            size = max(least, size - 0.2)
            lines = self._lines(words, box.width, size, style)
        room = max(1, int((box.height + 0.01) / _line_mm(size)))
        if len(lines) > room:
            lines = [*lines[: room - 1], lines[room - 1].rstrip(" .,;") + " …"]
        return size, lines

    def _lines(self, words: str, width: float, size: float, style: str) -> list[str]:
        self._pdf.set_font(FAMILY, style, size)
        found = self._pdf.multi_cell(
            width, _line_mm(size), words, dry_run=True, output=MethodReturnValue.LINES
        )
        return [str(line) for line in found] if isinstance(found, list) else [words]

    def picture(self, data: bytes, box: Box, *, centred: bool = False) -> float:
        """Draw a picture as large as the box allows; gives its lower edge."""
        with Image.open(BytesIO(data)) as image:
            wide, tall = image.size
        scale = min(box.width / wide, box.height / tall)
        width, height = wide * scale, tall * scale
        x = box.x + (box.width - width) / 2 if centred else box.x
        self._pdf.image(BytesIO(data), x, box.y, width, height)
        return box.y + height

    def plate(self, box: Box, color: str, *, edge: str | None = None) -> None:
        """A filled rectangle with round corners."""
        self._pdf.set_fill_color(color)
        self._pdf.set_draw_color(edge or color)
        self._pdf.set_line_width(0.25)
        self._pdf.rect(
            box.x,
            box.y,
            box.width,
            box.height,
            style="DF",
            round_corners=box.width > 4,
            corner_radius=1.6,
        )

    def rule(self, y: float, *, color: str = LIGHT.line, x: float = MARGIN_MM) -> None:
        """A hairline across the page."""
        self._pdf.set_draw_color(color)
        self._pdf.set_line_width(0.2)
        self._pdf.line(x, y, MARGIN_MM + WIDTH_MM, y)

    def row(self, y: float, height: float, cells: "Sequence[Cell]") -> None:
        """Write one table row; each cell shrinks to fit."""
        x = MARGIN_MM
        for cell in cells:
            box = Box(x, y + 0.7, cell.width - 1.5, height - 0.9)
            self.text(cell.words, box, size=cell.size, style=cell.style, color=cell.color)
            x += cell.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table row."""

    words: str
    width: float
    size: float = 7.2
    style: str = ""
    color: str = LIGHT.ink


def _line_mm(size: float) -> float:
    return size * _POINT_MM * _LEADING
