"""Every page runs on an empty season and on a season with sessions, and says what it should."""

import pytest

from form_analyzer.datatypes import Metric
from form_analyzer.guide.load import load_guide
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.pages import PAGES
from tests.ui.worlds import World, html, open_page, said

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


def test_trends_draw_the_chosen_numbers(world: World) -> None:
    app = open_page("trends", athlete=world.athlete.id)
    app.multiselect(key="metrics").set_value([Metric.CADENCE]).run()
    page = html(app)
    assert page.count("<section>") == 1
    assert "data:image/svg+xml" in page


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


def test_what_settings_do_is_said(world: World) -> None:
    app = open_page("settings")
    app.number_input(key="quota").set_value(2.5).run()
    app.button(key="save_quota").click().run()
    assert [toast.value for toast in app.toast] == ["Saved"]
    assert world.season.preferences.media_use().quota_bytes == 2_500_000_000
    app.button(key="clean_up").click().run()
    assert "0 files removed" in app.toast[0].value
