"""Short words on the pages that would mislead if they were wrong."""

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from form_analyzer.comparison.types import Comparison, Verdict
from form_analyzer.datatypes import Metric
from form_analyzer.guide.load import load_guide
from form_analyzer.storage.records import CheckInDetails
from form_analyzer.ui.services import roster
from form_analyzer.ui.services.comparing import change_rows, compare, rest_title, summary
from form_analyzer.ui.services.days import today
from form_analyzer.ui.services.symptoms import pain_text
from tests.ui.worlds import World, answered, html, open_page, said


@pytest.fixture
def found(world: World) -> Comparison:
    return compare(world.season, world.first.id, world.second.id)


def _judged(found: Comparison, *verdicts: tuple[Verdict, float]) -> Comparison:
    """The first changes with a verdict and a difference of ours, the rest within noise."""
    numbers = [change for change in found.changes if change.difference is not None]
    ours = [
        replace(change, verdict=verdict, difference=difference)
        for change, (verdict, difference) in zip(numbers, verdicts, strict=False)
    ]
    rest = [replace(row, verdict=Verdict.WITHIN_NOISE) for row in numbers[len(verdicts) :]]
    return replace(found, changes=(*ours, *rest))


def test_a_real_change_points_the_way_it_went(found: Comparison) -> None:
    judged = _judged(found, (Verdict.REAL_CHANGE, -3.0), (Verdict.REAL_CHANGE, 3.0))
    fell, rose = change_rows(judged, load_guide())[:2]
    assert (fell.verdict_text, rose.verdict_text) == ("▼ real change", "▲ real change")


def test_two_athletes_differ_and_have_not_changed(found: Comparison) -> None:
    judged = _judged(found, (Verdict.REAL_CHANGE, -3.0))
    other = replace(judged.first, athlete_id="somebody else")
    two = replace(judged, first=other)
    assert change_rows(two, load_guide())[0].verdict_text == "▼ real difference"
    assert summary(two).startswith("One number really differs between the two athletes;")
    assert summary(judged).startswith("One number has really changed;")


def test_what_is_folded_away_is_counted_by_its_kind(found: Comparison) -> None:
    """The sum alone would differ from the number named above the table."""
    judged = _judged(
        found,
        (Verdict.NOT_COMPARABLE, 1.0),
        (Verdict.NOT_COMPARABLE, 1.0),
        (Verdict.NOT_MEASURED, 1.0),
    )
    rows = change_rows(judged, load_guide())
    assert rest_title(rows) == "Cannot be compared (2), not measured (1)"
    missing = [row for row in rows if row.verdict is not Verdict.NOT_COMPARABLE]
    assert rest_title(missing) == "Not measured (1)"


@pytest.mark.parametrize(
    ("pain", "sign", "words"),
    [
        (None, False, "not asked yet"),
        (0, False, "none"),
        (4, False, "4/10"),
        (7, True, "⚠ warning sign, 7/10"),
    ],
)
def test_pain_does_not_repeat_its_columns_title(pain: int | None, sign: bool, words: str) -> None:
    assert pain_text(pain, sign) == words


@pytest.mark.parametrize(
    ("days", "words"), [(1, "4/10"), (20, "4/10 (9\N{NO-BREAK SPACE}Nov\N{NO-BREAK SPACE}2026)")]
)
def test_the_roster_says_how_old_an_old_answer_is(
    world: World, monkeypatch: pytest.MonkeyPatch, days: int, words: str
) -> None:
    at = datetime(2026, 11, 9, 12, tzinfo=UTC)
    world.season.training.check_in(
        world.athlete.id, CheckInDetails(at=at, pain=4, place="", red_flags=(), note="")
    )
    monkeypatch.setattr(roster, "datetime", _Clock(at + timedelta(days=days)))
    (row,) = roster.athlete_rows(world.season, load_guide())
    assert row.pain == words


class _Clock:
    """Stands for ``datetime`` where only the present is asked for."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self, _zone: object) -> datetime:
        return self._now


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="time zones of POSIX")
def test_today_is_the_day_on_this_computers_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty-six hours apart it is never the same day."""
    days = []
    for zone in ("EAST-14", "WEST+12"):  # POSIX counts westwards
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", zone)
            time.tzset()
            days.append(today())
    time.tzset()
    assert days[0] > days[1]


def test_a_check_without_a_warning_sign_says_so(world: World) -> None:
    answered(world.season, world.athlete)
    page = html(open_page("training", athlete=world.athlete.id))
    assert '<td data-label="Warning signs">none</td>' in page


def test_a_number_keeps_its_unit_on_the_line(world: World) -> None:
    page = html(open_page("report", session=world.second.id))
    assert re.search(r"<small>[a-z]+ \d+\N{NO-BREAK SPACE}%", page)
    assert re.search(r'"Research">[^<]*\d\N{NO-BREAK SPACE}ms', page)


def test_the_camera_is_drawn_in_two_pictures_that_can_stand_below_one_another() -> None:
    page = html(open_page("analyze"))
    drawn = re.findall(r'<img class="fa-drawing" alt="(From [a-z]+):', page)
    assert drawn == ["From behind", "From above"]


def test_sources_lead_to_the_papers() -> None:
    page = said(open_page("guide", part="sources"))
    assert "[doi:10.1242/jeb.125500](https://doi.org/10.1242/jeb.125500)" in page


def test_a_right_answer_says_right_once(world: World) -> None:
    app = open_page("guide", part="quiz")
    for question in load_guide().quiz:
        app.radio(key=f"quiz_{question.key}").set_value(question.answer)
    answers = [box.value for box in app.run().success]
    assert len(answers) == len(load_guide().quiz)
    assert all(text.startswith("Right. ") and "Right:" not in text for text in answers)


def test_what_a_range_rests_on_is_not_said_to_be_the_guides_words(world: World) -> None:
    app = open_page("guide", part="technique")
    shoulders = load_guide().recommendation(Metric.SHOULDER_ELEVATION)
    assert shoulders is not None
    assert f"**The guide says**\n\n{shoulders.guide_says}" in [text.value for text in app.markdown]
    assert f"The range used: {shoulders.range_reason}" in said(app)


def test_verdicts_in_words_leave_out_what_cannot_be_compared(world: World) -> None:
    app = open_page("compare", first=world.first.id, second=world.second.id)
    (words,) = [box for box in app.expander if box.label == "The verdicts in words"]
    assert "within the noise" in words.markdown[0].value
    assert "not measured" not in words.markdown[0].value


def test_the_signs_in_the_pictures_of_the_numbers_are_explained(world: World) -> None:
    page = html(open_page("report", session=world.second.id))
    for words in ("near leg", "far leg", "range it is compared with"):
        assert f"> {words}</span>" in page
