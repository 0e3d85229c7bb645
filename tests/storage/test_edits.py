import pytest

from form_analyzer.datatypes import EditAction, EventEdit, EventKind, Side
from form_analyzer.errors import NotFoundError
from form_analyzer.storage.records import PersonChoice
from tests.storage import seasons


def move(frame: float) -> EventEdit:
    return EventEdit(
        action=EditAction.MOVE,
        kind=EventKind.TOE_OFF,
        side=Side.LEFT,
        frame=frame,
        to_frame=frame + 1.5,
    )


@pytest.fixture
def clip(season):
    return seasons.session(season, seasons.athlete(season)).id


def held(season, clip) -> list[float | None]:
    return [stored.edit.frame for stored in season.edits.active(clip)]


def test_edits_are_numbered_and_come_back(season, clip):
    swap = EventEdit(action=EditAction.SWAP_LEGS, frame=3, to_frame=9)
    person = PersonChoice(person=1)
    for edit in (move(10), swap, person):
        season.edits.add(clip, edit)
    found = season.edits.all(clip)
    assert [stored.number for stored in found] == [1, 2, 3]
    assert [stored.edit for stored in found] == [move(10), swap, person]


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
