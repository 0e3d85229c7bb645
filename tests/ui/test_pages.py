"""Every page runs on an empty season and on a season with sessions, and says what it should."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from form_analyzer.datatypes import EventSource, Metric, Side
from form_analyzer.guide.load import load_guide
from form_analyzer.storage.records import AthleteDetails, JobState, SessionQuery, TargetRange
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.pages import PAGES
from form_analyzer.ui.services.roster import session_rows
from tests.analyses import refused_analysis
from tests.ui import worlds
from tests.ui.worlds import World, answered, html, open_page, said

KEYS = [route.key for route in PAGES]
NEED_CONTENT = {"report", "player", "compare", "trends", "athletes", "sessions", "training"}


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_season_has_no_dead_end(season: SeasonService, key: str) -> None:
    app = open_page(key)
    assert not app.error
    if key in NEED_CONTENT:
        assert "fa-empty" in html(app)


@pytest.mark.parametrize("key", KEYS)
def test_every_page_runs_with_sessions(world: World, key: str) -> None:
    app = open_page(key)
    assert not app.error
    assert app.title
    assert "fa-empty" not in html(app)


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
    contacts = [e for e in _events(world) if e.kind == "initial_contact" and e.side == _near(world)]
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


def _near(world: World) -> Side | None:
    return world.season.results.load(world.second.id).view.near_side


def test_compare_names_both_sessions_and_gives_verdicts(world: World) -> None:
    app = open_page("compare", first=world.first.id, second=world.second.id)
    assert app.selectbox(key="pair_first").value == world.first.id
    assert app.selectbox(key="pair_second").value == world.second.id
    page = html(app)
    assert "within the noise" in page and "real change</td>" not in page


def test_a_session_is_compared_with_one_of_the_same_athlete(world: World) -> None:
    grace = world.season.athletes.add(AthleteDetails(name="Grace Hopper"))
    worlds.store(world.season, grace, world.recording, day=60)
    worlds.store(world.season, grace, world.recording, day=15)
    for asked, other in ((world.second, world.first), (world.first, world.second)):
        app = open_page("compare", second=asked.id)
        assert app.selectbox(key="pair_second").value == asked.id
        assert app.selectbox(key="pair_first").value == other.id


def _turn_second(world: World) -> None:
    """The second session as if the runner's other side had faced the camera."""
    analysis = world.season.results.load(world.second.id)
    near = _near(world)
    assert near is not None
    turned = replace(analysis, view=replace(analysis.view, near_side=near.other))
    world.season.results.save(world.second.id, turned)


def test_what_cannot_be_compared_is_folded_away(world: World) -> None:
    _turn_second(world)
    app = open_page("compare", first=world.first.id, second=world.second.id)
    (apart,) = [e for e in app.expander if e.label.startswith("Cannot be compared")]
    folded = apart.get("html")[0].value
    assert "within the noise" in html(app) and "within the noise" not in folded
    assert "not comparable" in folded
    assert html(app).count("not comparable") == folded.count("not comparable")


def test_a_reason_that_most_rows_share_is_said_once(world: World) -> None:
    _turn_second(world)
    page = html(open_page("compare", first=world.first.id, second=world.second.id))
    assert page.count("faced the camera once") == 1
    assert "✕ not comparable</td>" in page
    assert "near (" not in page


def test_a_refused_clip_says_why_and_how_to_film(world: World) -> None:
    world.season.results.save(world.second.id, refused_analysis())
    page = html(open_page("report", session=world.second.id))
    assert "The person walks." in page
    assert "fa-tips" in page and "fa-numbers" not in page
    assert "✕ The person walks." in said(open_page("athletes"))


def test_trends_draw_the_chosen_numbers(world: World) -> None:
    app = open_page("trends", athlete=world.athlete.id)
    app.multiselect(key="metrics").set_value([Metric.CADENCE]).run()
    page = html(app)
    assert page.count("<section>") == 1
    assert "data:image/svg+xml" in page


