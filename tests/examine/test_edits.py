"""Corrections by hand."""

import pytest

from form_analyzer.datatypes import (
    EditAction,
    EventEdit,
    EventKind,
    Metric,
    QualityCode,
    Side,
)
from form_analyzer.tracks.follow import exchange_legs
from tests.clips import (
    codes,
    measure,
    measured_runner,
    runner_clip,
    value,
)
from tests.examine.common import same


def edits_of(found, kind, side, frames):
    return [
        EventEdit(
            action=EditAction.MOVE, kind=kind, side=side, frame=e.frame, to_frame=e.frame + frames
        )
        for e in found.events
        if e.kind is kind and e.side is side
    ]


@pytest.mark.parametrize(
    ("kind", "frames", "change_s"),
    [
        (EventKind.INITIAL_CONTACT, -1.0, +1 / 60),
        (EventKind.INITIAL_CONTACT, +1.0, -1 / 60),
        (EventKind.TOE_OFF, +1.0, +1 / 60),
    ],
)
def test_moving_events_moves_contact_time_the_right_way(kind, frames, change_s):
    plain = measured_runner()
    edits = edits_of(plain, kind, Side.RIGHT, frames)
    found = measure(runner_clip().track, edits=edits)
    change = value(found, Metric.CONTACT_TIME, Side.RIGHT) - value(
        plain, Metric.CONTACT_TIME, Side.RIGHT
    )
    assert change == pytest.approx(change_s, abs=0.002)
    other = value(plain, Metric.CONTACT_TIME, Side.LEFT)
    assert value(found, Metric.CONTACT_TIME, Side.LEFT) == pytest.approx(other)
    assert value(found, Metric.CADENCE) == pytest.approx(value(plain, Metric.CADENCE))
    assert QualityCode.EVENTS_EDITED in codes(found)


def test_added_and_removed_events_are_listed_so():
    plain = measured_runner()
    third = [e for e in plain.events if e.kind is EventKind.TOE_OFF and e.side is Side.LEFT][3]
    said = {"kind": third.kind, "side": third.side}
    remove = EventEdit(action=EditAction.REMOVE, frame=third.frame, **said)
    add = EventEdit(action=EditAction.ADD, frame=round(third.frame) + 1, **said)
    track = runner_clip().track
    assert len(measure(track, edits=[remove]).events) == len(plain.events) - 1
    both = measure(track, edits=[remove, add])
    assert len(both.events) == len(plain.events)
    assert any(e.frame == add.frame for e in both.events)


def test_legs_exchanged_by_hand_are_exchanged_before_measuring():
    track = runner_clip().track
    wrong = exchange_legs(track, ((100, 130),))
    swap = EventEdit(action=EditAction.SWAP_LEGS, frame=100, to_frame=130)
    same(measured_runner(), measure(wrong, edits=[swap]))
