"""What can be chosen about the synthetic runner, and what would be impossible."""

from dataclasses import dataclass, field

import numpy as np

from form_analyzer.datatypes import Side

Sides = tuple[float, float]
"""A value for the (left, right) side."""

GRAVITY_MPS2 = 9.81
SIDE_COLUMN = {Side.LEFT: 0, Side.RIGHT: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class FootShape:
    """Points of the shod foot standing flat, as fractions of leg length.

    Measured from the rearmost point of the sole that can carry load: x forward, y up.
    The places are where a pose model puts its heel and toe landmarks on a running shoe.

    Attributes
    ----------
    ankle, heel, toe
        (x, y) of the three landmarks.
    sole_length
        From the rearmost point to where the flat part of the sole ends.
    rocker_radius
        Radius of the rounded front of the sole, over which the foot rolls (toe spring and
        bending toes together).
    """

    ankle: tuple[float, float] = (0.085, 0.115)
    heel: tuple[float, float] = (0.0, 0.045)
    toe: tuple[float, float] = (0.285, 0.022)
    sole_length: float = 0.24
    rocker_radius: float = 0.085

    @property
    def flat_angle_deg(self) -> float:
        """Heel-to-toe line of the foot standing flat, + = toes up."""
        rise, run = self.toe[1] - self.heel[1], self.toe[0] - self.heel[0]
        return float(np.degrees(np.arctan2(rise, run)))


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyShape:
    """Lengths of the body as fractions of leg length (hip to ankle, straight).

    ``hip_width`` and ``shoulder_width`` lie across the direction of travel; the camera
    sees them only as depth and through the body's turning.
    """

    thigh: float = 0.50
    trunk: float = 0.62
    upper_arm: float = 0.34
    forearm: float = 0.28
    ear_to_nose: tuple[float, float] = (0.10, -0.03)
    hip_width: float = 0.20
    shoulder_width: float = 0.40
    head_width: float = 0.17
    foot: FootShape = field(default_factory=FootShape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """How much a runner differs from stride to stride (standard deviations) and drifts.

    Attributes
    ----------
    step_time_ratio, contact_time_ratio
        Of the step and contact times, as fractions of them.
    strike_deg, overstride_ratio, lean_deg
        Of the foot strike angle, the overstride and the trunk's lean.
    wander_m
        Amplitude of the slow fore-aft drift on the belt.
    cadence_drift_spm_per_min
        Change of cadence during the clip.
    """

    step_time_ratio: float = 0.010
    contact_time_ratio: float = 0.015
    strike_deg: float = 1.0
    overstride_ratio: float = 0.008
    lean_deg: float = 0.4
    wander_m: float = 0.02
    cadence_drift_spm_per_min: float = 0.0


NO_VARIATION = Variation(
    step_time_ratio=0.0,
    contact_time_ratio=0.0,
    strike_deg=0.0,
    overstride_ratio=0.0,
    lean_deg=0.0,
    wander_m=0.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerParameters:
    """The runner's independent choices; everything else follows from them.

    Shank angle, hip extension, peak knee flexion in stance, vertical oscillation, flight
    and duty factor are not chosen: they follow from where the foot meets and leaves the
    belt and from the mechanics of the trunk, and are read off the motion as truth.

    Attributes
    ----------
    cadence_spm
        Steps per minute at the start of the clip.
    contact_time_s
        Initial contact to toe-off, (left, right), seconds.
    speed_mps
        Belt speed.
    leg_length_m
        Hip to ankle with a straight leg, metres.
    foot_strike_angle_deg
        Foot against the same foot flat at initial contact, (left, right), + = toes up.
    overstride_ratio
        Ankle ahead of the same side's hip at initial contact, (left, right), of leg length.
    knee_flexion_contact_deg
        At initial contact, mean of the two sides; fixes the height of the hips.
    knee_flexion_toe_off_deg
        At toe-off; fixes how far the heel has risen.
    knee_rate_toe_off_deg_s
        Speed at which the knee flexes at toe-off; - = it is still extending.
    knee_flexion_swing_deg
        About the peak in swing.
    step_time_asymmetry
        (left - right) / mean step time; the left step ends with the left contact.
    trunk_lean_deg, trunk_lean_range_deg
        Mean over a stride, + = forward, and peak-to-peak within a step.
    forward_head_deg
        Shoulder-to-ear line against the trunk line, + = forward.
    shoulder_elevation_ratio
        Shoulder-to-ear distance / trunk length.
    arm_swing_deg
        Half the range of the upper arm's swing; 0 for a runner holding on.
    elbow_angle_deg
        Mean interior angle of the elbow.
    contact_speed_ratio
        Backward speed of the foot just before contact / belt speed.
    contact_descent_mps
        Downward speed of the part of the foot that touches first, just before contact.
    contact_pitch_rate_deg_s
        Speed at which the foot turns toes-down just before contact.
    foot_flat_rate_deg_s
        Peak speed at which the foot turns flat after contact.
    heel_rise_fraction
        When the heel starts to rise, as a fraction of the contact time.
    cushion_s
        Time constant with which shoe and heel pad take up the speed of landing.
    force_skew, force_plateau
        Second and third harmonic of the vertical force against its half sine:
        + skew = more force early, + plateau = flatter, steeper flanks the other way.
    oscillation_style
        Relative difference of the hips' vertical path from the centre of mass's.
    pelvis_rotation_ratio, shoulder_rotation_ratio
        Fore-aft travel of one hip or shoulder by turning, half range, of leg length.
    fore_aft_ratio
        Half range of the trunk's fore-aft travel within a step, of leg length.
    walking
        Walk: double support, no flight. Contact times must exceed the step time.
    variation
        Differences from stride to stride.
    body
        The runner's build.
    """

    cadence_spm: float = 170.0
    contact_time_s: Sides = (0.25, 0.25)
    speed_mps: float = 2.8
    leg_length_m: float = 0.86
    foot_strike_angle_deg: Sides = (9.0, 9.0)
    overstride_ratio: Sides = (0.20, 0.20)
    knee_flexion_contact_deg: float = 18.0
    knee_flexion_toe_off_deg: float = 16.0
    knee_rate_toe_off_deg_s: float = 0.0
    knee_flexion_swing_deg: float = 95.0
    step_time_asymmetry: float = 0.0
    trunk_lean_deg: float = 6.0
    trunk_lean_range_deg: float = 5.0
    forward_head_deg: float = 10.0
    shoulder_elevation_ratio: float = 0.38
    arm_swing_deg: float = 30.0
    elbow_angle_deg: float = 95.0
    contact_speed_ratio: float = 0.72
    contact_descent_mps: float = 0.60
    contact_pitch_rate_deg_s: float = 140.0
    foot_flat_rate_deg_s: float = 400.0
    heel_rise_fraction: float = 0.42
    cushion_s: float = 0.016
    force_skew: float = 0.18
    force_plateau: float = -0.08
    oscillation_style: float = 0.0
    pelvis_rotation_ratio: float = 0.018
    shoulder_rotation_ratio: float = 0.03
    fore_aft_ratio: float = 0.018
    walking: bool = False
    variation: Variation = field(default_factory=Variation)
    body: BodyShape = field(default_factory=BodyShape)

    def __post_init__(self) -> None:
        longest, step = max(self.contact_time_s), self.step_time_s
        if min(self.contact_time_s) <= 0 or self.speed_mps <= 0 or self.leg_length_m <= 0:
            raise ValueError("contact times, speed and leg length must be positive")
        shortest_step = step * (1 - abs(self.step_time_asymmetry) / 2)
        if not self.walking and longest >= 0.97 * shortest_step:
            raise ValueError(f"contact of {longest} s leaves no flight in a step of {step:.3f} s")
        if self.walking and min(self.contact_time_s) <= step:
            raise ValueError(f"a walker's contact must outlast the step of {step:.3f} s")
        if 2 * abs(self.force_skew) - 3 * self.force_plateau >= 1:
            raise ValueError("this force shape would pull the runner down")

    @property
    def step_time_s(self) -> float:
        """Mean step time, seconds."""
        return 60.0 / self.cadence_spm

    @property
    def thigh_m(self) -> float:
        """Hip to knee, metres."""
        return self.body.thigh * self.leg_length_m

    @property
    def shank_m(self) -> float:
        """Knee to ankle, metres."""
        return (1 - self.body.thigh) * self.leg_length_m
