"""The planar runner of ``form_analyzer.synthetic`` given a third dimension and a body."""

from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import Joint, Side
from form_analyzer.synthetic.kinematics import Runner, build_runner
from form_analyzer.synthetic.parameters import BodyShape, RunnerParameters
from tools.render_runner.body import Body, load_body
from tools.render_runner.mesh import Array
from tools.render_runner.pose import JointPaths
from tools.render_runner.recipe import Recipe

_BOTH = (Side.LEFT, Side.RIGHT)
_OUTWARD = np.array([-1.0, 1.0])
_SWING_ABDUCTION_M = 0.018
_KNEE_SHARE = 0.42
"""How far the knee lies from the hip's distance off the middle towards the ankle's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """A runner with a body.

    Attributes
    ----------
    recipe
        What was asked for.
    body
        The mesh, scaled to the stature.
    runner
        The planar motion with this body's lengths.
    """

    recipe: Recipe
    body: Body
    runner: Runner

    def planar(self, time_s: Array) -> Array:
        """Joint positions in the sagittal plane, metres, (n, n_keypoints, 2)."""
        return self.runner.at(time_s)

    def joints(self, time_s: Array) -> JointPaths:
        """Joint centres in three dimensions."""
        return lift(self.recipe, self.body, self.planar(time_s))


def make_athlete(recipe: Recipe) -> Athlete:
    """Build body and motion; the clip runs from 0 to its real duration."""
    body = scaled_body(load_body(recipe.body), recipe.stature_m)
    parameters = fitted_parameters(recipe, body)
    span = recipe.picture.n_frames / recipe.picture.capture_fps
    rng = np.random.default_rng(recipe.seed)
    runner = build_runner(parameters, (-0.1, span + 0.1), rng)
    return Athlete(recipe=recipe, body=body, runner=runner)


def scaled_body(body: Body, stature_m: float) -> Body:
    """The same body with another height."""
    scale = stature_m / float(np.ptp(body.vertices[:, 1]))
    return replace(
        body, vertices=body.vertices * scale, heads=body.heads * scale, eyes=body.eyes * scale
    )


def fitted_parameters(recipe: Recipe, body: Body) -> RunnerParameters:
    """The recipe's motion with the lengths of this body."""
    leg = body.leg_length_m
    trunk = _planar(body.middle("shoulder") - body.middle("hip"))
    ear = _planar(body.ear - body.middle("shoulder"))
    to_nose = body.nose - body.ear
    pitch = np.radians(recipe.head_pitch_deg)
    nose = (
        to_nose[0] * np.cos(pitch) - to_nose[1] * np.sin(pitch),
        to_nose[0] * np.sin(pitch) + to_nose[1] * np.cos(pitch),
    )
    shape = BodyShape(
        thigh=body.length("hip", "knee") / leg,
        trunk=trunk / leg,
        upper_arm=body.length("shoulder", "elbow")
        * np.cos(np.radians(recipe.elbows_out_deg))
        / leg,
        forearm=body.length("elbow", "wrist") * np.cos(np.radians(recipe.forearms_in_deg)) / leg,
        ear_to_nose=(float(nose[0] / leg), float(nose[1] / leg)),
        hip_width=2 * abs(float(body.joint("hip", "left")[2])) / leg,
        shoulder_width=2 * abs(float(body.joint("shoulder", "left")[2])) / leg,
        foot=recipe.runner.body.foot,
    )
    return replace(
        recipe.runner,
        body=shape,
        leg_length_m=leg,
        shoulder_elevation_ratio=recipe.shoulders_up_ratio * ear / trunk,
    )


