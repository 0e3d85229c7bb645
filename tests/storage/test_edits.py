import pytest

from form_analyzer.datatypes import EventKind, Side
from form_analyzer.errors import NotFoundError
from form_analyzer.storage.records import EditDetails, EditKind
from tests.storage import seasons


def move(frame: float) -> EditDetails:
    return EditDetails(
        kind=EditKind.MOVE,
        event_kind=EventKind.TOE_OFF,
        side=Side.LEFT,
        frame=frame,
        to_frame=frame + 1.5,
    )


@pytest.fixture
def clip(season):
    return seasons.session(season, seasons.athlete(season)).id


def held(season, clip) -> list[float | None]:
    return [edit.details.frame for edit in season.edits.active(clip)]


def test_edits_are_numbered_and_come_back(season, clip):
    swap = EditDetails(kind=EditKind.SWAP_LEGS, frame=3, to_frame=9)
    person = EditDetails(kind=EditKind.CHOOSE_PERSON, person=1)
    for details in (move(10), swap, person):
        season.edits.add(clip, details)
    found = season.edits.all(clip)
    assert [edit.number for edit in found] == [1, 2, 3]
    assert [edit.details for edit in found] == [move(10), swap, person]


def test_undo_and_redo_walk_back_and_forth_and_keep_every_row(season, clip):
    for frame in (1, 2, 3):
        season.edits.add(clip, move(frame))
    season.edits.undo(clip)
    season.edits.undo(clip)
    assert held(season, clip) == [1]
    season.edits.redo(clip)
    assert held(season, clip) == [1, 2]
    season.edits.redo(clip)
    assert held(season, clip) == [1, 2, 3]
    with pytest.raises(NotFoundError, match="nothing to redo"):
        season.edits.redo(clip)
    assert len(season.edits.all(clip)) == 7


def test_undo_after_redo_takes_back_the_same_edit(season, clip):
    season.edits.add(clip, move(1))
    for _ in range(3):
        season.edits.undo(clip)
        assert held(season, clip) == []
        season.edits.redo(clip)
        assert held(season, clip) == [1]


def test_a_new_edit_ends_redoing(season, clip):
    season.edits.add(clip, move(1))
    season.edits.undo(clip)
    season.edits.add(clip, move(2))
    with pytest.raises(NotFoundError, match="nothing to redo"):
        season.edits.redo(clip)
    assert held(season, clip) == [2]


def test_nothing_to_undo_is_said(season, clip):
    with pytest.raises(NotFoundError, match="nothing to undo"):
        season.edits.undo(clip)


def test_an_edit_that_lacks_something_is_refused():
    with pytest.raises(ValueError, match="needs event_kind, side"):
        EditDetails(kind=EditKind.ADD, frame=3)
