"""The runner's body: the CC0 MakeHuman mesh of ``anny``, cut down to the segments we move.

The rest pose is turned to our axes (x forward, y up, z to the runner's right, metres), the
fingers are curled to a loose fist, and the hundred-odd bones are merged into the few segments
that a runner at this distance shows.
"""

import tempfile
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from tools.render_runner.mesh import Array, middle_depth, rotate, triangles, vertex_normals

SIDES = ("left", "right")
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = ("neck01", "neck02", "neck03")
_LIMBS = ("clavicle", "upper_arm", "forearm", "hand", "thigh", "shank", "foot")
SEGMENTS = (
    "pelvis",
    *SPINE,
    *NECK,
    "head",
    *(f"{limb}_{side}" for limb in _LIMBS for side in SIDES),
)
SEGMENT = {name: number for number, name in enumerate(SEGMENTS)}

_BONE_TO_LIMB = {
    "clavicle": "clavicle",
    "shoulder01": "clavicle",
    "upperarm01": "upper_arm",
    "upperarm02": "upper_arm",
    "lowerarm01": "forearm",
    "lowerarm02": "forearm",
    "wrist": "hand",
    "upperleg01": "thigh",
    "upperleg02": "thigh",
    "lowerleg01": "shank",
    "lowerleg02": "shank",
    "foot": "foot",
}
_HIP_LEVELS = np.array([0.017, 0.0, -0.017, -0.034, -0.057, -0.085])
"""Heights about the hip joint at which the body's depth is measured, of stature."""
_HIP_AHEAD = 0.0085
"""Of stature: 1.5 cm. On real clips the pose model's hip lies about 2 cm behind the place where
people put it; without this it would lie 2 cm ahead of it on a rendered runner."""
_KNEE_LEVELS = np.array([0.011, 0.0, -0.011])
"""Heights about the knee joint at which its depth is measured, of stature: the epicondyles."""
_EAR_AHEAD = 0.006
"""Of stature: the opening lies before the flap."""
_ACROMION_HEIGHT = 0.82
"""Of stature, standing, men and women alike (ANSUR II, Gordon et al. 2014)."""
_FIST_DEG = (35.0, 60.0, 45.0)
_CACHE_VERSION = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyChoice:
    """Shape of the body on the scales of MakeHuman, each 0..1.

    ``gender`` 0 = male, 1 = female in build; ``age`` 2/3 = young adult.
    """

    gender: float = 0.0
    age: float = 0.67
    muscle: float = 0.55
    weight: float = 0.40
    height: float = 0.55
    proportions: float = 0.7

    @property
    def key(self) -> str:
        """Name of the cached mesh."""
        text = f"{_CACHE_VERSION}" + "".join(f"{getattr(self, f.name):.4f}," for f in fields(self))
        return sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body at rest.

    Attributes
    ----------
    vertices, normals : (n, 3)
        Metres, x forward, y up, z to the runner's right.
    faces : (m, 3)
        Vertex numbers.
    weights : (n, n_segments)
        How much each segment moves each vertex; rows sum to one.
    heads : (n_segments, 3)
        Where each segment begins (joint centres).
    eyes : (2, 3)
        Centres of the eyeballs, left, right.
    """

    vertices: Array
    normals: Array
    faces: NDArray[np.int32]
    weights: Array
    heads: Array
    eyes: Array

    def joint(self, name: str, side: str) -> Array:
        """Centre of ``hip knee ankle shoulder elbow wrist`` of one side, (3,)."""
        segment = {
            "hip": "thigh",
            "knee": "shank",
            "ankle": "foot",
            "shoulder": "upper_arm",
            "elbow": "forearm",
            "wrist": "hand",
        }[name]
        centre: Array = self.heads[SEGMENT[f"{segment}_{side}"]]
        return centre

    def middle(self, name: str) -> Array:
        """Midpoint of the two sides' joints, (3,)."""
        return (self.joint(name, "left") + self.joint(name, "right")) / 2

    def length(self, first: str, second: str) -> float:
        """Distance between two joints of one side, metres."""
        return float(np.linalg.norm(self.joint(first, "left") - self.joint(second, "left")))

    @property
    def leg_length_m(self) -> float:
        """Hip to knee to ankle, metres."""
        return self.length("hip", "knee") + self.length("knee", "ankle")

    @property
    def ear(self) -> Array:
        """Middle of the two ears' openings, (3,)."""
        inside = self._head_vertices()
        out = np.abs(inside[:, 2])
        flap = inside[out > 0.86 * out.max()]
        ahead = _EAR_AHEAD * np.ptp(self.vertices[:, 1])
        return np.array([flap[:, 0].max() + ahead, flap[:, 1].mean(), 0.0])

    @property
    def nose(self) -> Array:
        """Tip of the nose, (3,)."""
        inside = self._head_vertices()
        tip: Array = inside[np.argmax(inside[:, 0])] * [1, 1, 0]
        return tip

    @property
    def head_box(self) -> tuple[Array, Array]:
        """Corners of the skull's bounding box, each (3,)."""
        inside = self._head_vertices()
        chin = self.heads[SEGMENT["head"]][1] - 0.06
        inside = inside[inside[:, 1] > chin]
        return inside.min(axis=0), inside.max(axis=0)

    def _head_vertices(self) -> Array:
        return self.vertices[self.weights[:, SEGMENT["head"]] > 0.5]


