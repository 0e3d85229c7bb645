"""What changed in the runner from the first part watched to the last."""

from collections.abc import Iterator, Sequence

from form_analyzer.anytime.pool import Line, Rows, line_of
from form_analyzer.datatypes import FloatArray, Metric, QualityCode, QualityFlag, Side
from form_analyzer.metrics.measure import Z95
from form_analyzer.quality.messages import info

# Smaller changes are not worth a word, however sure.
_WORTH_SAYING = {Metric.CADENCE: 2.0, Metric.CONTACT_TIME: 0.008, Metric.TRUNK_LEAN: 1.0}
_MS = 1000.0


def drift_flags(
    parts: Sequence[Rows], time_s: FloatArray, near: Side | None
) -> Iterator[QualityFlag]:
    """A flag for cadence, contact time and trunk lean, each where its change is real.

    Real is a change larger than its own 95 % interval; systematic errors are alike in all
    parts and fall out of the difference.
    """
    cadence = _change(parts, time_s, Metric.CADENCE, Side.BOTH)
    if cadence is not None:
        yield _flag(QualityCode.CADENCE_DRIFT, "cadence_drift_parts", cadence)
    contact = _change(parts, time_s, Metric.CONTACT_TIME, near) if near else None
    if contact is not None:
        yield _flag(QualityCode.FORM_DRIFT, "form_drift", contact, _MS, side=str(near))
    lean = _change(parts, time_s, Metric.TRUNK_LEAN, Side.BOTH)
    if lean is not None:
        yield _flag(QualityCode.FORM_DRIFT, "form_drift_lean", lean)


def _change(parts: Sequence[Rows], time_s: FloatArray, metric: Metric, side: Side) -> Line | None:
    """The line of one metric where its change is real and worth saying."""
    rows = [row for part in parts for row in part if row.metric is metric and row.side is side]
    if len(rows) != len(parts) or len(rows) < 2:
        return None
    line = line_of(metric, rows, time_s, watched_ratio=0.0)
    if line is None or not abs(line.change) > max(Z95 * line.change_sd, _WORTH_SAYING[metric]):
        return None
    return line


def _flag(
    code: QualityCode, text: str, line: Line, scale: float = 1.0, **words: str
) -> QualityFlag:
    figures = {
        "first": scale * line.first,
        "last": scale * line.last,
        "change": scale * line.change,
        "error": scale * Z95 * line.change_sd,
    }
    return info(code, text, **figures, **words)
