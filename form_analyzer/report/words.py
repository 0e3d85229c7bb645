"""How numbers, sides, clocks and speeds are written for a reader."""

from dataclasses import dataclass
from math import isfinite

from form_analyzer.datatypes import (
    Facing,
    Metric,
    QualitySeverity,
    Side,
    TimeScale,
    TimeScaleSource,
    Unit,
)

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a metric is shown: factor on its value, unit, how many decimals fewer."""

    factor: float
    unit: str
    fewer_decimals: int = 0


_BY_METRIC: dict[tuple[Metric, Unit], Shown] = {
    (Metric.STEP_TIME_ASYMMETRY, Unit.RATIO): Shown(100.0, "%", 2),
    (Metric.VERTICAL_RATIO, Unit.RATIO): Shown(100.0, "%", 2),
    (Metric.VERTICAL_OSCILLATION, Unit.METRE): Shown(1000.0, "mm", 3),
    (Metric.VERTICAL_OSCILLATION, Unit.RATIO): Shown(1.0, "leg lengths"),
    (Metric.OVERSTRIDE, Unit.RATIO): Shown(1.0, "leg lengths"),
    (Metric.DUTY_FACTOR, Unit.RATIO): Shown(1.0, "of the stride"),
    (Metric.SHOULDER_ELEVATION, Unit.RATIO): Shown(1.0, "trunk lengths"),
}
_BY_UNIT: dict[Unit, Shown] = {
    Unit.STEPS_PER_MINUTE: Shown(1.0, "steps/min"),
    Unit.SECOND: Shown(1000.0, "ms", 3),
    Unit.RATIO: Shown(1.0, ""),
    Unit.DEGREE: Shown(1.0, "°"),
    Unit.METRE: Shown(1.0, "m"),
    Unit.CATEGORY: Shown(1.0, ""),
}


def shown(metric: Metric, unit: Unit) -> Shown:
    """How a metric in a unit is shown: seconds as ms, small shares as percent, ..."""
    return _BY_METRIC.get((metric, unit), _BY_UNIT[unit])


def number_text(value: float, decimals: int) -> str:
    """A number with a real minus sign, and no minus in front of zero."""
    text = f"{value:.{max(decimals, 0)}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def range_text(low: float, high: float, decimals: int) -> str:
    """A range in words: ``170 to 190``, ``up to 20``, ``at least 5``; trailing zeros dropped."""
    ends = [_trimmed(number_text(end, decimals)) for end in (low, high) if isfinite(end)]
    if not ends:
        return ""
    if not isfinite(low):
        return f"up to {ends[0]}"
    if not isfinite(high):
        return f"at least {ends[0]}"
    return f"{ends[0]} to {ends[1]}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(text: str, unit: str) -> str:
    """A text followed by its unit; degrees stand without a space."""
    if not text or not unit:
        return text
    return f"{text}{unit}" if unit == "°" else f"{text} {unit}"


def side_label(side: Side, near_side: Side | None) -> str:
    """``near (left)``, ``far (right)``, or ``both``; plain sides where the view is unknown."""
    if side is Side.BOTH:
        return "both"
    if near_side is None:
        return str(side)
    return f"near ({side})" if side is near_side else f"far ({side})"


def clock_text(scale: TimeScale) -> str:
    """Which clock the times are in, and who said so."""
    if scale.value == 1.0:
        return "real time, as the file says"
    times = number_text(1 / scale.value, 1 if (1 / scale.value) % 1 else 0)
    whose = {
        TimeScaleSource.FILE: "as the file says",
        TimeScaleSource.TAG: "as the phone noted in the file",
        TimeScaleSource.USER: "as you said",
        TimeScaleSource.GRAVITY: "found from how fast the body falls in flight",
    }[scale.source]
    return f"slow motion {times} times, {whose}; all times here are real"


def speed_text(speed_mps: float) -> str:
    """A belt speed in km/h and as pace."""
    pace_s = round(1000 / speed_mps) if speed_mps > 0 else 0
    pace = f", {pace_s // 60}:{pace_s % 60:02d} min/km" if pace_s else ""
    return f"{speed_mps * 3.6:.1f} km/h{pace}"


def facing_text(facing: Facing | None) -> str:
    """Which way the runner looks."""
    return "unknown" if facing is None else f"runs to the {facing}"


def flag_label(severity: QualitySeverity) -> str:
    """A word that tells how much a flag matters."""
    return {
        QualitySeverity.INFO: "Good to know",
        QualitySeverity.WARNING: "Take care",
        QualitySeverity.REFUSAL: "Not measured",
    }[severity]


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
