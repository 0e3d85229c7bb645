from itertools import product

import pytest

from form_analyzer.errors import GuideError
from form_analyzer.guide.load import load_guide
from form_analyzer.guide.redflags import check

GUIDE = load_guide()
KEYS = [flag.key for flag in GUIDE.red_flags]


@pytest.mark.parametrize("answers", list(product([True, False], repeat=len(KEYS))))
def test_any_yes_stops_coaching_and_only_all_no_allows_it(answers):
    result = check(dict(zip(KEYS, answers, strict=True)), GUIDE)
    assert result.stop_coaching == any(answers)
    assert result.may_advise == (not any(answers))
    named = [key for key, answer in zip(KEYS, answers, strict=True) if answer]
    assert [flag.key for flag in result.flags] == named
    if any(answers):
        assert "clinician" in result.title
        assert "at once" in result.urgent


def test_an_open_question_is_not_a_no():
    result = check(dict.fromkeys(KEYS[:-1], False), GUIDE)
    assert not result.stop_coaching
    assert not result.may_advise
    assert [flag.key for flag in result.unanswered] == KEYS[-1:]


def test_one_yes_stops_even_when_questions_are_open():
    result = check({KEYS[2]: True}, GUIDE)
    assert result.stop_coaching
    assert result.message == GUIDE.red_flag_texts["stop"]


def test_unknown_answers_are_refused():
    with pytest.raises(GuideError, match="hiccups"):
        check({"hiccups": True}, GUIDE)