def test_an_athlete_is_created_searched_and_deleted(season: SeasonService) -> None:
    app = open_page("athletes")
    app.text_input(key="new_name").set_value("Grace Hopper")
    app.text_input(key="new_tags").set_value("navy, track")
    app.button(key="create_athlete").click().run()
    grace = season.athletes.named("Grace Hopper")
    assert grace.details.tags == ("navy", "track")
    app = open_page("athletes")
    app.text_input(key="athlete_search").set_value("nobody like that").run()
    assert "Nobody found" in html(app)
    app = open_page("athletes", athlete=grace.id)
    app.checkbox(key="sure_athlete").set_value(True).run()
    app.button(key="delete_athlete").click().run()
    assert season.athletes.find() == []


def test_an_athlete_without_a_name_is_asked_for_it_beside_the_roster(world: World) -> None:
    app = open_page("athletes")
    app.text_input(key="new_tags").set_value("club")
    app.button(key="create_athlete").click().run()
    assert "name" in app.error[0].value
    assert "Ada Lovelace" in html(app)
    assert app.text_input(key="new_tags").value == "club"


def test_sessions_are_found_and_deleted(world: World) -> None:
    app = open_page("sessions")
    app.text_input(key="session_search").set_value("run-30").run()
    assert "run-30.mp4" in html(app) and "run-0.mp4" not in html(app)
    app.session_state[f"more_{world.second.id}"] = True
    app.run()
    app.checkbox(key=f"sure_{world.second.id}").set_value(True).run()
    app.button(key=f"delete_{world.second.id}").click().run()
    assert [line.session.id for line in world.season.sessions.find()] == [world.first.id]


def test_details_can_be_left_as_they_were(world: World) -> None:
    app = open_page("sessions", details=world.second.id)
    app.text_input(key=f"change_speed_{world.second.id}").set_value("10.8")
    app.button(key="leave_session").click().run()
    assert not app.exception
    assert not [field for field in app.text_input if field.key == f"change_speed_{world.second.id}"]
    assert world.season.sessions.get(world.second.id).details == world.second.details


def test_details_given_later_are_measured_with(world: World) -> None:
    app = open_page("sessions", details=world.second.id)
    app.text_input(key=f"change_speed_{world.second.id}").set_value("10.8")
    app.button(key="save_session").click().run()
    assert not app.exception
    analysis = world.season.results.load(world.second.id)
    assert analysis.capture.speed_mps == pytest.approx(3.0)
    length = analysis.measurement(Metric.STEP_LENGTH, Side.BOTH)
    assert length is not None and not length.is_missing


def test_the_sample_is_queued_once(season: SeasonService) -> None:
    for _ in range(2):
        app = open_page("analyze")
        app.button(key="start_sample").click().run()
        assert not app.exception
    lines = season.sessions.find(SessionQuery())
    assert len(lines) == 1
    assert lines[0].job is not None and lines[0].job.state is JobState.QUEUED


def test_a_watched_session_may_be_deleted(world: World) -> None:
    app = open_page("analyze")
    app.session_state["watched_sessions"] = [world.first.id, world.second.id]
    app.run()
    world.season.sessions.delete(world.first.id)
    app.run()
    assert not app.exception and not app.error
    assert app.file_uploader


def test_an_upload_is_checked_stored_and_queued(
    season: SeasonService, recording: worlds.Recording
) -> None:
    app = open_page("analyze")
    app.file_uploader[0].upload("clip.mp4", recording.clip.read_bytes(), "video/mp4").run()
    assert "Frame rate" in html(app)
    assert app.button(key="start").disabled
    app.text_input(key="new_name").set_value("Alan")
    app.checkbox(key="every_frame").set_value(True)
    app.text_input(key="speed").set_value("12").run()
    app.button(key="start").click().run()
    assert not app.exception
    (line,) = season.sessions.find()
    assert (line.athlete_name, line.session.file_name) == ("Alan", "clip.mp4")
    assert line.session.details.capture.speed_mps == pytest.approx(12 / 3.6)
    claim = season.queue().claim("a worker")
    assert claim is not None and claim.every_frame


