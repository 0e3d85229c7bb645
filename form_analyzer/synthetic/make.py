"""A whole synthetic clip in one call: a runner, filmed, followed by a pose model."""

from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, Joint, Keypoint, PoseTrack, Side
from form_analyzer.synthetic.camera import Camera, Shots, keypoint_depth, project, take_shots
from form_analyzer.synthetic.kinematics import Runner, build_runner
from form_analyzer.synthetic.noise import (
    LEG_LENGTHS_PER_HEIGHT,
    NoiseParameters,
    NoisyPose,
    add_noise,
)
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.synthetic.shoes import follow_shoe
from form_analyzer.synthetic.truth import Truth, find_truth

MODEL_NAME = "synthetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticClip:
    """What a pose model would have given, and what is true.

    Attributes
    ----------
    track
        As from a pose model: pixels, container seconds.
    truth
        Events and metrics between the first and the last frame.
    swapped : (n_frames,)
        Frames whose left and right leg are exchanged in ``track``.
    merged : (n_frames,)
        Frames whose far leg was drawn on the near one.
    position_px : (n_frames, n_keypoints, 2)
        True pixels.
    """

    track: PoseTrack
    truth: Truth
    swapped: BoolArray
    merged: BoolArray
    position_px: FloatArray
    parameters: RunnerParameters
    camera: Camera
    noise: NoiseParameters
    seed: int


def make_track(
    runner: RunnerParameters,
    camera: Camera | None = None,
    noise: NoiseParameters | None = None,
    *,
    duration_s: float = 10.0,
    seed: int = 0,
) -> SyntheticClip:
    """Film a synthetic runner for ``duration_s`` real seconds.

    The same arguments give the same clip. Runner, camera and noise draw from generators of
    their own, so that another camera sees the same strides.

    Raises
    ------
    ValueError
        If the runner's parameters contradict each other or the clip would have no frames.
    """
    camera, noise = camera or Camera(), noise or NoiseParameters()
    _, for_camera, for_noise, for_shoes = np.random.default_rng(seed).spawn(4)
    shots = take_shots(camera, duration_s, for_camera)
    moving = runner_of_clip(runner, duration_s=duration_s, seed=seed)
    position_px = _picture(moving, camera, shots, noise)
    height_px = camera.scale_px_per_m * runner.leg_length_m * LEG_LENGTHS_PER_HEIGHT
    pose = add_noise(
        position_px,
        shots.stamp_s,
        near=camera.near_side,
        height_px=height_px,
        noise=noise,
        rng=for_noise,
    )
    _repeat_pictures(pose, shots)
    truth = find_truth(moving, shots.stamp_s)
    track = _track(moving, camera, shots, pose)
    if noise.shoe_scale is not None:
        seen = (position_px, shots, truth, camera, noise.shoe_scale, for_shoes)
        sides = (camera.near_side, camera.near_side.other)
        track = replace(track, shoes=tuple(follow_shoe(side, *seen) for side in sides))
    return SyntheticClip(
        track=track,
        truth=truth,
        swapped=pose.swapped,
        merged=pose.merged,
        position_px=position_px,
        parameters=runner,
        camera=camera,
        noise=noise,
        seed=seed,
    )


def runner_of_clip(runner: RunnerParameters, *, duration_s: float, seed: int) -> Runner:
    """The moving runner that ``make_track`` films; good for times 0 to ``duration_s``."""
    for_runner, _, _ = np.random.default_rng(seed).spawn(3)
    return build_runner(runner, (-0.1, 1.1 * duration_s + 0.1), for_runner)


def _picture(runner: Runner, camera: Camera, shots: Shots, noise: NoiseParameters) -> FloatArray:
    """True pixels; fast feet averaged over a spread of times (Gauss-Hermite, 3 nodes)."""
    p = runner.parameters
    time = shots.stamp_s[shots.shown]
    position = runner.at(time)
    if noise.foot_smoothing_s > 0:
        away = np.sqrt(3) * noise.foot_smoothing_s
        columns = [
            joint.on(side).column
            for side in (Side.LEFT, Side.RIGHT)
            for joint in (Joint.ANKLE, Joint.HEEL, Joint.TOE)
        ]
        around = runner.at(np.concatenate([time - away, time + away]))[:, columns]
        sides = around[: len(time)] + around[len(time) :]
        position[:, columns] = 2 / 3 * position[:, columns] + sides / 6
    return project(camera, position, p.body, p.leg_length_m)


def _repeat_pictures(pose: NoisyPose, shots: Shots) -> None:
    """A duplicated frame gives the same landmarks again."""
    for values in (pose.position_px, pose.confidence, pose.swapped, pose.merged):
        values[:] = values[shots.shown]


def _track(runner: Runner, camera: Camera, shots: Shots, pose: NoisyPose) -> PoseTrack:
    return PoseTrack(
        time_s=shots.time_s,
        frame_index=np.arange(len(shots.time_s)),
        position_px=pose.position_px,
        confidence=pose.confidence,
        world_m=_world(runner, camera, pose.position_px),
        width_px=camera.width_px,
        height_px=camera.height_px,
        model_name=MODEL_NAME,
        model_sha256="",
    )


def _world(runner: Runner, camera: Camera, position_px: FloatArray) -> FloatArray:
    """The 3-D guess around the hips: the picture in metres, depth from the build and yaw."""
    leg = runner.parameters.leg_length_m
    hips = (
        position_px[:, Keypoint.LEFT_HIP.column] + position_px[:, Keypoint.RIGHT_HIP.column]
    ) / 2
    flat = (position_px - hips[:, None]) / camera.scale_px_per_m
    yaw = np.radians(camera.yaw_deg)
    depth = keypoint_depth(camera, runner.parameters.body) * leg * np.cos(yaw)
    world = np.empty((*flat.shape[:2], 3))
    world[..., :2] = flat
    world[..., 2] = np.where(np.isfinite(flat[..., 0]), -depth, np.nan)
    return world
