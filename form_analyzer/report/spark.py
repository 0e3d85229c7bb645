"""A tiny picture of a number on its range, for a table's cell, without any library."""

from html import escape
from math import isfinite

from form_analyzer.report.view import BandLane, StripView, ValueLane

_WIDTH, _HEIGHT, _EDGE = 132.0, 22.0, 7.0


def spark(strip: StripView) -> str:
    """SVG text of a strip: the first range as a band, near a disc, far an open diamond.

    Colours are the CSS variables of the report's page.
    """
    band = strip.bands[0]
    scale = _Scale(strip)
    marks = "".join(_mark(value, scale) for value in sorted(strip.values, key=lambda v: not v.far))
    return (
        f'<svg class="spark" role="img" aria-label="{escape(strip.description)}" '
        f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" width="{_WIDTH:g}" height="{_HEIGHT:g}">'
        f'<line x1="0" x2="{_WIDTH:g}" y1="11" y2="11" stroke="var(--line)"/>'
        f"{_band(band, scale)}{marks}</svg>"
    )


class _Scale:
    """From a value to its place in the picture."""

    def __init__(self, strip: StripView) -> None:
        ends = [end for value in strip.values for end in (value.low, value.high)]
        band = strip.bands[0]
        ends += [end for end in (band.low, band.high) if isfinite(end)]
        self._low, self._span = min(ends), (max(ends) - min(ends)) or 1.0

    def x(self, value: float) -> float:
        share = (value - self._low) / self._span
        return min(_WIDTH, max(0.0, _EDGE + share * (_WIDTH - 2 * _EDGE)))


def _band(band: BandLane, scale: _Scale) -> str:
    low = scale.x(band.low) if isfinite(band.low) else 0.0
    high = scale.x(band.high) if isfinite(band.high) else _WIDTH
    return (
        f'<rect x="{low:.1f}" y="4" width="{high - low:.1f}" height="14" rx="2" '
        'fill="var(--guide-fill)" stroke="var(--guide)"/>'
    )


def _mark(value: ValueLane, scale: _Scale) -> str:
    x, role, y = scale.x(value.value), "far" if value.far else "near", 14 if value.far else 8
    line = (
        f'<line x1="{scale.x(value.low):.1f}" x2="{scale.x(value.high):.1f}" y1="{y}" y2="{y}" '
        f'stroke="var(--{role})" stroke-width="2"/>'
    )
    if value.far:
        shape = f"M{x:.1f} {y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"
        return (
            f'{line}<path d="{shape}" fill="var(--page)" stroke="var(--far)" stroke-width="1.6"/>'
        )
    return f'{line}<circle cx="{x:.1f}" cy="{y}" r="4.2" fill="var(--near)"/>'
