"""Sessions to compare, with chosen numbers and set-ups."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from form_analyzer.comparison.types import SetUp, Snapshot
from form_analyzer.datatypes import FootStrike, Measurement, Metric, Plane, Side, Unit

SET_UP = SetUp(
    speed_mps=3.0,
    incline_percent=1.0,
    plane=Plane.SAGITTAL,
    near_side=Side.LEFT,
    frame_rate_hz=60.0,
    time_scale=1.0,
    pose_model="full",
    software_version="1",
)
START = datetime(2026, 3, 1, tzinfo=UTC)


def cadence(value: float, half: float = 0.5) -> Measurement:
    return Measurement(
        metric=Metric.CADENCE,
        side=Side.BOTH,
        unit=Unit.STEPS_PER_MINUTE,
        value=value,
        ci95=(value - half, value + half),
        n_strides=14,
    )


def angle(value: float, side: Side = Side.LEFT, half: float = 1.0) -> Measurement:
    return Measurement(
        metric=Metric.FOOT_STRIKE_ANGLE,
        side=side,
        unit=Unit.DEGREE,
        value=value,
        ci95=(value - half, value + half),
        n_strides=14,
    )


def pattern(kind: FootStrike, share: float) -> Measurement:
    others = [other for other in FootStrike if other is not kind]
    return Measurement(
        metric=Metric.FOOT_STRIKE_PATTERN,
        side=Side.LEFT,
        unit=Unit.CATEGORY,
        category=kind,
        probabilities={kind: share, **dict.fromkeys(others, (1 - share) / 2)},
        n_strides=14,
    )


def snapshot(
    *rows: Measurement, day: float = 0, shoes: str = "", athlete: str = "a", **set_up: object
) -> Snapshot:
    return Snapshot(
        session_id=f"s{day}",
        athlete_id=athlete,
        label=f"day {day}",
        recorded_at=START + timedelta(days=day),
        set_up=replace(SET_UP, **set_up),
        shoes=shoes,
        measurements=rows,
    )
