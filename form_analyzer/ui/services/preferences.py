"""The viewer's own settings, with their meaning."""

from dataclasses import dataclass

from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.units import SpeedUnit

MODELS = ("lite", "full", "heavy")
MODEL_TEXTS = {
    "lite": "lite: quickest, a little less exact",
    "full": "full: the best balance",
    "heavy": "heavy: slowest, for small or blurred runners",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the viewer has chosen."""

    speed_unit: SpeedUnit
    model: str


def choices(season: SeasonService) -> Choices:
    """The stored choices; what is not stored, or no longer known, has its usual value."""
    stored = season.preferences.all()
    unit, model = stored.get("speed_unit", ""), stored.get("pose_model", "")
    return Choices(
        speed_unit=SpeedUnit(unit) if unit in list(SpeedUnit) else SpeedUnit.KM_PER_HOUR,
        model=model if model in MODELS else "full",
    )


def choose(season: SeasonService, chosen: Choices) -> None:
    """Store the choices."""
    season.preferences.set("speed_unit", chosen.speed_unit.value)
    season.preferences.set("pose_model", chosen.model)
