"""The truth of a rendered clip does not depend on how far the toes point outwards."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.synthetic.kinematics import build_runner
from tests.tools.mannequin import mannequin
from tools.render_runner.athlete import Athlete, fitted_parameters
from tools.render_runner.recipe import Picture, Recipe
from tools.render_runner.truth import label_of

BODY = mannequin()
RECIPE = Recipe(name="test", seed=1, picture=Picture(duration_s=3.0))


def label(toe_out_deg: float) -> dict:
    recipe = replace(RECIPE, toe_out_deg=toe_out_deg)
    runner = build_runner(fitted_parameters(recipe, BODY), (-0.1, 3.1), np.random.default_rng(0))
    return label_of(Athlete(recipe=recipe, body=BODY, runner=runner), "test.mp4")


@pytest.fixture(scope="module")
def labels() -> tuple[dict, dict]:
    return label(0.0), label(8.0)


def test_metrics_and_contacts_are_the_same(labels):
    straight, out = labels
    assert straight["metrics"] == out["metrics"]
    assert straight["contacts"] == out["contacts"]


def test_only_heels_and_toes_move_in_the_picture_and_hardly(labels):
    straight, out = labels
    for point, flat in straight["joints_px"].items():
        moved_px = np.abs(np.array(out["joints_px"][point]) - flat)
        if "heel" in point or "toe" in point:
            assert 0 < moved_px.max() < 8
        else:
            assert moved_px.max() == 0
