from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Joint, Keypoint, Metric, Side, Unit
from form_analyzer.overlay.axes import Axes
from form_analyzer.overlay.moments import (
    against,
    find_spot,
    flat_foot,
    level_foot,
    nearest_row,
    stances,
    turned,
)


def test_the_spot_is_the_nearest_frame_of_an_initial_contact(analysis, track):
    spot = find_spot(analysis, track, Metric.OVERSTRIDE)
    assert spot.side is Side.LEFT
    assert spot.event.kind is EventKind.INITIAL_CONTACT
    assert abs(spot.frame_index - spot.event.frame) <= 0.5
    assert track.frame_index[spot.row] == spot.frame_index


def test_the_typical_contact_is_chosen_not_the_odd_one(analysis, track):
    contacts = [
        round(event.frame)
        for event in analysis.events
        if event.kind is EventKind.INITIAL_CONTACT and event.side is Side.LEFT
    ]
    position = track.position_px.copy()
    odd = contacts[1]
    position[odd, Joint.ANKLE.on(Side.LEFT).column, 0] -= 80
    changed = replace(track, position_px=position)
    assert find_spot(analysis, changed, Metric.OVERSTRIDE).frame_index != odd


def test_a_far_leg_is_shown_where_asked_for(analysis, track):
    assert find_spot(analysis, track, Metric.OVERSTRIDE, Side.RIGHT).side is Side.RIGHT
    assert find_spot(analysis, track, Metric.OVERSTRIDE, Side.BOTH).side is Side.LEFT


def test_frames_without_a_body_are_passed_over(analysis, track):
    spot = find_spot(analysis, track, Metric.TRUNK_LEAN)
    position = track.position_px.copy()
    position[spot.row] = np.nan
    other = find_spot(analysis, replace(track, position_px=position), Metric.TRUNK_LEAN)
    assert other.row != spot.row


def test_nothing_to_show_gives_none(analysis, track):
    assert find_spot(replace(analysis, events=()), track, Metric.OVERSTRIDE) is None
    blind = replace(track, position_px=np.full_like(track.position_px, np.nan))
    assert find_spot(analysis, blind, Metric.OVERSTRIDE) is None
    unknown = replace(analysis, view=replace(analysis.view, near_side=None))
    assert find_spot(unknown, track, Metric.OVERSTRIDE) is None


def test_a_track_of_a_part_of_the_clip_shows_only_that_part(analysis, track):
    part = slice(60, 120)
    late = replace(
        track,
        time_s=track.time_s[part].copy(),
        frame_index=track.frame_index[part].copy(),
        position_px=track.position_px[part].copy(),
        confidence=track.confidence[part].copy(),
        world_m=track.world_m[part].copy(),
    )
    spot = find_spot(analysis, late, Metric.OVERSTRIDE)
    assert 60 <= spot.frame_index < 120
    assert nearest_row(late, 0.0) == 0


def test_stances_run_from_contact_to_toe_off(analysis):
    spans = stances(analysis.events, Side.LEFT)
    assert len(spans) == 4
    for start, end in spans:
        assert end - start == pytest.approx(0.26 * 60)


def test_a_lost_toe_off_makes_no_stance(analysis):
    events = [event for event in analysis.events if event.kind is EventKind.INITIAL_CONTACT]
    assert stances(events, Side.LEFT) == ()


def test_the_flat_foot_is_the_belts_direction_for_the_stick_figure(analysis, track):
    direction = flat_foot(analysis, track, Side.LEFT)
    angle = np.degrees(np.arctan2(-direction[1], -direction[0]))
    assert abs(angle) < 6


@pytest.mark.parametrize("measured_deg", [-4.0, 11.0])
def test_the_middle_contact_is_drawn_with_the_measured_angle(analysis, track, measured_deg):
    old = next(m for m in analysis.measurements if not m.is_missing and m.ci95)
    row = replace(
        old,
        metric=Metric.FOOT_STRIKE_ANGLE,
        side=Side.LEFT,
        unit=Unit.DEGREE,
        value=measured_deg,
        ci95=(measured_deg - 5, measured_deg + 5),
    )
    rest = [m for m in analysis.measurements if m.metric is not Metric.FOOT_STRIKE_ANGLE]
    told = replace(analysis, measurements=(*rest, row))
    flat, axes = level_foot(told, track, Side.LEFT), Axes.of(told.view)
    spot = find_spot(told, track, Metric.FOOT_STRIKE_ANGLE, Side.LEFT)
    assert spot is not None
    points = track.position_px[spot.row]
    foot = points[Keypoint.LEFT_TOE.column] - points[Keypoint.LEFT_HEEL.column]
    drawn = turned(axes.forward, flat, foot)
    assert against(drawn, axes.forward, axes.up) == pytest.approx(measured_deg, abs=1.0)


def test_no_contact_no_flat_foot(analysis, track):
    assert np.isnan(flat_foot(replace(analysis, events=()), track, Side.LEFT)).all()
