"""Corrections by hand, on events made by hand."""

import numpy as np
import pytest

from form_analyzer.datatypes import EditAction, EventEdit, EventKind, EventSource, Side
from form_analyzer.gait.cycle import fold
from form_analyzer.gait.edits import apply_edits, edited_phases
from form_analyzer.gait.events import find_events, list_events
from tests.gait.test_events import usual_track

CONTACT = {"kind": EventKind.INITIAL_CONTACT, "side": Side.RIGHT}


@pytest.fixture(scope="module")
def track():
    return usual_track()


@pytest.fixture(scope="module")
def found(track):
    return find_events(fold(track).mean)


@pytest.fixture(scope="module")
def events(track, found):
    return list_events(track, fold(track), found)


def contacts(events):
    return [e for e in events if e.kind is EventKind.INITIAL_CONTACT and e.side is Side.RIGHT]


def test_no_edit_changes_nothing(track, found, events):
    assert apply_edits(events, (), track) == tuple(events)
    moved = edited_phases(found, events, events, track)
    assert moved[Side.RIGHT].contact == pytest.approx(found[Side.RIGHT].contact)


def test_removing_the_nearest(track, events):
    third = contacts(events)[3]
    edit = EventEdit(action=EditAction.REMOVE, frame=third.frame + 2, **CONTACT)
    after = apply_edits(events, [edit], track)
    assert third not in after
    assert len(after) == len(events) - 1


def test_an_edit_of_nothing_near_is_left_out(track, events):
    between = contacts(events)[3].frame + 20
    edit = EventEdit(action=EditAction.REMOVE, frame=between, **CONTACT)
    assert apply_edits(events, [edit], track) == tuple(events)


def test_adding(track, events):
    edit = EventEdit(action=EditAction.ADD, frame=31.5, kind=EventKind.TOE_OFF, side=Side.LEFT)
    after = apply_edits(events, [edit], track)
    (new,) = [e for e in after if e not in events]
    assert new.frame == 31.5
    assert new.source is EventSource.EDITED
    assert new.time_s == pytest.approx(31.5 / 60, abs=1e-6)
    assert list(after) == sorted(after, key=lambda e: e.time_s)


@pytest.mark.parametrize("frames", [-2.0, 1.5])
def test_moving_all_contacts_moves_the_mean_strides_contact(track, found, events, frames):
    edits = [
        EventEdit(action=EditAction.MOVE, frame=e.frame, to_frame=e.frame + frames, **CONTACT)
        for e in contacts(events)
    ]
    after = apply_edits(events, edits, track)
    assert all(e.source is EventSource.EDITED for e in contacts(after))
    moved = edited_phases(found, events, after, track)
    wanted = frames / 60 * track.stride_hz
    shift = (moved[Side.RIGHT].contact - found[Side.RIGHT].contact + 0.5) % 1.0 - 0.5
    assert shift == pytest.approx(wanted, abs=2e-3)
    assert moved[Side.RIGHT].toe_off == pytest.approx(found[Side.RIGHT].toe_off)
    assert moved[Side.LEFT].contact == pytest.approx(found[Side.LEFT].contact)


def test_moving_one_contact_counts_as_its_share(track, found, events):
    one = contacts(events)[2]
    edit = EventEdit(action=EditAction.MOVE, frame=one.frame, to_frame=one.frame + 3, **CONTACT)
    moved = edited_phases(found, events, apply_edits(events, [edit], track), track)
    share = 3 / 60 * track.stride_hz / len(contacts(events))
    shift = moved[Side.RIGHT].contact - found[Side.RIGHT].contact
    assert shift == pytest.approx(share, rel=0.1)


def test_removing_every_contact_keeps_the_mean_strides(track, found, events):
    edits = [
        EventEdit(action=EditAction.REMOVE, frame=e.frame, **CONTACT) for e in contacts(events)
    ]
    after = apply_edits(events, edits, track)
    assert not contacts(after)
    moved = edited_phases(found, events, after, track)
    assert np.isclose(moved[Side.RIGHT].contact, found[Side.RIGHT].contact)