def test_among_several_athletes_nobody_is_assumed(
    world: World, recording: worlds.Recording
) -> None:
    world.season.athletes.add(AthleteDetails(name="Grace Hopper"))
    app = open_page("analyze")
    app.file_uploader[0].upload("clip.mp4", recording.clip.read_bytes(), "video/mp4").run()
    assert app.selectbox(key="athlete").value is None
    assert app.button(key="start").disabled
    app.selectbox(key="athlete").set_value(world.athlete.id).run()
    assert not app.button(key="start").disabled


def test_the_height_of_the_chosen_athlete_is_put_in(
    world: World, recording: worlds.Recording
) -> None:
    tall = world.season.athletes.add(AthleteDetails(name="Tall", height_m=1.9))
    app = open_page("analyze")
    app.file_uploader[0].upload("clip.mp4", recording.clip.read_bytes(), "video/mp4").run()
    for athlete, height_cm in ((tall, 190), (world.athlete, None)):
        app.selectbox(key="athlete").set_value(athlete.id).run()
        assert app.number_input(key=f"height_{athlete.id}").value == height_cm


def test_a_clip_chosen_twice_or_stored_before_is_told(
    world: World, recording: worlds.Recording
) -> None:
    clip = recording.clip.read_bytes()
    app = open_page("analyze")
    twice = [("a.mp4", clip, "video/mp4"), ("b.mp4", clip, "video/mp4")]
    app.file_uploader[0].set_value(twice).run()
    assert "chosen twice is analyzed once" in said(app)
    assert "is stored already, as the run of 1 Apr 2026" in app.warning[0].value
    app.button(key="start").click().run()
    assert len(world.season.sessions.find()) == 3


def test_a_new_athlete_of_a_known_name_is_told(world: World, recording: worlds.Recording) -> None:
    app = open_page("analyze")
    app.file_uploader[0].upload("clip.mp4", recording.clip.read_bytes(), "video/mp4").run()
    app.selectbox(key="athlete").set_value("new").run()
    assert "Say whose run it is" in said(app)
    app.text_input(key="new_name").set_value("ada  lovelace").run()
    assert "There is an athlete of this name" in said(app)
    assert not app.button(key="start").disabled


def test_a_speed_that_cannot_be_read_does_not_ask_for_the_athlete(
    world: World, recording: worlds.Recording
) -> None:
    app = open_page("analyze")
    app.file_uploader[0].upload("clip.mp4", recording.clip.read_bytes(), "video/mp4").run()
    app.text_input(key="speed").set_value("fast").run()
    assert "no speed" in app.error[0].value
    assert "Say whose run it is" not in said(app)


def test_a_broken_file_is_refused_in_words(season: SeasonService) -> None:
    app = open_page("analyze")
    app.file_uploader[0].upload("notes.mp4", b"these are only words" * 50, "video/mp4").run()
    assert "Cannot be read" in html(app)
    assert "choose another file" in said(app)
    assert app.button(key="start").disabled


def test_weeks_are_stored_and_jumps_told(world: World) -> None:
    app = open_page("training", athlete=world.athlete.id)
    for day, km in ((date(2026, 3, 4), 20.0), (date(2026, 3, 11), 50.0)):
        app.date_input(key=f"week_day_{world.athlete.id}").set_value(day)
        app.number_input(key=f"week_km_{world.athlete.id}").set_value(km)
        app.button(key="save_week").click().run()
    assert len(world.season.training.weeks(world.athlete.id)) == 2
    assert "▲" in html(app) and "double" in html(app)


