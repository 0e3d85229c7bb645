"""The report, the symptom check and the plan, by what a user sees."""

from pathlib import Path

import pytest

from form_analyzer.datatypes import EventSource, Metric, Side
from tests.analyses import refused_analysis
from tests.ui import worlds
from tests.ui.worlds import World, answered, html, near_side, open_page, said


def test_report_shows_every_number_or_why_it_is_missing(world: World) -> None:
    page = html(open_page("report", session=world.second.id))
    analysis = world.season.results.load(world.second.id)
    cadence = analysis.measurement(Metric.CADENCE, Side.BOTH)
    assert cadence is not None and cadence.value is not None
    assert f"{cadence.value:.1f}" in page
    for row in analysis.measurements:
        assert f'id="{row.metric}"' in page
        if row.reason_missing:
            assert row.reason_missing in page


def test_advice_waits_for_the_symptom_check(world: World) -> None:
    app = open_page("report", session=world.second.id)
    assert "fa-todo" not in html(app)
    for radio in app.radio:
        radio.set_value(False)
    app.button(key="save_check").click().run()
    assert not app.exception
    assert "fa-todo" in html(app)
    assert world.season.training.last_check_in(world.athlete.id) is not None


def test_an_unanswered_question_is_no_answer(world: World) -> None:
    app = open_page("report", session=world.second.id)
    app.radio(key=f"flag_pain_after_rest_{world.athlete.id}").set_value(False)
    app.button(key="save_check").click().run()
    assert "fa-todo" not in html(app)
    assert world.season.training.last_check_in(world.athlete.id) is None


def test_a_red_flag_stops_advice_on_report_and_plan(world: World) -> None:
    app = open_page("report", session=world.second.id)
    for radio in app.radio:
        radio.set_value(radio.key == f"flag_severe_or_worsening_pain_{world.athlete.id}")
    app.slider(key=f"pain_{world.athlete.id}").set_value(8)
    app.button(key="save_check").click().run()
    page = html(app)
    assert "fa-stop-card" in page and "fa-todo" not in page and "fa-number" in page
    plan = open_page("guide", part="prevention", athlete=world.athlete.id)
    assert "clinician" in plan.error[0].value
    assert "Drills" not in said(plan)


def test_a_clear_check_gives_the_plan(world: World) -> None:
    answered(world.season, world.athlete)
    page = said(open_page("guide", part="prevention", athlete=world.athlete.id))
    assert "How much:" in page


def test_an_event_moved_by_number_changes_contact_time_and_can_be_undone(world: World) -> None:
    app = open_page("player", session=world.second.id)
    before = app.metric[1].value
    contacts = [
        e for e in _events(world) if e.kind == "initial_contact" and e.side == near_side(world)
    ]
    place = _events(world).index(contacts[1])
    app.selectbox(key="edit_event").set_value(place).run()
    app.number_input(key=f"edit_frame_{place}").set_value(contacts[1].frame + 4)
    app.button(key="edit_move").click().run()
    assert not app.exception
    assert app.metric[1].value != before
    assert any(e.source is EventSource.EDITED for e in _events(world))
    app.button(key="undo").click().run()
    assert app.metric[1].value == before
    assert not any(e.source is EventSource.EDITED for e in _events(world))


def test_another_runner_is_chosen_measured_and_undone(world: World, tmp_path: Path) -> None:
    worlds.with_two_runners(world, tmp_path)
    app = open_page("player", session=world.second.id)
    key = f"person_{world.second.id}"
    before = app.metric[0].value
    assert app.radio(key=key).options == ["Person 1, on the left", "Person 2, in the middle"]
    assert "fa-people" in html(app)
    app.radio(key=key).set_value(1).run()
    assert not app.exception
    assert float(app.metric[0].value.split()[0]) == pytest.approx(186, abs=1)
    assert float(before.split()[0]) == pytest.approx(156, abs=1)
    assert "measured person 2" in said(app)
    app.button(key="undo").click().run()
    assert app.metric[0].value == before
    assert app.radio(key=key).value == 0


def test_one_runner_is_no_choice(world: World) -> None:
    app = open_page("report", session=world.second.id)
    assert not [radio for radio in app.radio if radio.key == f"person_{world.second.id}"]


def _events(world: World) -> list:
    return list(world.season.results.load(world.second.id).events)


def test_a_refused_clip_says_why_and_how_to_film(world: World) -> None:
    world.season.results.save(world.second.id, refused_analysis())
    page = html(open_page("report", session=world.second.id))
    assert "The person walks." in page
    assert "fa-tips" in page and "fa-numbers" not in page
    assert "✕ The person walks." in said(open_page("athletes"))


def test_the_next_check_begins_with_no_answer(world: World) -> None:
    app = open_page("training", athlete=world.athlete.id)
    for radio in app.radio:
        radio.set_value(False)
    app.slider[0].set_value(4)
    app.button(key="save_check").click().run()
    assert {radio.value for radio in app.radio} == {None}
    assert app.slider[0].value == 0
    app.button(key="save_check").click().run()
    assert len(world.season.training.check_ins(world.athlete.id)) == 1


def test_an_unknown_session_is_told_in_words(world: World) -> None:
    app = open_page("report", session="nothing")
    assert "no such session" in app.error[0].value


def test_a_session_without_analysis_is_not_replaced_by_another(
    world: World, recording: worlds.Recording
) -> None:
    details = world.second.details
    waiting = world.season.sessions.add(
        world.athlete.id, recording.clip, "later.mp4", details, pose_model=None
    )
    app = open_page("report", session=waiting.id)
    assert "Not analysed yet" in html(app)
    assert app.selectbox(key="session_choice").value == waiting.id
