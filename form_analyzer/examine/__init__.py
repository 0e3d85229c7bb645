"""From one person's landmarks to everything measured, flagged or refused."""

from form_analyzer.examine.given import Examined
from form_analyzer.examine.stages import RESAMPLES, examine
from form_analyzer.examine.watch import sagittal_track

__all__ = ["RESAMPLES", "Examined", "examine", "sagittal_track"]
