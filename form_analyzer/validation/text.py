"""The report as Markdown."""

from collections.abc import Iterator, Sequence

from form_analyzer.datatypes import EventKind, Metric
from form_analyzer.validation.outcome import BOTH, FAR, NEAR
from form_analyzer.validation.report import (
    ClipResult,
    ConditionResult,
    Figure,
    MarkerResult,
    Report,
    Target,
)

BEGIN, END = "<!-- accuracy:begin -->", "<!-- accuracy:end -->"
_DIGITS = {"ms": 1, "spm": 2, "deg": 1, "ratio": 3, "m": 3, "s": 3}
_HEADLINE: tuple[tuple[str, str, str], ...] = (
    (str(Metric.CADENCE), BOTH, "Cadence (steps/min)"),
    (str(EventKind.INITIAL_CONTACT), NEAR, "Initial contact, near foot (ms)"),
    (str(EventKind.TOE_OFF), NEAR, "Toe-off, near foot (ms)"),
    (str(Metric.CONTACT_TIME), NEAR, "Contact time, near foot (ms)"),
    (str(Metric.FOOT_STRIKE_ANGLE), NEAR, "Foot strike angle, near foot (deg)"),
    (str(Metric.SHANK_ANGLE), NEAR, "Shank angle, near leg (deg)"),
    (str(Metric.OVERSTRIDE), NEAR, "Overstride, near leg (leg lengths)"),
    (str(Metric.KNEE_FLEXION_CONTACT), NEAR, "Knee at contact, near leg (deg)"),
    (str(Metric.TRUNK_LEAN), BOTH, "Trunk lean (deg)"),
)
_RATES = ("25 fps", "30 fps", "60 fps", "120 fps", "240 fps")


def readme_table(report: Report) -> str:
    """The accuracy table of the README, with its markers."""
    conditions = [c for name in _RATES if (c := report.condition(name)) is not None]
    held = {(f.name, f.place): f for f in report.coverage}
    lines = [_row(["Mean absolute error", *(c.name for c in conditions), "95 % intervals hold"])]
    lines.append(_rule(len(conditions) + 2))
    for name, place, words in _HEADLINE:
        cells = [_error(c.figure(name, place)) for c in conditions]
        lines.append(_row([words, *cells, _coverage(held.get((name, place)))]))
    body = "\n".join(lines)
    note = (
        f"Synthetic runners with the errors of the real pose model, {report.cases} for each "
        "frame rate; `python -m form_analyzer validate --out FOLDER` writes the report of "
        "everything else."
    )
    return f"{BEGIN}\n{body}\n\n{note}\n{END}"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(n: int) -> str:
    return "|" + "---|" * n


def _error(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if figure.name == Metric.CONTACT_TIME:
        return f"{1000.0 * figure.mae:.1f}"
    return f"{figure.mae:.{_DIGITS.get(figure.unit, 2)}f}"


def _coverage(figure: Figure | None) -> str:
    if figure is None or figure.coverage is None:
        return "–"
    return f"{100.0 * figure.coverage:.0f} %"


def markdown(report: Report) -> str:
    """The whole report."""
    parts = [
        f"# Accuracy of form_analyzer {report.version}",
        f"{report.cases} synthetic runners under each condition (seed {report.seed}). Errors are "
        "found minus true; mae is the mean absolute error. Legs nearer to and further from the "
        "camera are given apart.",
        readme_table(report),
        "## Targets\n\n" + "\n".join(_targets(report.targets)),
        "## Conditions\n\n" + "\n".join(_conditions(report.conditions)),
        "## All metrics\n\nOver all conditions measured on the right clock.\n\n"
        + "\n".join(_figures(report.coverage)),
        *(_condition(c) for c in report.conditions),
        *_optional(report),
    ]
    return "\n\n".join(parts) + "\n"


def _optional(report: Report) -> Iterator[str]:
    if report.markers:
        yield "## Markers against a force plate\n\n" + "\n".join(_markers(report.markers))
    if report.clips:
        yield f"## Labelled clips (pose model {report.pose_model})"
        yield from (_clip(clip) for clip in report.clips)


def _targets(targets: Sequence[Target]) -> Iterator[str]:
    yield _row(["", "Target", "Limit", "Found"])
    yield _rule(4)
    for one in targets:
        found = "–" if one.found is None else f"{one.found:.4g}"
        yield _row(["kept" if one.kept else "**missed**", one.text, f"{one.limit:.4g}", found])


def _conditions(conditions: Sequence[ConditionResult]) -> Iterator[str]:
    heads = ("Condition", "Clips", "Refused", "Clock right", "Events missed", "Events invented")
    yield _row([*heads, "Legs exchanged in the end"])
    yield _rule(7)
    for c in conditions:
        refused = ", ".join(f"{code} {n}" for code, n in c.refused.items()) or "none"
        shares = (c.clock_right, c.missed_events, c.invented_events, c.residual_swaps)
        yield _row([c.name, str(c.clips), refused, *(f"{100.0 * share:.2f} %" for share in shares)])


def _condition(condition: ConditionResult) -> str:
    return f"## {condition.name}\n\n" + "\n".join(_figures(condition.figures))


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    yield _row(["Quantity", "Leg", "Unit", "n", "mae", "Bias", "rms", "Held", "Half interval"])
    yield _rule(9)
    for f in figures:
        digits = _DIGITS.get(f.unit, 2) + 1
        numbers = [f"{v:.{digits}f}" for v in (f.mae, f.bias, f.rms)]
        half = "–" if f.half_width is None else f"{f.half_width:.{digits}f}"
        words = f.name.replace("_", " ")
        leg = f.place if f.place in (NEAR, FAR) else ""
        yield _row([words, leg, f.unit, str(f.n), *numbers, _coverage(f), half])


def _markers(markers: Sequence[MarkerResult]) -> Iterator[str]:
    yield _row(["Rate (Hz)", "Noise", "Events", "Contact mae (bias) ms", "Toe-off mae (bias) ms",
                "Missed", "Cadence error (spm)"])  # fmt: skip
    yield _rule(7)
    for m in markers:
        yield _row([
            f"{m.frame_rate_hz:.0f}",
            "as the pose model" if m.noisy else "none",
            str(m.events),
            f"{m.contact_mae_ms:.1f} ({m.contact_bias_ms:+.1f})",
            f"{m.toe_off_mae_ms:.1f} ({m.toe_off_bias_ms:+.1f})",
            str(m.missed),
            f"{m.cadence_error_spm:.2f}",
        ])  # fmt: skip


def _clip(clip: ClipResult) -> str:
    truth = "exact truth" if clip.exact else "labelled by eye"
    head = f"### {clip.name} ({truth})"
    verdict = "As expected." if clip.as_expected else "**Not as expected.**"
    said = f"{verdict} {clip.said}".strip()
    if not clip.errors:
        return f"{head}\n\n{said}"
    rows = [_row(["Quantity", "Error", "Truth inside the interval"]), _rule(3)]
    for e in clip.errors:
        error = "not measured" if e.error is None else f"{e.error:+.4g} {e.unit}".strip()
        inside = "" if e.inside is None else ("yes" if e.inside else "no")
        rows.append(_row([e.name.replace("_", " "), error, inside]))
    return f"{head}\n\n{said}\n\n" + "\n".join(rows)
