"""Belt speeds as people write them (metres per second inside), and sizes of files."""

import re
from enum import StrEnum

_MILE_M = 1609.344
_PACE = re.compile(r"(\d{1,2}):([0-5]\d)")
SLOWEST_MPS, FASTEST_MPS = 0.5, 12.0


class SpeedUnit(StrEnum):
    """A unit of belt speed; the value is what is stored in the preferences."""

    KM_PER_HOUR = "km/h"
    MIN_PER_KM = "min/km"
    MILES_PER_HOUR = "mph"

    @property
    def example(self) -> str:
        """A speed as it is written in this unit."""
        return {"km/h": "10.5", "min/km": "5:40", "mph": "6.5"}[self.value]


def speed_from_text(text: str, unit: SpeedUnit) -> float | None:
    """Metres per second of what was written; ``None`` for nothing written.

    Raises
    ------
    ValueError
        If it cannot be read, or nobody runs that fast; the text is for the user.
    """
    text = text.strip().replace(",", ".")
    if not text:
        return None
    speed_mps = _mps(text, unit)
    if not SLOWEST_MPS <= speed_mps <= FASTEST_MPS:
        raise ValueError(f"{text} {unit} is no running speed; check number and unit.")
    return speed_mps


def speed_to_text(speed_mps: float | None, unit: SpeedUnit) -> str:
    """A speed as written in a unit, without the unit; empty for ``None``."""
    if speed_mps is None:
        return ""
    if unit is SpeedUnit.MIN_PER_KM:
        pace_s = round(1000 / speed_mps)
        return f"{pace_s // 60}:{pace_s % 60:02d}"
    per_hour_m = 1000.0 if unit is SpeedUnit.KM_PER_HOUR else _MILE_M
    return f"{speed_mps * 3600 / per_hour_m:.1f}"


def size_text(size_bytes: int) -> str:
    """A file's size: ``4.2 MB``, ``1.3 GB``."""
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.1f} MB"


def _mps(text: str, unit: SpeedUnit) -> float:
    if unit is SpeedUnit.MIN_PER_KM:
        return 1000.0 / _pace_s(text)
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"'{text}' is no speed; write it like {unit.example}.") from None
    return value * (1000.0 if unit is SpeedUnit.KM_PER_HOUR else _MILE_M) / 3600


def _pace_s(text: str) -> float:
    found = _PACE.fullmatch(text)
    seconds = 60 * int(found[1]) + int(found[2]) if found else 0
    if not seconds:
        raise ValueError(f"'{text}' is no pace; write minutes and seconds, like 5:40.")
    return float(seconds)