def lift(recipe: Recipe, body: Body, planar_m: Array) -> JointPaths:
    """Give planar joints (n, n_keypoints, 2) their place across the belt."""
    hip = _with_width(_pair(planar_m, Joint.HIP), abs(body.joint("hip", "left")[2]))
    shoulder = _with_width(_pair(planar_m, Joint.SHOULDER), abs(body.joint("shoulder", "left")[2]))
    heel, toe = _pair(planar_m, Joint.HEEL), _pair(planar_m, Joint.TOE)
    ankle = _ankles(recipe, _pair(planar_m, Joint.ANKLE), heel)
    knee = _at(
        _pair(planar_m, Joint.KNEE), hip[..., 2] + _KNEE_SHARE * (ankle[..., 2] - hip[..., 2])
    )
    out = body.length("shoulder", "elbow") * np.sin(np.radians(recipe.elbows_out_deg))
    inward = body.length("elbow", "wrist") * np.sin(np.radians(recipe.forearms_in_deg))
    elbow_z = shoulder[..., 2] + _OUTWARD * out
    ear = _pair(planar_m, Joint.EAR).mean(axis=1)
    line = toe - heel
    foot = recipe.runner.body.foot
    return JointPaths(
        hip=hip,
        knee=knee,
        ankle=ankle,
        shoulder=shoulder,
        elbow=_at(_pair(planar_m, Joint.ELBOW), elbow_z),
        wrist=_at(_pair(planar_m, Joint.WRIST), elbow_z - _OUTWARD * inward),
        ear=_at(ear, np.zeros(len(ear))),
        head_pitch_rad=np.full(len(ear), np.radians(recipe.head_pitch_deg)),
        foot_pitch_rad=np.arctan2(line[..., 1], line[..., 0]) - np.radians(foot.flat_angle_deg),
        kyphosis_rad=float(np.radians(recipe.kyphosis_deg)),
        toe_out_rad=float(np.radians(recipe.toe_out_deg)),
    )


def shoe_origins(recipe: Recipe, joints: JointPaths, leg_length_m: float) -> Array:
    """Rear end of each sole, (n, 2, 3), from the ankle and the foot's pitch."""
    x, y = (leg_length_m * c for c in recipe.runner.body.foot.ankle)
    cos, sin = np.cos(joints.foot_pitch_rad), np.sin(joints.foot_pitch_rad)
    back = np.stack([x * cos - y * sin, x * sin + y * cos, np.zeros_like(cos)], axis=-1)
    origins: Array = joints.ankle - back
    return origins


def standing(body: Body) -> JointPaths:
    """Somebody standing still with hanging arms, one frame."""
    across = _OUTWARD[None]
    ankle_y = body.middle("hip")[1] - body.leg_length_m * 0.999
    hip, shoulder = body.middle("hip"), body.middle("shoulder")
    wide = {name: abs(body.joint(name, "left")[2]) for name in ("hip", "shoulder")}
    foot_y = float(body.vertices[:, 1].min())
    up = -foot_y

    def pair(x: float, y: float, z: float) -> Array:
        return np.stack([np.full((1, 2), x), np.full((1, 2), y + up), z * across], axis=-1)

    upper, lower = body.length("shoulder", "elbow"), body.length("elbow", "wrist")
    return JointPaths(
        hip=pair(hip[0], hip[1], wide["hip"]),
        knee=pair(hip[0] + 0.01, hip[1] - body.length("hip", "knee") * 0.999, wide["hip"]),
        ankle=pair(hip[0], ankle_y, wide["hip"]),
        shoulder=pair(shoulder[0], shoulder[1], wide["shoulder"]),
        elbow=pair(shoulder[0] - 0.03, shoulder[1] - upper * 0.97, wide["shoulder"] + 0.06),
        wrist=pair(shoulder[0] + 0.08, shoulder[1] - upper * 0.97 - lower * 0.9, wide["shoulder"]),
        ear=(body.ear + np.array([0.02, up, 0.0]))[None],
        head_pitch_rad=np.zeros(1),
        foot_pitch_rad=np.zeros((1, 2)),
    )


def _ankles(recipe: Recipe, ankle: Array, heel: Array) -> Array:
    """Feet near the middle line, a little wider while they swing past."""
    lifted = np.clip((np.minimum(heel[..., 1], ankle[..., 1] - 0.05) - 0.06) / 0.15, 0, 1)
    wide = recipe.step_width_m / 2 + _SWING_ABDUCTION_M * lifted * lifted * (3 - 2 * lifted)
    return _at(ankle, _OUTWARD * wide)


def _pair(planar_m: Array, joint: Joint) -> Array:
    return planar_m[:, [joint.on(side).column for side in _BOTH]]


def _with_width(pair: Array, half_m: float) -> Array:
    """Place a pair across the belt, keeping its distance while it turns."""
    ahead = (pair[:, 1, 0] - pair[:, 0, 0]) / 2
    wide = np.sqrt(np.maximum(half_m**2 - ahead**2, 0))
    return _at(pair, _OUTWARD * wide[:, None])


def _at(planar: Array, across: Array) -> Array:
    return np.concatenate([planar, across[..., None]], axis=-1)


def _planar(vector: Array) -> float:
    return float(np.hypot(vector[0], vector[1]))
