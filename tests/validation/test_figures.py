"""Figures, targets and texts from outcomes made by hand."""

import math

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Metric
from form_analyzer.validation.figures import condition_result, coverage
from form_analyzer.validation.grid import Condition
from form_analyzer.validation.outcome import BOTH, NEAR, EventErrors, MetricError, Outcome
from form_analyzer.validation.readme import update_readme, with_table
from form_analyzer.validation.report import MarkerResult, Report
from form_analyzer.validation.store import from_json, to_json
from form_analyzer.validation.targets import check_targets
from form_analyzer.validation.text import BEGIN, END, markdown, readme_table

CONDITION = Condition(name="60 fps", frame_rate_hz=60.0)


def outcome(errors=(0.1, -0.3), contact_ms=(2.0, -4.0), **changes):
    said = {
        "condition": "60 fps",
        "seed": 1,
        "refusal": None,
        "time_scale": 1.0,
        "true_time_scale": 1.0,
        "metrics": tuple(
            MetricError(metric=Metric.CADENCE, place=BOTH, error=e, half_width=0.2) for e in errors
        ),
        "events": (
            EventErrors(
                kind=EventKind.INITIAL_CONTACT,
                place=NEAR,
                error_s=np.array(contact_ms) / 1000,
                sd_s=np.full(len(contact_ms), 0.0015),
                missed=1,
                invented=0,
            ),
        ),
        "wrong_legs": 2,
        "frames": 500,
    }
    return Outcome(**said | changes)


REFUSED = outcome(refusal="walking", metrics=(), events=(), frames=0, wrong_legs=0)
SLOW = outcome(time_scale=0.5, errors=(80.0,))
MARKERS = MarkerResult(
    frame_rate_hz=60.0,
    noisy=True,
    events=80,
    contact_mae_ms=3.0,
    contact_bias_ms=1.0,
    toe_off_mae_ms=14.0,
    toe_off_bias_ms=-2.0,
    missed=0,
    cadence_error_spm=0.1,
)


@pytest.fixture
def result():
    return condition_result(CONDITION, [outcome(), REFUSED, SLOW])


def test_errors_are_taken_of_clips_on_the_right_clock_only(result):
    figure = result.figure("cadence", BOTH)
    assert figure.n == 2
    assert figure.mae == pytest.approx(0.2)
    assert figure.bias == pytest.approx(-0.1)
    assert figure.rms == pytest.approx(math.sqrt((0.01 + 0.09) / 2))
    assert figure.coverage == 0.5
    assert figure.half_width == pytest.approx(0.2)


def test_events_are_in_milliseconds(result):
    figure = result.figure("initial_contact", NEAR)
    assert (figure.unit, figure.mae, figure.bias) == ("ms", pytest.approx(3), pytest.approx(-1))
    assert figure.coverage == 0.5  # 1.96 times 1.5 ms holds one of them


def test_shares(result):
    assert result.clips == 3
    assert result.refused == {"walking": 1}
    assert result.clock_right == pytest.approx(2 / 3)
    assert result.missed_events == pytest.approx(1 / 3)
    assert result.residual_swaps == pytest.approx(2 / 500)
    assert result.figure("trunk_lean", BOTH) is None


def report(result):
    held = coverage([outcome(), SLOW])
    return Report(
        version="0.0",
        seed=1,
        cases=3,
        pose_model="full",
        conditions=(result,),
        coverage=held,
        markers=(MARKERS,),
        clips=(),
        targets=check_targets([result], held, [MARKERS]),
    )


def test_targets_are_kept_or_missed(result):
    kept = {target.text.split(":")[0]: target.kept for target in report(result).targets}
    assert kept["initial contact at 60 fps"]
    assert kept["cadence at 60 fps"]
    assert not kept["trunk lean at 60 fps"]  # not measured
    by_words = {target.text: target for target in report(result).targets}
    (contact,) = [t for words, t in by_words.items() if words.startswith("initial contact, force")]
    (toe_off,) = [t for words, t in by_words.items() if words.startswith("toe-off, force")]
    assert contact.kept
    assert not toe_off.kept
    (false,) = [t for words, t in by_words.items() if words.startswith("normal clips called")]
    assert (false.found, false.kept) == (pytest.approx(1), False)


def test_the_report_comes_back_from_json(result):
    one = report(result)
    again = from_json(to_json(one))
    assert to_json(again) == to_json(one)
    assert again.conditions[0].refused == {"walking": 1}
    assert again.markers == one.markers


@pytest.mark.parametrize("text", ["{}", "[]", "{", '{"version": 1}'])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(ValueError, match=r"report|JSON|Expecting"):
        from_json(text)


def test_the_readmes_table(result, tmp_path):
    table = readme_table(report(result))
    assert table.startswith(BEGIN)
    assert table.endswith(END)
    assert "| Cadence (steps/min) | 0.20 | 50 % |" in table
    readme, stored = tmp_path / "README.md", tmp_path / "accuracy.json"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    stored.write_text(to_json(report(result)))
    assert update_readme(readme, stored)
    assert not update_readme(readme, stored)
    assert readme.read_text() == f"before\n{table}\nafter\n"


def test_a_readme_without_a_place_for_it_is_refused(result):
    with pytest.raises(ValueError, match="README"):
        with_table("nothing here", to_json(report(result)))


def test_markdown_tells_all(result):
    text = markdown(report(result))
    assert "## Targets" in text
    assert "**missed**" in text
    assert "| 60 fps | 3 | walking 1 |" in text
    assert "force plate" in text
    assert "nan" not in text