def load_body(choice: BodyChoice) -> Body:
    """The body of these proportions, from the cache or built with ``anny``."""
    path = user_cache_path("form-analyzer") / "render-runner" / f"body-{choice.key}.npz"
    if not path.exists():
        _store(path, _build(choice))
    with np.load(path) as stored:
        return Body(**{name: stored[name] for name in stored.files})


def _store(path: Path, body: Body) -> None:
    """Whole at once: another renderer may look for it meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        np.savez_compressed(file, **{f.name: getattr(body, f.name) for f in fields(body)})
    Path(file.name).replace(path)


def _build(choice: BodyChoice) -> Body:
    """Ask ``anny`` for the mesh and keep what we need (slow the first time: a minute or more)."""
    import anny  # heavy: torch

    model = anny.create_fullbody_model()
    shape = {f.name: getattr(choice, f.name) for f in fields(choice)}
    out = model(phenotype_kwargs=shape)
    vertices = _to_our_axes(out["rest_vertices"][0].detach().numpy().astype(np.float64))
    heads = _to_our_axes(out["rest_bone_heads"][0].detach().numpy().astype(np.float64))
    faces = triangles(model.faces.numpy().astype(np.int32))
    labels = list(model.bone_labels)
    parents = [int(p) for p in model.bone_parents]
    weights = _dense(
        model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy(), len(labels)
    )
    vertices = _curl_fingers(vertices, heads, weights, labels)
    merged = weights @ _membership(labels, parents)
    return Body(
        vertices=vertices,
        normals=vertex_normals(vertices, faces),
        faces=faces,
        weights=merged,
        heads=_as_people_label(vertices, faces, merged, _segment_heads(labels, heads)),
        eyes=heads[[labels.index("eye.L"), labels.index("eye.R")]],
    )


def _to_our_axes(points: Array) -> Array:
    """MakeHuman's (left, back, up) to (forward, up, right)."""
    return np.stack([-points[:, 1], points[:, 2], -points[:, 0]], axis=1)


def _dense(index: NDArray[np.int64], weight: Array, n_bones: int) -> Array:
    dense = np.zeros((len(index), n_bones))
    np.add.at(dense, (np.arange(len(index))[:, None], index), weight)
    shares: Array = dense / dense.sum(axis=1, keepdims=True)
    return shares


def _segment_of(label: str) -> str | None:
    """The segment a bone moves with, or ``None`` to ask its parent."""
    stem, _, letter = label.partition(".")
    if label in SEGMENT:
        return label
    if stem in ("root", "pelvis"):
        return "pelvis"
    if stem.startswith("breast"):
        return "spine02"
    if stem in _BONE_TO_LIMB:
        return f"{_BONE_TO_LIMB[stem]}_{'left' if letter == 'L' else 'right'}"
    return None


