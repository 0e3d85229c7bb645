"""What is true of a synthetic runner: every event and every metric, from the exact motion.

Angles and distances are read off the joints at the exact instants, as the definitions say,
not copied from the parameters. All of it is in the belt's frame: an inclined belt turns the
picture, not the truth.
"""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import (
    BoolArray,
    EventKind,
    FloatArray,
    GaitEvent,
    Joint,
    Keypoint,
    Metric,
    Side,
)
from form_analyzer.synthetic.kinematics import Runner
from form_analyzer.synthetic.parameters import SIDE_COLUMN

_SAMPLES_PER_STEP = 32
_STANCE_FRACTIONS = np.linspace(0.0, 1.0, 31)

_LEG_JOINTS = (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
_ARM_JOINTS = (Joint.SHOULDER, Joint.ELBOW, Joint.WRIST)

TrueMetrics = dict[tuple[Metric, Side], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Events and metrics of one clip.

    Attributes
    ----------
    events
        Every contact and toe-off between the first and the last frame, in time order,
        with ``sd_s`` 0 and ``time_s`` counted from the first frame.
    metrics
        Value of each metric and side, in the units of the definitions; vertical
        oscillation in metres. A metric that the clip does not hold (no whole stride; flight
        of a walker) is not a key.
    leg_length_m
        Hip to ankle, straight.
    """

    events: tuple[GaitEvent, ...]
    metrics: TrueMetrics
    leg_length_m: float

    def value(self, metric: Metric, side: Side = Side.BOTH) -> float:
        """One metric's true value; ``KeyError`` if the clip does not hold it."""
        return self.metrics[metric, side]

    def event_times_s(self, kind: EventKind, side: Side) -> FloatArray:
        """Times of one kind of event on one side, seconds from the first frame."""
        times = [e.time_s for e in self.events if e.kind is kind and e.side is side]
        return np.asarray(times, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Stances:
    """Whole stances of one side inside the clip, real seconds."""

    contact_s: FloatArray
    toe_off_s: FloatArray


def find_truth(runner: Runner, time_s: FloatArray) -> Truth:
    """Truth between the first and the last of a clip's frames.

    Parameters
    ----------
    time_s : (n_frames,)
        Real seconds of the frames, increasing; events are counted from the first.
    """
    start, stop = float(time_s[0]), float(time_s[-1])
    grids = [_stance_grid(runner, side, start, stop) for side in SIDE_COLUMN]
    grids.append(_stride_grid(runner, start, stop))
    # One evaluation for all: its cost lies in the number of calls.
    together = runner.at(np.concatenate([grid.ravel() for grid in grids]))
    ends = np.cumsum([grid.size for grid in grids])[:-1]
    left, right, strides = (
        part.reshape(*grid.shape, *part.shape[1:])
        for part, grid in zip(np.split(together, ends), grids, strict=True)
    )
    metrics = _timing(runner, start, stop)
    for side, position in ((Side.LEFT, left), (Side.RIGHT, right)):
        if len(position):
            metrics.update(_through_stance(position, side, runner.parameters.leg_length_m))
    if len(strides):
        metrics.update(_over_strides(strides))
        _add_vertical_ratio(metrics)
    return Truth(
        events=_events(runner, time_s),
        metrics=metrics,
        leg_length_m=runner.parameters.leg_length_m,
    )


def inclination_deg(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Line from lower to upper against vertical, + = upper point ahead, (...,) degrees."""
    line = upper - lower
    angle: FloatArray = np.degrees(np.arctan2(line[..., 0], line[..., 1]))
    return angle


def flexion_deg(first: FloatArray, middle: FloatArray, last: FloatArray) -> FloatArray:
    """180 minus the interior angle at ``middle``, (...,) degrees, 0..180."""
    a, b = middle - first, last - middle
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    angle: FloatArray = np.degrees(np.abs(np.arctan2(cross, np.sum(a * b, axis=-1))))
    return angle


def _events(runner: Runner, time: FloatArray) -> tuple[GaitEvent, ...]:
    timeline = runner.timeline
    found = []
    for kind, at in (
        (EventKind.INITIAL_CONTACT, timeline.contact_s),
        (EventKind.TOE_OFF, timeline.toe_off_s),
    ):
        frame = np.interp(at, time, np.arange(len(time)))
        for k in np.flatnonzero(_inside(at, time[0], time[-1])):
            side = Side.RIGHT if timeline.side[k] else Side.LEFT
            event = GaitEvent(
                kind=kind,
                side=side,
                frame=float(frame[k]),
                time_s=float(at[k] - time[0]),
                sd_s=0.0,
            )
            found.append(event)
    return tuple(sorted(found, key=lambda event: event.time_s))


def _inside(time_s: FloatArray, start: float, stop: float) -> BoolArray:
    return (time_s >= start) & (time_s <= stop)


def _stances(runner: Runner, side: Side, start: float, stop: float) -> _Stances:
    t = runner.timeline
    index = t.of(SIDE_COLUMN[side])
    whole = (t.contact_s[index] >= start) & (t.toe_off_s[index] <= stop)
    return _Stances(t.contact_s[index][whole], t.toe_off_s[index][whole])


def _timing(runner: Runner, start: float, stop: float) -> TrueMetrics:
    """Cadence, contact, flight, duty factor, step times."""
    t, p = runner.timeline, runner.parameters
    seen = np.flatnonzero(_inside(t.contact_s, start, stop))
    found: TrueMetrics = {}
    if len(seen) < 3:
        return found
    first, last = seen[0], seen[-1]
    # Over whole strides: of an uneven runner, an odd number of steps says something else.
    strides = t.contact_s[first + 2 : last + 1] - t.contact_s[first : last - 1]
    found[Metric.CADENCE, Side.BOTH] = float(120 / strides.mean())
    ends = np.arange(first + 1, last + 1)
    step = t.contact_s[ends] - t.contact_s[ends - 1]
    left, right = (float(step[t.side[ends] == column].mean()) for column in (0, 1))
    mean = (left + right) / 2
    found[Metric.STEP_TIME_ASYMMETRY, Side.BOTH] = (left - right) / mean
    found[Metric.STEP_LENGTH, Side.BOTH] = p.speed_mps * mean
    for side, length in ((Side.LEFT, left), (Side.RIGHT, right)):
        found[Metric.STEP_LENGTH, side] = p.speed_mps * length
        found.update(_side_timing(runner, side, start, stop, 2 * mean))
    _add_mean_of_sides(found, Metric.CONTACT_TIME, Metric.FLIGHT_TIME, Metric.DUTY_FACTOR)
    return found


def _side_timing(
    runner: Runner, side: Side, start: float, stop: float, stride_s: float
) -> TrueMetrics:
    t, stances = runner.timeline, _stances(runner, side, start, stop)
    if not len(stances.contact_s):
        return {}
    contact = float(np.mean(stances.toe_off_s - stances.contact_s))
    following = np.searchsorted(t.contact_s, stances.contact_s) + 1
    flight = float(np.mean(t.contact_s[following] - stances.toe_off_s))
    found = {
        (Metric.CONTACT_TIME, side): contact,
        (Metric.DUTY_FACTOR, side): contact / stride_s,
    }
    if not runner.parameters.walking:
        found[Metric.FLIGHT_TIME, side] = flight
    return found


def _stance_grid(runner: Runner, side: Side, start: float, stop: float) -> FloatArray:
    """Times through each whole stance, the last column just before heel rise."""
    stances = _stances(runner, side, start, stop)
    flat = 0.98 * runner.parameters.heel_rise_fraction
    share = np.append(_STANCE_FRACTIONS, flat)
    duration = stances.toe_off_s - stances.contact_s
    grid: FloatArray = stances.contact_s[:, None] + duration[:, None] * share
    return grid


def _stride_grid(runner: Runner, start: float, stop: float) -> FloatArray:
    """Times through each step of the whole strides in the clip, (n_steps, n_samples)."""
    contact = runner.timeline.contact_s
    seen = contact[_inside(contact, start, stop)]
    n_steps = max(len(seen) - 1, 0) // 2 * 2
    share = np.arange(_SAMPLES_PER_STEP) / _SAMPLES_PER_STEP
    grid: FloatArray = seen[:n_steps, None] + np.diff(seen)[:n_steps, None] * share
    return grid


def _through_stance(position: FloatArray, side: Side, leg_length_m: float) -> TrueMetrics:
    """Angles and distances at contact and their peaks in stance, mean over stances.

    ``position`` is (n_stances, n_fractions + 1, n_keypoints, 2) on the stance grid.
    """
    hip, knee, ankle, heel, toe = (position[..., j.on(side).column, :] for j in _LEG_JOINTS)
    foot = _pitch_deg(heel, toe)
    flexion = flexion_deg(hip, knee, ankle)
    shank = -inclination_deg(ankle[:, 0], knee[:, 0])
    ahead = (ankle - hip)[:, 0, 0] / leg_length_m
    behind = inclination_deg(knee, hip) - inclination_deg(*_trunk(position))
    late = np.append(_STANCE_FRACTIONS >= 0.5, False)
    return {
        (Metric.FOOT_STRIKE_ANGLE, side): float((foot[:, 0] - foot[:, -1]).mean()),
        (Metric.OVERSTRIDE, side): float(ahead.mean()),
        (Metric.SHANK_ANGLE, side): float(shank.mean()),
        (Metric.KNEE_FLEXION_CONTACT, side): float(flexion[:, 0].mean()),
        (Metric.KNEE_FLEXION_STANCE, side): float(flexion.max(axis=1).mean()),
        (Metric.HIP_EXTENSION, side): float(behind[:, late].max(axis=1).mean()),
    }


def _over_strides(position: FloatArray) -> TrueMetrics:
    """Means over whole strides, peak-to-peak within steps and strides.

    ``position`` is (n_steps, n_samples, n_keypoints, 2) on the stride grid.
    """
    hips, shoulders = _trunk(position)
    lean = inclination_deg(hips, shoulders)
    ear = (
        position[..., Keypoint.LEFT_EAR.column, :] + position[..., Keypoint.RIGHT_EAR.column, :]
    ) / 2
    neck = np.linalg.norm(ear - shoulders, axis=-1) / np.linalg.norm(shoulders - hips, axis=-1)
    height = ((hips + shoulders) / 2)[..., 1]
    within_stride = np.ptp(lean.reshape(len(lean) // 2, -1), axis=1)
    found: TrueMetrics = {
        (Metric.TRUNK_LEAN, Side.BOTH): float(lean.mean()),
        (Metric.TRUNK_LEAN_RANGE, Side.BOTH): float(within_stride.mean()),
        (Metric.FORWARD_HEAD, Side.BOTH): float((inclination_deg(shoulders, ear) - lean).mean()),
        (Metric.SHOULDER_ELEVATION, Side.BOTH): float(neck.mean()),
        (Metric.VERTICAL_OSCILLATION, Side.BOTH): float(np.ptp(height, axis=1).mean()),
    }
    for side in SIDE_COLUMN:
        arm = (position[..., j.on(side).column, :] for j in _ARM_JOINTS)
        found[Metric.ELBOW_ANGLE, side] = float(180 - flexion_deg(*arm).mean())
    _add_mean_of_sides(found, Metric.ELBOW_ANGLE)
    return found


def _add_vertical_ratio(found: TrueMetrics) -> None:
    oscillation = found[Metric.VERTICAL_OSCILLATION, Side.BOTH]
    found[Metric.VERTICAL_RATIO, Side.BOTH] = oscillation / found[Metric.STEP_LENGTH, Side.BOTH]


def _trunk(position: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mid-hip and mid-shoulder, each (..., 2)."""
    points = []
    for joint in (Joint.HIP, Joint.SHOULDER):
        left, right = (position[..., joint.on(side).column, :] for side in SIDE_COLUMN)
        points.append((left + right) / 2)
    return points[0], points[1]


def _pitch_deg(heel: FloatArray, toe: FloatArray) -> FloatArray:
    line = toe - heel
    angle: FloatArray = np.degrees(np.arctan2(line[..., 1], line[..., 0]))
    return angle


def _add_mean_of_sides(found: TrueMetrics, *metrics: Metric) -> None:
    for metric in metrics:
        sides = [found[metric, side] for side in SIDE_COLUMN if (metric, side) in found]
        if len(sides) == 2:
            found[metric, Side.BOTH] = sum(sides) / 2
