"""Plausible runners, cameras and clips drawn at random, for validation.

Ranges cover recreational and elite treadmill running (cadence 140-210 a minute, contact
0.18-0.36 s, foot strike -10 to 25 degrees). Overstride goes with heel-first landing and belt
speed follows from how far behind the hip the foot leaves the belt, so that draws look like
runners and not like independent numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import Facing
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import SyntheticClip, make_track, runner_of_clip
from form_analyzer.synthetic.noise import NoiseParameters
from form_analyzer.synthetic.parameters import RunnerParameters, Variation

_TRIES = 200
_CHECK_STEP_S = 1 / 250
_DEEPEST_KNEE_DEG = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One clip to make."""

    runner: RunnerParameters
    camera: Camera
    noise: NoiseParameters
    duration_s: float
    seed: int

    def make(self) -> SyntheticClip:
        """The clip."""
        return make_track(
            self.runner, self.camera, self.noise, duration_s=self.duration_s, seed=self.seed
        )


def draw_cases(
    n: int,
    *,
    seed: int = 0,
    frame_rate_hz: float = 60.0,
    duration_s: float = 10.0,
    model: str = "full",
) -> Iterator[Case]:
    """``n`` different clips at one frame rate; the same seed gives the same runners.

    Both directions, many sizes in the picture, clips as good and bad as real ones. Runner,
    strides and place of the camera do not depend on the frame rate.
    """
    for k in range(n):
        rng = np.random.default_rng([seed, k])
        clip_seed = int(rng.integers(2**31))
        runner = draw_runner(rng, duration_s=duration_s, clip_seed=clip_seed)
        camera = replace(draw_camera(rng), frame_rate_hz=frame_rate_hz)
        noise = NoiseParameters(model=model, clip_spread=True)
        yield Case(runner=runner, camera=camera, noise=noise, duration_s=duration_s, seed=clip_seed)


def draw_runner(
    rng: np.random.Generator, *, duration_s: float = 10.0, clip_seed: int = 0
) -> RunnerParameters:
    """A plausible runner, both feet leaving the belt, who can run the clip of that seed.

    Raises
    ------
    ValueError
        If no possible runner turns up (not met in practice).
    """
    for _ in range(_TRIES):
        try:
            runner = _draw_once(rng)
            _check_possible(runner, duration_s, clip_seed)
        except ValueError:
            continue
        return runner
    raise ValueError("no possible runner found; the ranges of the grid contradict each other")


def draw_walker(
    rng: np.random.Generator, *, duration_s: float = 10.0, clip_seed: int = 0
) -> RunnerParameters:
    """A plausible treadmill walker, always with a foot on the belt.

    Raises
    ------
    ValueError
        If no possible walker turns up (not met in practice).
    """
    for _ in range(_TRIES):
        try:
            walker = _draw_walker_once(rng)
            _check_possible(walker, duration_s, clip_seed)
        except ValueError:
            continue
        return walker
    raise ValueError("no possible walker found; the ranges of the grid contradict each other")


def draw_camera(rng: np.random.Generator) -> Camera:
    """A plausible place for the camera: a few degrees of yaw and roll, either direction."""
    portrait = rng.random() < 0.3
    width, height = (720, 1280) if portrait else (1280, 720)
    share = rng.uniform(0.35, 0.6) if portrait else rng.uniform(0.5, 0.75)
    return Camera(
        facing=Facing.RIGHT if rng.random() < 0.5 else Facing.LEFT,
        width_px=width,
        height_px=height,
        scale_px_per_m=share * height / 1.75,
        roll_deg=float(np.clip(rng.normal(0, 1.0), -3, 3)),
        yaw_deg=float(np.clip(rng.normal(0, 3.0), -8, 8)),
        distance_m=rng.uniform(2.5, 6.0),
    )


def _draw_once(rng: np.random.Generator) -> RunnerParameters:
    cadence = float(np.clip(rng.normal(171, 14), 140, 210))
    step = 60 / cadence
    contact = float(np.clip(step - rng.uniform(0.03, 0.16), 0.18, 0.36))
    uneven = float(np.clip(rng.normal(0, 0.02), -0.06, 0.06))
    strike = rng.uniform(-10, 25) + np.array([-0.5, 0.5]) * rng.normal(0, 2.0)
    reach = 0.15 + 0.006 * strike.mean() + rng.normal(0, 0.035)
    overstride = np.clip(reach + np.array([-0.5, 0.5]) * rng.normal(0, 0.015), 0.04, 0.38)
    leg = float(np.clip(rng.normal(0.85, 0.05), 0.72, 1.0))
    travel = overstride.mean() + 0.155 + rng.uniform(0.40, 0.56)
    base = RunnerParameters(
        cadence_spm=cadence,
        contact_time_s=(contact * (1 + uneven), contact * (1 - uneven)),
        speed_mps=float(travel * leg / contact),
        leg_length_m=leg,
        foot_strike_angle_deg=(float(strike[0]), float(strike[1])),
        overstride_ratio=(float(overstride[0]), float(overstride[1])),
        knee_flexion_contact_deg=rng.uniform(9, 25),
        knee_flexion_toe_off_deg=rng.uniform(9, 22),
        knee_flexion_swing_deg=rng.uniform(75, 115),
        step_time_asymmetry=float(np.clip(rng.normal(0, 0.02), -0.08, 0.08)),
        variation=_draw_variation(rng),
    )
    return _with_upper_body(_with_style(base, rng), rng)


