"""Quality flags from their code and the figures that belong in the sentence."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from form_analyzer.datatypes import QualityCode, QualityFlag, QualitySeverity


@cache
def _texts() -> Mapping[str, str]:
    text = files("form_analyzer.quality").joinpath("en.toml").read_text("utf-8")
    return tomllib.loads(text)


def flag(
    code: QualityCode,
    severity: QualitySeverity,
    text: str | None = None,
    **figures: float | str,
) -> QualityFlag:
    """Make a flag; ``text`` names another message than the code's own."""
    message = _texts()[text or code].format(**figures)
    return QualityFlag(code=code, severity=severity, message=message)


def info(code: QualityCode, text: str | None = None, **figures: float | str) -> QualityFlag:
    """Make a flag of something worth knowing."""
    return flag(code, QualitySeverity.INFO, text, **figures)


def warning(code: QualityCode, text: str | None = None, **figures: float | str) -> QualityFlag:
    """Make a flag of something that makes numbers worse."""
    return flag(code, QualitySeverity.WARNING, text, **figures)


def refusal(code: QualityCode, text: str | None = None, **figures: float | str) -> QualityFlag:
    """Make a flag of something that leaves nothing to measure."""
    return flag(code, QualitySeverity.REFUSAL, text, **figures)
