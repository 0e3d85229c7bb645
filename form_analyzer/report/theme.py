"""Colours and letters shared by the charts, the HTML report and the PDF.

The hues are told apart with the common kinds of colour blindness (blue for the
near leg, orange for the far leg, green for the guide, purple for research), and
every mark also differs in shape, dash or label. Text reaches a contrast of at
least 4.5 on its page.
"""

from dataclasses import dataclass, fields

FONTS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"
"""CSS font list of screens; whatever the reader's machine has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours by their role, as ``#rrggbb``; no two roles share a colour.

    Attributes
    ----------
    ink, muted
        Text, and quieter text.
    page, card, line
        Background, raised background, hairlines and grids.
    near, far
        The runner's legs by the camera.
    guide, guide_fill
        The guide's range: its edge and its area.
    research, research_fill
        What research found.
    warn, warn_fill
        What needs attention.
    """

    ink: str
    muted: str
    page: str
    card: str
    line: str
    near: str
    far: str
    guide: str
    guide_fill: str
    research: str
    research_fill: str
    warn: str
    warn_fill: str

    def roles(self) -> dict[str, str]:
        """Role names (``guide-fill``) with their colours."""
        return {
            entry.name.replace("_", "-"): str(getattr(self, entry.name)) for entry in fields(self)
        }


LIGHT = Theme(
    ink="#1c2126",
    muted="#56606b",
    page="#ffffff",
    card="#f6f8fa",
    line="#d5dbe1",
    near="#0b5fa5",
    far="#b84a08",
    guide="#13724e",
    guide_fill="#cbe8dc",
    research="#68509a",
    research_fill="#e4dcf3",
    warn="#8a4b00",
    warn_fill="#fdf0d9",
)

DARK = Theme(
    ink="#e9ecef",
    muted="#a7b1bc",
    page="#14181d",
    card="#1d232a",
    line="#3b454f",
    near="#6fb5f7",
    far="#ffa45c",
    guide="#55c99b",
    guide_fill="#1e4a3b",
    research="#c3abf2",
    research_fill="#3b3157",
    warn="#f5c069",
    warn_fill="#40331a",
)
