"""Giving the app a clip."""

import pytest

from form_analyzer.storage.records import AthleteDetails, JobState, SessionQuery
from form_analyzer.storage.service import SeasonService
from tests.ui import worlds
from tests.ui.worlds import World, html, open_page, said


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
