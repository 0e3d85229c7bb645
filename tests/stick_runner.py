"""A stick-figure runner: smooth joint-angle curves over the stride, walked through a chain.

Numbers are plausible, not measured.
"""

from collections.abc import Iterator
from math import nan

import cv2
import numpy as np
from scipy.interpolate import CubicSpline

from form_analyzer.datatypes import (
    N_KEYPOINTS,
    CycleCurves,
    EventKind,
    Facing,
    FloatArray,
    Frame,
    GaitEvent,
    GhostCycle,
    Joint,
    Keypoint,
    PoseTrack,
    Side,
)

_KNOTS = {
    "hip_flexion": ((0, 0.15, 0.35, 0.45, 0.65, 0.82, 1), (28, 18, -18, -15, 25, 41, 28)),
    "knee_flexion": ((0, 0.15, 0.35, 0.58, 0.72, 0.93, 1), (14, 42, 18, 92, 88, 17, 14)),
    "foot_angle": ((0, 0.08, 0.2, 0.35, 0.5, 0.7, 0.9, 1), (9, 0, 0, -52, -85, -62, 4, 9)),
    "trunk_lean": ((0, 0.25, 0.5, 0.75, 1), (6, 8, 6, 8, 6)),
}


def curve(name: str, phase: FloatArray) -> FloatArray:
    """Joint angle (deg) of the stick-figure runner at phases of the stride."""
    knots, values = _KNOTS[name]
    return np.asarray(CubicSpline(knots, values, bc_type="periodic")(np.mod(phase, 1.0)))


def side_curves(side: Side, shift: float, spread: float, toe_off: float) -> CycleCurves:
    phase = np.linspace(0, 1, 101)
    mean = {name: curve(name, phase) + shift for name in _KNOTS}
    mean["shank_angle"] = mean["hip_flexion"] - mean["knee_flexion"]
    sd = {name: np.full(101, spread) + spread * np.sin(np.pi * phase) for name in mean}
    return CycleCurves(side=side, phase=phase, mean_deg=mean, sd_deg=sd, toe_off_phase=toe_off)


def _body(phase: float, near: Side) -> FloatArray:
    """Keypoints (n_keypoints, 2) in leg lengths about the hip, x forward, y up."""
    points = np.full((N_KEYPOINTS, 2), nan)
    lean = np.radians(curve("trunk_lean", np.array([phase]))[0])
    trunk = np.array([np.sin(lean), np.cos(lean)])
    for side in (Side.LEFT, Side.RIGHT):
        own = phase if side is near else phase + 0.5
        shoulder = 0.62 * trunk
        points[Joint.SHOULDER.on(side).column] = shoulder
        points[Joint.EAR.on(side).column] = 0.88 * trunk + [0.02, 0]
        _leg(points, side, own)
        _arm(points, side, own, shoulder)
    points[Keypoint.NOSE.column] = 0.88 * trunk + [0.12, -0.01]
    return points


def _leg(points: FloatArray, side: Side, phase: float) -> None:
    def angle(name: str) -> float:
        return float(np.radians(curve(name, np.array([phase]))[0]))

    thigh, shank = angle("hip_flexion"), angle("hip_flexion") - angle("knee_flexion")
    foot = angle("foot_angle")
    hip = np.zeros(2)
    knee = hip + 0.5 * np.array([np.sin(thigh), -np.cos(thigh)])
    ankle = knee + 0.5 * np.array([np.sin(shank), -np.cos(shank)])
    along = np.array([np.cos(foot), np.sin(foot)])
    sole = ankle + 0.06 * np.array([np.sin(foot), -np.cos(foot)])
    for joint, place in (
        (Joint.HIP, hip),
        (Joint.KNEE, knee),
        (Joint.ANKLE, ankle),
        (Joint.HEEL, sole - 0.07 * along),
        (Joint.TOE, sole + 0.16 * along),
    ):
        points[joint.on(side).column] = place


