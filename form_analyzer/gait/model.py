"""The learned step from the shape of a mean stride to the phase of an event.

No single signal marks initial contact or toe-off within the accuracy owed for
every foot strike (see ``tools/train_events``): the instants at which the trunk
and the leg pass recognisable points are combined by a small linear model. Its
coefficients were fitted to runners whose events are known exactly and are
shipped as data together with the error it makes on runners it never saw.
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


@cache
def load_model(name: str) -> LinearModel:
    """A model shipped with the package by its name in ``gait/models.json``."""
    document = json.loads(files("form_analyzer.gait").joinpath("models.json").read_text("utf-8"))
    entry = document[name]
    return LinearModel(
        intercept=float(entry["intercept"]),
        centres=entry["centres"],
        coefficients=entry["coefficients"],
        limits=(float(entry["limits"][0]), float(entry["limits"][1])),
        sd=float(entry["sd"]),
        sd_far=float(entry["sd_far"]),
    )


def event_model(kind: EventKind) -> LinearModel:
    """Seconds from the anchor to an event of this kind."""
    return load_model(str(kind))
