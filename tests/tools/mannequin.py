"""A body of a few points with its joints where people have them: no mesh needed."""

import numpy as np

from tools.render_runner.body import SEGMENT, SEGMENTS, Body

STATURE_M = 1.75
_MIDDLE = {
    "pelvis": (0.0, 0.95),
    "spine05": (0.0, 1.0),
    "spine04": (0.0, 1.06),
    "spine03": (0.0, 1.13),
    "spine02": (0.0, 1.22),
    "spine01": (0.0, 1.35),
    "neck01": (0.0, 1.50),
    "neck02": (0.01, 1.53),
    "neck03": (0.02, 1.56),
    "head": (0.03, 1.59),
}
_SIDED = {
    "clavicle": (0.0, 1.44, 0.02),
    "upper_arm": (0.01, 1.42, 0.17),
    "forearm": (0.0, 1.20, 0.35),
    "hand": (0.10, 1.03, 0.45),
    "thigh": (0.0, 0.93, 0.09),
    "shank": (0.02, 0.50, 0.11),
    "foot": (0.0, 0.09, 0.13),
}
_EARS = ((0.02, 1.64, -0.08), (0.02, 1.64, 0.08))
_SKULL = ((-0.08, 1.75, 0.0), (0.13, 1.62, 0.0), (-0.08, 1.55, 0.0))


def mannequin() -> Body:
    """One vertex per segment at its joint, ears, nose and crown on the head, soles on the floor."""
    heads = np.array([_head(name) for name in SEGMENTS])
    skull = np.array([*_EARS, *_SKULL])
    soles = np.array([[0.0, 0.0, -0.13], [0.0, 0.0, 0.13]])
    vertices = np.concatenate([heads, skull, soles])
    weights = np.zeros((len(vertices), len(SEGMENTS)))
    weights[: len(heads)] = np.eye(len(heads))
    weights[len(heads) : len(heads) + len(skull), SEGMENT["head"]] = 1
    weights[-2, SEGMENT["foot_left"]] = weights[-1, SEGMENT["foot_right"]] = 1
    normals = np.tile([0.0, 1.0, 0.0], (len(vertices), 1))
    return Body(
        vertices=vertices,
        normals=normals,
        faces=np.array([[0, 1, 2]], dtype=np.int32),
        weights=weights,
        heads=heads,
        eyes=np.array([[0.1, 1.65, -0.03], [0.1, 1.65, 0.03]]),
    )


def _head(segment: str) -> tuple[float, float, float]:
    if segment in _MIDDLE:
        return (*_MIDDLE[segment], 0.0)
    limb, _, side = segment.rpartition("_")
    x, y, z = _SIDED[limb]
    return x, y, -z if side == "left" else z
