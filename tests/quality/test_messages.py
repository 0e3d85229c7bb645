"""Every flag has words, and no figure is left unfilled."""

import string
import tomllib
from importlib.resources import files

import pytest

from form_analyzer.datatypes import QualityCode, QualitySeverity
from form_analyzer.quality.messages import flag, info, refusal, warning

TEXTS = tomllib.loads(files("form_analyzer.quality").joinpath("en.toml").read_text("utf-8"))


@pytest.mark.parametrize("code", QualityCode)
def test_every_code_has_a_message(code):
    assert len(TEXTS[code]) > 20


@pytest.mark.parametrize(("key", "text"), TEXTS.items())
def test_messages_are_sentences(key, text):
    assert text[0].isupper() or text[0] == "{"
    assert text.endswith(".")
    assert "!" not in text


@pytest.mark.parametrize("key", TEXTS)
def test_messages_fill_in_their_figures(key):
    fields = {name for _, name, _, _ in string.Formatter().parse(TEXTS[key]) if name}
    figures = {name: "said" if name == "why" else 12.0 for name in fields}
    if "cuts" in figures or "count" in figures or "people" in figures:
        figures |= {name: 2 for name in ("cuts", "count", "people") if name in figures}
    said = flag(QualityCode.WALKING, QualitySeverity.INFO, key, **figures)
    assert "{" not in said.message


def test_severities():
    assert info(QualityCode.ROLL_UNKNOWN).severity is QualitySeverity.INFO
    assert warning(QualityCode.RAILS_HELD).severity is QualitySeverity.WARNING
    assert refusal(QualityCode.NO_PERSON).severity is QualitySeverity.REFUSAL


def test_a_forgotten_figure_is_an_error():
    with pytest.raises(KeyError):
        info(QualityCode.CAMERA_ROLL)