def test_the_quiz_explains_each_answer(season: SeasonService) -> None:
    question, *_ = load_guide().quiz
    wrong = next(option.key for option in question.options if option.key != question.answer)
    app = open_page("guide", part="quiz")
    app.radio(key=f"quiz_{question.key}").set_value(wrong).run()
    assert question.explanation in app.warning[0].value
    app.radio(key=f"quiz_{question.key}").set_value(question.answer).run()
    assert question.explanation in app.success[0].value
    assert "1 of 1 answered rightly" in said(app)


def test_units_and_model_are_kept(season: SeasonService) -> None:
    app = open_page("settings")
    app.selectbox(key="unit").select_index(1)
    app.selectbox(key="model").select_index(0).run()
    assert season.preferences.all() == {"speed_unit": "min/km", "pose_model": "lite"}


def test_an_own_range_judges_the_newest_session(world: World) -> None:
    app = open_page("settings", athlete=world.athlete.id)
    app.number_input(key=f"low_cadence_{world.athlete.id}_guide").set_value(100.0)
    app.number_input(key=f"high_cadence_{world.athlete.id}_guide").set_value(110.0)
    app.button(key="save_range").click().run()
    assert not app.exception
    found = {d.measurement.metric: d for d in world.season.results.load(world.second.id).deviations}
    assert found[Metric.CADENCE].source == "athlete"


def test_after_an_own_range_the_guides_is_shown_again(world: World) -> None:
    world.season.athletes.set_target_range(
        world.athlete.id, TargetRange(metric=Metric.CADENCE, low=100.0, high=110.0)
    )
    app = open_page("settings", athlete=world.athlete.id)
    assert [field.value for field in app.number_input[:2]] == [100.0, 110.0]
    app.button(key="clear_range").click().run()
    assert [field.value for field in app.number_input[:2]] == [170.0, 190.0]


def test_what_was_typed_for_one_athlete_is_not_kept_for_the_next(world: World) -> None:
    grace = world.season.athletes.add(AthleteDetails(name="Grace Hopper"))
    app = open_page("training", athlete=world.athlete.id)
    for radio in app.radio:
        radio.set_value(False)
    app.slider[0].set_value(4)
    app.text_input(key=f"pain_place_{world.athlete.id}").set_value("left knee")
    app.number_input(key=f"week_km_{world.athlete.id}").set_value(42.0)
    app.button(key="save_check").click().run()
    app.selectbox(key="athlete_choice").set_value(grace.id).run()
    assert {radio.value for radio in app.radio} == {None}
    assert (app.slider[0].value, app.text_input[0].value) == (0, "")
    assert app.number_input[0].value is None


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


def test_a_refused_session_is_not_offered_for_comparing(world: World) -> None:
    world.season.results.save(world.first.id, refused_analysis())
    app = open_page("sessions")
    assert not app.exception
    rows = session_rows(world.season, load_guide(), SessionQuery())
    assert {row.session_id: row.refused for row in rows} == {
        world.first.id: True,
        world.second.id: False,
    }


def test_what_settings_do_is_said(world: World) -> None:
    app = open_page("settings")
    app.number_input(key="quota").set_value(2.5).run()
    app.button(key="save_quota").click().run()
    assert [toast.value for toast in app.toast] == ["Saved"]
    assert world.season.preferences.media_use().quota_bytes == 2_500_000_000
    app.button(key="clean_up").click().run()
    assert "0 files removed" in app.toast[0].value


def test_the_details_of_one_session_are_not_put_into_the_next(world: World) -> None:
    app = open_page("sessions", details=world.first.id)
    app.text_input(key=f"change_shoes_{world.first.id}").set_value("Spikes").run()
    app.query_params["details"] = world.second.id
    app.run()
    assert app.text_input(key=f"change_shoes_{world.second.id}").value == "Road shoes"


def test_a_week_without_kilometres_is_not_stored(world: World) -> None:
    app = open_page("training", athlete=world.athlete.id)
    app.button(key="save_week").click().run()
    assert "0 for a week off" in app.error[0].value
    assert not world.season.training.weeks(world.athlete.id)


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