def _with_style(base: RunnerParameters, rng: np.random.Generator) -> RunnerParameters:
    """How the runner lands and pushes.

    The force's harmonics put the trunk's fastest fall at 9 to 20 % of stance and its fastest
    rise at 70 to 85 %. One runner on a force plate, three filmed and two rendered by others
    showed 7 to 18 and 70 to 79 %, their hips higher at toe-off than at contact.
    """
    plateau = rng.uniform(-0.14, -0.03)
    most_skew = 0.46 + 1.5 * plateau  # the force would end by pulling from 0.5 on
    return replace(
        base,
        contact_speed_ratio=rng.uniform(0.5, 0.95),
        contact_descent_mps=rng.uniform(0.45, 0.95),
        contact_pitch_rate_deg_s=rng.uniform(90, 190),
        foot_flat_rate_deg_s=rng.uniform(320, 520),
        heel_rise_fraction=rng.uniform(0.38, 0.48),
        cushion_s=rng.uniform(0.010, 0.022),
        knee_rate_toe_off_deg_s=rng.uniform(-100, 120),
        force_skew=min(rng.uniform(0.06, 0.30), most_skew),
        force_plateau=plateau,
        oscillation_style=rng.normal(0, 0.03),
        pelvis_rotation_ratio=rng.uniform(0.008, 0.025),
        fore_aft_ratio=rng.uniform(0.008, 0.024),
    )


def _with_upper_body(base: RunnerParameters, rng: np.random.Generator) -> RunnerParameters:
    return replace(
        base,
        trunk_lean_deg=float(np.clip(rng.normal(6, 4), -4, 18)),
        trunk_lean_range_deg=rng.uniform(2, 8),
        forward_head_deg=float(np.clip(rng.normal(12, 8), -8, 40)),
        shoulder_elevation_ratio=rng.uniform(0.30, 0.44),
        arm_swing_deg=rng.uniform(18, 45),
        elbow_angle_deg=rng.uniform(70, 125),
        shoulder_rotation_ratio=rng.uniform(0.015, 0.05),
    )


def _draw_variation(rng: np.random.Generator) -> Variation:
    return Variation(
        step_time_ratio=rng.uniform(0.005, 0.015),
        contact_time_ratio=rng.uniform(0.008, 0.022),
        strike_deg=rng.uniform(0.5, 1.6),
        overstride_ratio=rng.uniform(0.004, 0.012),
        lean_deg=rng.uniform(0.2, 0.7),
        wander_m=rng.uniform(0.005, 0.04),
        cadence_drift_spm_per_min=rng.normal(0, 2.0),
    )


def _draw_walker_once(rng: np.random.Generator) -> RunnerParameters:
    cadence = rng.uniform(92, 128)
    contact = rng.uniform(1.18, 1.30) * 60 / cadence
    strike, overstride = rng.uniform(12, 22), rng.uniform(0.28, 0.36)
    leg = float(np.clip(rng.normal(0.85, 0.05), 0.72, 1.0))
    base = RunnerParameters(
        walking=True,
        cadence_spm=cadence,
        contact_time_s=(contact, contact),
        speed_mps=float((overstride + 0.155 + rng.uniform(0.38, 0.50)) * leg / contact),
        leg_length_m=leg,
        foot_strike_angle_deg=(strike, strike),
        overstride_ratio=(overstride, overstride),
        knee_flexion_contact_deg=rng.uniform(11, 18),
        knee_flexion_toe_off_deg=rng.uniform(26, 38),
        knee_flexion_swing_deg=rng.uniform(56, 68),
        variation=_draw_variation(rng),
    )
    return replace(
        base,
        heel_rise_fraction=rng.uniform(0.42, 0.48),
        contact_descent_mps=rng.uniform(0.1, 0.3),
        contact_speed_ratio=rng.uniform(0.2, 0.6),
        trunk_lean_deg=rng.normal(2, 2),
        trunk_lean_range_deg=rng.uniform(1, 3),
        arm_swing_deg=rng.uniform(10, 22),
        elbow_angle_deg=rng.uniform(135, 160),
        fore_aft_ratio=rng.uniform(0.006, 0.014),
    )


def _check_possible(runner: RunnerParameters, duration_s: float, clip_seed: int) -> None:
    """Try the clip's motion once; ``ValueError`` where a leg cannot follow or looks unreal."""
    moving = runner_of_clip(runner, duration_s=duration_s, seed=clip_seed)
    time = np.arange(0.0, 1.1 * duration_s, _CHECK_STEP_S)
    moving.at(time)
    deepest = max(moving.legs[column].deepest_knee_deg() for column in (0, 1))
    line = moving.timeline
    if not runner.walking and np.any(line.contact_s[1:] <= line.toe_off_s[:-1]):
        raise ValueError("a long contact leaves no flight before the next")
    if deepest > _DEEPEST_KNEE_DEG:
        raise ValueError(f"the knee bends {deepest:.0f} degrees in stance, as in a squat")
