"""The learned step from the shape of a mean stride to the phase of an event.

No single signal marks initial contact or toe-off within the accuracy owed for
every foot strike (see ``tools/train_events``): the instants at which the trunk
and the leg pass recognisable points are combined by a small linear model. Its
coefficients were fitted to runners whose events are known exactly and are
shipped as data together with the error it makes on runners it never saw.

Pose models draw a landing foot differently, so each can have coefficients of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from form_analyzer.datatypes import EventKind


@dataclass(frozen=True, slots=True)
class LinearModel:
    """``intercept + sum(coefficient * (feature - centre))``, clipped to the trained range.

    ``sd`` and ``sd_far`` are the standard deviations of its error on runners it was not
    fitted to, for the side near the camera and the other.
    """

    intercept: float
    centres: Mapping[str, float]
    coefficients: Mapping[str, float]
    limits: tuple[float, float]
    sd: float
    sd_far: float

    def predict(self, features: Mapping[str, float]) -> float:
        """The predicted quantity; a feature that is not finite counts as its centre."""
        total = self.intercept
        for name, coefficient in self.coefficients.items():
            value = features[name]
            if value == value:
                total += coefficient * (value - self.centres[name])
        return min(max(total, self.limits[0]), self.limits[1])


_USUAL = "full"
"""Whose coefficients serve a pose model that has none of its own."""


@cache
def load_model(name: str, pose_model: str = _USUAL) -> LinearModel:
    """A model shipped with the package, for landmarks of one pose model.

    Parameters
    ----------
    name
        ``initial_contact``, ``toe_off`` or ``foot_strike_angle``.
    pose_model
        What drew the landmarks; one without coefficients of its own gets those of ``full``.
    """
    document = json.loads(files("form_analyzer.gait").joinpath("models.json").read_text("utf-8"))
    entry = document.get(pose_model, document[_USUAL])[name]
    return LinearModel(
        intercept=float(entry["intercept"]),
        centres=entry["centres"],
        coefficients=entry["coefficients"],
        limits=(float(entry["limits"][0]), float(entry["limits"][1])),
        sd=float(entry["sd"]),
        sd_far=float(entry["sd_far"]),
    )


def event_model(kind: EventKind, pose_model: str = _USUAL) -> LinearModel:
    """Seconds from the anchor (toe-off: from the push) to an event of this kind."""
    return load_model(str(kind), pose_model)
