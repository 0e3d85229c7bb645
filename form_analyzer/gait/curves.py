"""Curves over the stride for plots and for laying two sessions over each other."""

from collections.abc import Callable

import numpy as np

from form_analyzer.datatypes import (
    CycleCurves,
    FloatArray,
    GhostCycle,
    Joint,
    Keypoint,
    SagittalTrack,
    Side,
)
from form_analyzer.gait.cycle import CycleData, MeanCycle
from form_analyzer.gait.events import SideEvents
from form_analyzer.geometry import lean_deg, slope_deg, turn_deg

_N = 101
Place = Callable[[Joint, Side], FloatArray]


def joint_angles(place: Place, side: Side) -> dict[str, FloatArray]:
    """Joint angles of one side from positions (n, 2) given by joint and side, deg."""
    hip, knee, ankle = (place(joint, side) for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE))
    trunk = place(Joint.SHOULDER, Side.BOTH) - place(Joint.HIP, Side.BOTH)
    trunk_lean = lean_deg(trunk)
    return {
        "knee_flexion": turn_deg(knee - hip, ankle - knee),
        "hip_flexion": trunk_lean - lean_deg(hip - knee),
        "shank_angle": -lean_deg(knee - ankle),
        "foot_angle": slope_deg(place(Joint.TOE, side) - place(Joint.HEEL, side)),
        "trunk_lean": trunk_lean,
    }


def cycle_curves(track: SagittalTrack, data: CycleData, events: SideEvents) -> CycleCurves:
    """Mean and spread of the joint angles from one initial contact to the next."""
    grid = np.linspace(0.0, 1.0, _N)
    mean = _angles_of(data.mean, events.side, events.contact + grid)
    return CycleCurves(
        side=events.side,
        phase=grid,
        mean_deg=mean,
        sd_deg=_spread(track, data.mean, events, grid),
        toe_off_phase=events.stance,
    )


def _angles_of(cycle: MeanCycle, side: Side, phase: FloatArray) -> dict[str, FloatArray]:
    return joint_angles(lambda joint, on: cycle.on(joint, on, phase), side)


def _spread(
    track: SagittalTrack, cycle: MeanCycle, events: SideEvents, grid: FloatArray
) -> dict[str, FloatArray]:
    """Robust spread of single frames about the mean stride in eight parts of the stride."""

    def place(joint: Joint, side: Side) -> FloatArray:
        return track.middle(joint) if side is Side.BOTH else track.of(joint.on(side))

    seen = joint_angles(place, events.side)
    usual = _angles_of(cycle, events.side, track.phase)
    part = np.floor(np.mod(track.phase - events.contact, 1.0) * 8).astype(int)
    centres = (np.arange(8) + 0.5) / 8.0
    out: dict[str, FloatArray] = {}
    for name, values in seen.items():
        off = np.abs((values - usual[name] + 180.0) % 360.0 - 180.0)
        sd = np.array([_typical(off[part == k]) for k in range(8)])
        out[name] = np.interp(grid, centres, sd, period=1.0)
    return out


def _typical(off: FloatArray) -> float:
    known = off[np.isfinite(off)]
    return float(1.4826 * np.median(known)) if len(known) else 0.0


def ghost(cycle: MeanCycle, near: SideEvents) -> GhostCycle:
    """The mean stride as stick figures about the mid-hip's mean place."""
    grid = np.linspace(0.0, 1.0, 61)
    phase = near.contact + grid
    position = np.stack([cycle.at(point, phase) for point in Keypoint], axis=1)
    centre = cycle.middle(Joint.HIP, phase).mean(axis=0)
    return GhostCycle(phase=grid, position=position - centre)
