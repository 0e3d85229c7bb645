from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import Joint, Side
from form_analyzer.synthetic.kinematics import build_runner
from tests.tools.mannequin import mannequin
from tools.render_runner.athlete import fitted_parameters, lift, shoe_origins, standing
from tools.render_runner.body import SEGMENT
from tools.render_runner.pose import JointPaths, segment_transforms, skin
from tools.render_runner.recipe import Recipe

BODY = mannequin()
RECIPE = Recipe(name="test", seed=1, kyphosis_deg=12.0, head_pitch_deg=-5.0)
TIME_S = np.linspace(0, 1.4, 40)


@pytest.fixture(scope="module")
def planar() -> np.ndarray:
    parameters = fitted_parameters(RECIPE, BODY)
    return build_runner(parameters, (0.0, 1.5), np.random.default_rng(0)).at(TIME_S)


@pytest.fixture(scope="module")
def joints(planar: np.ndarray) -> JointPaths:
    return lift(RECIPE, BODY, planar)


@pytest.mark.parametrize("name", ["hip", "knee", "ankle", "shoulder", "elbow", "wrist"])
@pytest.mark.parametrize(("column", "side"), [(0, Side.LEFT), (1, Side.RIGHT)])
def test_third_dimension_leaves_the_sagittal_plane_alone(planar, joints, name, column, side):
    path = getattr(joints, name)[:, column]
    np.testing.assert_allclose(path[:, :2], planar[:, Joint(name).on(side).column], atol=1e-12)
    assert np.all(np.sign(path[:, 2]) == (1 if side is Side.RIGHT else -1))


@pytest.mark.parametrize(
    ("segment", "name"),
    [
        ("thigh", "hip"),
        ("shank", "knee"),
        ("foot", "ankle"),
        ("upper_arm", "shoulder"),
        ("forearm", "elbow"),
        ("hand", "wrist"),
    ],
)
@pytest.mark.parametrize(("column", "side"), [(0, "left"), (1, "right")])
def test_joint_centres_of_the_mesh_lie_on_the_joints(joints, segment, name, column, side):
    matrix, shift = segment_transforms(BODY, joints)
    number = SEGMENT[f"{segment}_{side}"]
    drawn = matrix[:, number] @ BODY.heads[number] + shift[:, number]
    np.testing.assert_allclose(drawn, getattr(joints, name)[:, column], atol=1e-9)


def test_segments_meet_where_they_join(joints):
    matrix, shift = segment_transforms(BODY, joints)
    for side in ("left", "right"):
        for upper, lower in (("thigh", "shank"), ("shank", "foot"), ("upper_arm", "forearm")):
            joint = BODY.heads[SEGMENT[f"{lower}_{side}"]]
            number = SEGMENT[f"{upper}_{side}"]
            end = matrix[:, number] @ joint + shift[:, number]
            number = SEGMENT[f"{lower}_{side}"]
            start = matrix[:, number] @ joint + shift[:, number]
            np.testing.assert_allclose(end, start, atol=1e-9)


def test_shoulders_are_carried_by_the_spine(joints):
    matrix, shift = segment_transforms(BODY, joints)
    number = SEGMENT["spine01"]
    drawn = matrix[:, number] @ BODY.middle("shoulder") + shift[:, number]
    wanted = joints.shoulder.mean(axis=1)
    np.testing.assert_allclose(drawn[:, :2], wanted[:, :2], atol=2e-3)


def test_limbs_are_hardly_stretched_and_never_mirrored(joints):
    matrix, _ = segment_transforms(BODY, joints)
    for name in ("thigh", "shank", "upper_arm", "forearm"):
        for side in ("left", "right"):
            volume = np.linalg.det(matrix[:, SEGMENT[f"{name}_{side}"]])
            assert np.all(np.abs(volume - 1) < 0.05)


@pytest.mark.parametrize(("side", "outward"), [("left", -1), ("right", 1)])
def test_feet_point_outwards_and_keep_their_pitch(joints, side, outward):
    matrix, _ = segment_transforms(BODY, replace(joints, toe_out_rad=0.12))
    straight, _ = segment_transforms(BODY, replace(joints, toe_out_rad=0.0))
    number = SEGMENT[f"foot_{side}"]
    along, before = matrix[:, number, :, 0], straight[:, number, :, 0]
    np.testing.assert_allclose(along[:, 1], before[:, 1], atol=1e-12)
    np.testing.assert_allclose(along[:, 2], outward * np.tan(0.12) * along[:, 0], atol=1e-12)


def test_rest_pose_of_standing_is_upright():
    joints = standing(BODY)
    matrix, shift = segment_transforms(BODY, joints)
    vertices, _ = skin(BODY.vertices, BODY.normals, BODY.weights, matrix[0], shift[0])
    crown = vertices[BODY.vertices[:, 1] == 1.75]
    assert crown[0, 1] == pytest.approx(1.75, abs=0.03)


def test_shoe_stands_where_the_ankle_says(joints):
    origins = shoe_origins(RECIPE, joints, BODY.leg_length_m)
    x, y = (BODY.leg_length_m * c for c in RECIPE.runner.body.foot.ankle)
    distance = np.linalg.norm(joints.ankle - origins, axis=-1)
    np.testing.assert_allclose(distance, np.hypot(x, y), atol=1e-12)