def _arm(points: FloatArray, side: Side, phase: float, shoulder: FloatArray) -> None:
    swing = np.radians(-35 * np.cos(2 * np.pi * phase) - 5)
    elbow = shoulder + 0.33 * np.array([np.sin(swing), -np.cos(swing)])
    fore = swing + np.radians(95)
    points[Joint.ELBOW.on(side).column] = elbow
    points[Joint.WRIST.on(side).column] = elbow + 0.28 * np.array([np.sin(fore), -np.cos(fore)])


def stick_track(
    *,
    n_frames: int = 180,
    frame_rate_hz: float = 60.0,
    stride_time_s: float = 0.76,
    facing: Facing = Facing.LEFT,
    near: Side = Side.LEFT,
    size_px: tuple[int, int] = (1280, 720),
) -> PoseTrack:
    """Pose track of the stick-figure runner; near foot's initial contact at time 0."""
    width, height = size_px
    leg_px = 0.36 * height
    time_s = np.arange(n_frames) / frame_rate_hz
    sign = 1 if facing is Facing.RIGHT else -1
    position = np.empty((n_frames, N_KEYPOINTS, 2))
    for row, moment in enumerate(time_s):
        body = _body(moment / stride_time_s, near)
        lift = 0.03 * np.cos(4 * np.pi * moment / stride_time_s)
        position[row, :, 0] = width / 2 + sign * leg_px * body[:, 0]
        position[row, :, 1] = 0.52 * height - leg_px * (body[:, 1] + lift)
    return PoseTrack(
        time_s=time_s,
        frame_index=np.arange(n_frames),
        position_px=position,
        confidence=np.full((n_frames, N_KEYPOINTS), 0.95),
        world_m=np.full((n_frames, N_KEYPOINTS, 3), nan),
        width_px=width,
        height_px=height,
        model_name="pose_landmarker_full",
        model_sha256="0" * 64,
    )


def stick_frames(track: PoseTrack, *, dark: bool = False) -> Iterator[Frame]:
    """Pictures of a plain room with the stick-figure runner drawn as a grey body."""
    floor = int(0.93 * track.height_px)
    for row, index in enumerate(track.frame_index):
        wall = (34, 38, 46) if dark else (214, 220, 226)
        image = np.full((track.height_px, track.width_px, 3), wall, dtype=np.uint8)
        image[floor:] = (70, 64, 60)
        for side in (Side.RIGHT, Side.LEFT):
            for chain in (
                (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE),
                (Joint.EAR, Joint.SHOULDER, Joint.HIP),
                (Joint.SHOULDER, Joint.ELBOW, Joint.WRIST),
            ):
                path = [track.position_px[row, joint.on(side).column] for joint in chain]
                shade = (120, 104, 96) if side is Side.LEFT else (150, 138, 130)
                cv2.polylines(
                    image, [np.array(path, dtype=np.int32)], False, shade, 26, cv2.LINE_AA
                )
        yield Frame(int(index), float(track.time_s[row]), image)


def events(
    *, n_strides: int, stride_time_s: float, contact_s: float, frame_rate_hz: float, near: Side
) -> tuple[GaitEvent, ...]:
    """Contacts and toe-offs of both feet, near foot first at time 0, in time order."""
    rows = []
    for number in range(n_strides):
        for side, offset in ((near, 0.0), (near.other, 0.5)):
            for kind, later in ((EventKind.INITIAL_CONTACT, 0.0), (EventKind.TOE_OFF, contact_s)):
                moment = (number + offset) * stride_time_s + later
                rows.append((moment, kind, side))
    return tuple(
        GaitEvent(
            kind=kind, side=side, frame=moment * frame_rate_hz, time_s=moment, sd_s=0.005 + 0.1 / 90
        )
        for moment, kind, side in sorted(rows, key=lambda row: row[0])
    )


def ghost(near: Side) -> GhostCycle:
    """The mean stride of the stick-figure runner."""
    phase = np.linspace(0, 1, 26)
    return GhostCycle(phase=phase, position=np.stack([_body(value, near) for value in phase]))
