"""The whole runner at any time: legs, trunk, head and arms in the sagittal plane."""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import (
    N_KEYPOINTS,
    FloatArray,
    Joint,
    Keypoint,
    Side,
)
from form_analyzer.synthetic.leg import Leg, build_leg, contact_height, side_cosine
from form_analyzer.synthetic.parameters import SIDE_COLUMN, RunnerParameters
from form_analyzer.synthetic.timeline import Timeline, draw_timeline
from form_analyzer.synthetic.trunk import Trunk, build_trunk

_LEG_JOINTS = (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
_ELBOW_SWING_DEG = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """One runner whose every contact is drawn; ask it where its joints are at any time.

    Good for times inside ``span_s``.
    """

    parameters: RunnerParameters
    timeline: Timeline
    trunk: Trunk
    legs: tuple[Leg, Leg]
    span_s: tuple[float, float]

    def at(self, time_s: FloatArray) -> FloatArray:
        """Joint positions, (n, n_keypoints, 2), metres, x forward, y up from the belt.

        Parameters
        ----------
        time_s : (n,)
            Real seconds, in any order.
        """
        time_s = np.asarray(time_s, dtype=np.float64)
        position = np.empty((len(time_s), N_KEYPOINTS, 2))
        for side, column in SIDE_COLUMN.items():
            joints = self.legs[column].joints(time_s)
            columns = [joint.on(side).column for joint in _LEG_JOINTS]
            position[:, columns] = joints
        self._place_upper_body(position, time_s)
        return position

    def _place_upper_body(self, position: FloatArray, time_s: FloatArray) -> None:
        p, body = self.parameters, self.parameters.body
        lean = self.trunk.lean_rad(time_s)
        trunk_m = body.trunk * p.leg_length_m
        shoulders = self.trunk.hips(time_s) + trunk_m * _up(lean)
        head = lean + np.radians(p.forward_head_deg)
        ear = shoulders + p.shoulder_elevation_ratio * trunk_m * _up(head)
        position[:, Keypoint.NOSE.column] = ear + np.asarray(body.ear_to_nose) * p.leg_length_m
        for side, column in SIDE_COLUMN.items():
            position[:, Joint.EAR.on(side).column] = ear
            swing = -side_cosine(self.trunk, column, time_s)
            self._place_arm(position, side, shoulders, lean, swing)

    def _place_arm(
        self,
        position: FloatArray,
        side: Side,
        shoulders: FloatArray,
        lean: FloatArray,
        swing: FloatArray,
    ) -> None:
        """An arm goes forward with the other leg: ``swing`` is 1 at the other's contact."""
        p, body, leg = self.parameters, self.parameters.body, self.parameters.leg_length_m
        shoulder = shoulders.copy()
        shoulder[:, 0] += p.shoulder_rotation_ratio * leg * swing
        upper = np.radians(p.arm_swing_deg * swing - 18.0) - 0.3 * lean
        bend = np.pi - np.radians(p.elbow_angle_deg + _ELBOW_SWING_DEG * _moving(p) * swing)
        elbow = shoulder - body.upper_arm * leg * _up(-upper)
        wrist = elbow - body.forearm * leg * _up(-(upper + bend))
        for joint, path in ((Joint.SHOULDER, shoulder), (Joint.ELBOW, elbow), (Joint.WRIST, wrist)):
            position[:, joint.on(side).column] = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A runner and its joint positions at chosen times.

    Attributes
    ----------
    time_s : (n,)
        Real seconds.
    position_m : (n, n_keypoints, 2)
        Metres in the runner's sagittal frame: x forward, y up from the belt.
    """

    runner: Runner
    time_s: FloatArray
    position_m: FloatArray

    def __post_init__(self) -> None:
        self.time_s.flags.writeable = False
        self.position_m.flags.writeable = False


def build_runner(
    parameters: RunnerParameters, span_s: tuple[float, float], rng: np.random.Generator
) -> Runner:
    """Draw every contact of a runner over ``span_s`` (real seconds).

    Raises
    ------
    ValueError
        If the parameters contradict each other (a leg that cannot reach the belt).
    """
    timeline = draw_timeline(parameters, *span_s, rng)
    trunk = build_trunk(parameters, timeline, contact_height(parameters), rng)
    left, right = (build_leg(parameters, timeline, trunk, column) for column in (0, 1))
    return Runner(
        parameters=parameters, timeline=timeline, trunk=trunk, legs=(left, right), span_s=span_s
    )


def simulate(
    parameters: RunnerParameters, time_s: FloatArray, *, rng: np.random.Generator
) -> Motion:
    """Run for the times given (real seconds, increasing).

    Raises
    ------
    ValueError
        If there are no times, or the parameters contradict each other.
    """
    time_s = np.array(time_s, dtype=np.float64)
    if not len(time_s):
        raise ValueError("give at least one time")
    runner = build_runner(parameters, (float(time_s.min()), float(time_s.max())), rng)
    return Motion(runner=runner, time_s=time_s, position_m=runner.at(time_s))


def _moving(parameters: RunnerParameters) -> float:
    """1 for swinging arms, 0 for arms held still."""
    return float(parameters.arm_swing_deg > 0)


def _up(angle: FloatArray) -> FloatArray:
    """Unit vector at this angle against vertical, + = forward."""
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1)
