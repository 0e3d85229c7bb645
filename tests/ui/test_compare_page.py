"""Two sessions side by side."""

from dataclasses import replace

from form_analyzer.guide.load import load_guide
from form_analyzer.storage.records import AthleteDetails, SessionQuery
from form_analyzer.ui.services.roster import session_rows
from tests.analyses import refused_analysis
from tests.ui import worlds
from tests.ui.worlds import World, html, near_side, open_page


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
    near = near_side(world)
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


def test_a_refused_session_is_not_offered_for_comparing(world: World) -> None:
    world.season.results.save(world.first.id, refused_analysis())
    app = open_page("sessions")
    assert not app.exception
    rows = session_rows(world.season, load_guide(), SessionQuery())
    assert {row.session_id: row.refused for row in rows} == {
        world.first.id: True,
        world.second.id: False,
    }
