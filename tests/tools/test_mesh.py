import numpy as np
import pytest

from tools.render_runner.mesh import middle_depth, triangles, vertex_normals

# A leaning prism: 0.1 deep and 0.06 wide, its middle 0.3 further ahead for each unit of height.
_FOOT = np.array([[0.0, 0.0, -0.03], [0.1, 0.0, -0.03], [0.1, 0.0, 0.03], [0.0, 0.0, 0.03]])
PRISM = np.concatenate([_FOOT, _FOOT + np.array([0.3, 1.0, 0.0])])
WALLS = triangles(np.array([[0, 4, 5, 1], [1, 5, 6, 2], [2, 6, 7, 3], [3, 7, 4, 0]], np.int32))
EDGES = np.concatenate([WALLS[:, [0, 1]], WALLS[:, [1, 2]], WALLS[:, [2, 0]]])


@pytest.mark.parametrize("level", [0.1, 0.37, 0.9])
def test_middle_of_a_leaning_prism_follows_its_axis_between_the_vertices(level):
    assert middle_depth(PRISM, EDGES, np.array([level])) == pytest.approx(0.05 + 0.3 * level)


def test_several_cuts_give_their_mean():
    levels = np.array([0.2, 0.3, 0.7])
    assert middle_depth(PRISM, EDGES, levels) == pytest.approx(0.05 + 0.3 * 0.4)


def test_normals_are_unit_and_point_out_of_the_prism():
    normals = vertex_normals(PRISM, WALLS)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-12)
    centre = PRISM.mean(axis=0)
    level = (PRISM - centre) * [1.0, 0.0, 1.0] - np.outer(PRISM[:, 1] - 0.5, [0.3, 0.0, 0.0])
    assert np.all(np.sum(normals * level, axis=1) > 0)