def _membership(labels: list[str], parents: list[int]) -> Array:
    """(n_bones, n_segments) of zeros and ones."""
    member = np.zeros((len(labels), len(SEGMENTS)))
    for bone in range(len(labels)):
        ancestor = bone
        while (name := _segment_of(labels[ancestor])) is None:
            ancestor = parents[ancestor]
        member[bone, SEGMENT[name]] = 1.0
    return member


def _segment_heads(labels: list[str], heads: Array) -> Array:
    first = {"pelvis": "root", "head": "head"}
    for limb, bone in (
        ("clavicle", "clavicle"),
        ("upper_arm", "upperarm01"),
        ("forearm", "lowerarm01"),
        ("hand", "wrist"),
        ("thigh", "upperleg01"),
        ("shank", "lowerleg01"),
        ("foot", "foot"),
    ):
        first |= {f"{limb}_left": f"{bone}.L", f"{limb}_right": f"{bone}.R"}
    return np.array([heads[labels.index(first.get(name, name))] for name in SEGMENTS])


def _as_people_label(
    vertices: Array, faces: NDArray[np.int32], weights: Array, heads: Array
) -> Array:
    """Move hips, knees and shoulders from the rig's joints to where people label them.

    Seen from the side a hip is labelled in the middle of the body's depth or a little ahead;
    the rig's lies 3 cm behind the middle in a man. A knee bends about the rear of the femur's
    condyles (Yin et al. 2015, PLoS ONE 10:e0128877): with the kneecap before them and the hollow
    of the knee behind, that is the middle of its depth; the rig's lies up to 1 cm ahead of the
    middle. A shoulder is labelled at its top, the acromion; the rig's is the humerus's head.
    """
    heads = heads.copy()
    stature = np.ptp(vertices[:, 1])
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    arm = moved_by(weights, "forearm", "hand") > 0.1
    leg = moved_by(weights, "thigh", "shank", "foot") > 0.5
    for side, sign in zip(SIDES, (-1, 1), strict=True):
        mine = vertices[:, 2] * sign > 0.015 * stature
        hip, knee = SEGMENT[f"thigh_{side}"], SEGMENT[f"shank_{side}"]
        levels = heads[hip, 1] + _HIP_LEVELS * stature
        middle = middle_depth(vertices, edges[(mine & ~arm)[edges].all(axis=1)], levels)
        heads[hip, 0] = middle + _HIP_AHEAD * stature
        levels = heads[knee, 1] + _KNEE_LEVELS * stature
        heads[knee, 0] = middle_depth(vertices, edges[(mine & leg)[edges].all(axis=1)], levels)
        acromion = vertices[:, 1].min() + _ACROMION_HEIGHT * stature
        heads[SEGMENT[f"upper_arm_{side}"], 1] = acromion
    return heads


def moved_by(weights: Array, *limbs: str) -> Array:
    """How much these limbs of both sides move each vertex, (n,)."""
    columns = [SEGMENT[f"{limb}_{side}"] for limb in limbs for side in SIDES]
    total: Array = weights[:, columns].sum(axis=1)
    return total


def _curl_fingers(vertices: Array, heads: Array, weights: Array, labels: list[str]) -> Array:
    """Bend the fingers of both hands to a loose fist."""
    at = {label: heads[number] for number, label in enumerate(labels)}
    for letter in "LR":
        along = at[f"finger3-1.{letter}"] - at[f"wrist.{letter}"]
        across = at[f"finger5-1.{letter}"] - at[f"finger2-1.{letter}"]
        palm = np.cross(along, across) * (1 if letter == "L" else -1)
        for finger in range(2, 6):
            for bone in (3, 2, 1):
                axis = np.cross(
                    palm, at[f"finger{finger}-2.{letter}"] - at[f"finger{finger}-1.{letter}"]
                )
                beyond = [labels.index(f"finger{finger}-{b}.{letter}") for b in range(bone, 4)]
                moved = weights[:, beyond].sum(axis=1)
                turned = rotate(
                    vertices - at[f"finger{finger}-{bone}.{letter}"],
                    axis,
                    np.radians(_FIST_DEG[bone - 1]),
                )
                turned = turned + at[f"finger{finger}-{bone}.{letter}"]
                vertices = vertices + moved[:, None] * (turned - vertices)
    return vertices
