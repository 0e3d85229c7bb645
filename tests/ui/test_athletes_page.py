"""Athletes, their sessions, weeks and own ranges."""

from datetime import date

import pytest

from form_analyzer.datatypes import Metric, Side
from form_analyzer.storage.records import AthleteDetails, TargetRange
from form_analyzer.storage.service import SeasonService
from tests.ui.worlds import World, html, open_page


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


def test_weeks_are_stored_and_jumps_told(world: World) -> None:
    app = open_page("training", athlete=world.athlete.id)
    for day, km in ((date(2026, 3, 4), 20.0), (date(2026, 3, 11), 50.0)):
        app.date_input(key=f"week_day_{world.athlete.id}").set_value(day)
        app.number_input(key=f"week_km_{world.athlete.id}").set_value(km)
        app.button(key="save_week").click().run()
    assert len(world.season.training.weeks(world.athlete.id)) == 2
    assert "▲" in html(app) and "double" in html(app)


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
