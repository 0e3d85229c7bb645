"""The small linear models and the data they come from."""

import json
from importlib.resources import files

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Side
from form_analyzer.gait.cycle import fold
from form_analyzer.gait.features import contact_features, side_curves, toe_off_features
from form_analyzer.gait.model import LinearModel, event_model, load_model
from tests.gait.test_events import usual_track

DOCUMENT = json.loads(files("form_analyzer.gait").joinpath("models.json").read_text("utf-8"))
FEATURES = {EventKind.INITIAL_CONTACT: contact_features, EventKind.TOE_OFF: toe_off_features}
MODEL = LinearModel(
    intercept=1.0,
    centres={"a": 0.5, "b": 2.0},
    coefficients={"a": 2.0, "b": -1.0},
    limits=(-5.0, 5.0),
    sd=0.1,
    sd_far=0.2,
)


def test_predicting():
    assert MODEL.predict({"a": 0.5, "b": 2.0}) == pytest.approx(1.0)
    assert MODEL.predict({"a": 1.0, "b": 1.0}) == pytest.approx(3.0)


def test_a_feature_that_is_not_there_counts_as_usual():
    assert MODEL.predict({"a": float("nan"), "b": 1.0}) == pytest.approx(2.0)


def test_predictions_stay_within_what_was_trained():
    assert MODEL.predict({"a": 90.0, "b": 2.0}) == 5.0
    assert MODEL.predict({"a": -90.0, "b": 2.0}) == -5.0


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("pose_model", DOCUMENT)
def test_shipped_event_models_ask_for_features_that_exist(kind, pose_model):
    curves = side_curves(fold(usual_track()).mean, Side.RIGHT)
    features = FEATURES[kind](curves)
    assert np.isfinite(list(features.values())).all()
    model = event_model(kind, pose_model)
    assert set(model.coefficients) <= set(features)
    assert set(model.centres) >= set(model.coefficients)
    assert 0 < model.sd <= model.sd_far < 0.05


@pytest.mark.parametrize("pose_model", DOCUMENT)
@pytest.mark.parametrize("name", ["initial_contact", "toe_off", "foot_strike_angle"])
def test_every_shipped_model_can_be_read(name, pose_model):
    model = load_model(name, pose_model)
    assert model.limits[0] < model.limits[1]
    assert model.limits[0] <= model.intercept <= model.limits[1]


def test_a_pose_model_without_its_own_gets_the_usual_coefficients():
    assert load_model("toe_off", "somebody's own") == load_model("toe_off", "full")
