from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import Frame, Joint, Metric, Side
from form_analyzer.overlay import caption, evidence_frame, find_spot
from form_analyzer.overlay.canvas import PALETTE

DRAWN = [
    Metric.FOOT_STRIKE_ANGLE,
    Metric.FOOT_STRIKE_PATTERN,
    Metric.OVERSTRIDE,
    Metric.SHANK_ANGLE,
    Metric.TRUNK_LEAN,
    Metric.TRUNK_LEAN_RANGE,
    Metric.FORWARD_HEAD,
    Metric.KNEE_FLEXION_CONTACT,
]


def _made(analysis, track, frames, metric, label="12.3°", **options):
    spot = find_spot(analysis, track, metric)
    frame = next(frame for frame in frames if frame.index == spot.frame_index)
    return evidence_frame(frame, track, analysis, spot, label, **options)


def _share(image, color, tolerance=40):
    return (np.abs(image.astype(int) - color).max(axis=2) <= tolerance).mean()


@pytest.mark.parametrize("metric", DRAWN)
def test_the_angle_is_drawn_beside_the_body(analysis, track, frames, metric):
    image = _made(analysis, track, frames, metric)
    assert image.shape[0] == 720
    assert image.dtype == np.uint8
    assert _share(image, PALETTE.angle) > 0.001
    assert _share(image, PALETTE.near) > 0.001


@pytest.mark.parametrize("metric", list(Metric))
def test_every_metric_gives_a_picture(analysis, track, frames, metric):
    assert _made(analysis, track, frames, metric).shape[2] == 3


def test_the_frame_itself_stays_as_it_is(analysis, track, frames):
    spot = find_spot(analysis, track, Metric.OVERSTRIDE)
    frame = next(frame for frame in frames if frame.index == spot.frame_index)
    before = frame.image.copy()
    evidence_frame(frame, track, analysis, spot, "x")
    np.testing.assert_array_equal(frame.image, before)


def test_another_frame_is_refused(analysis, track, frames):
    spot = find_spot(analysis, track, Metric.OVERSTRIDE)
    other = next(frame for frame in frames if frame.index != spot.frame_index)
    with pytest.raises(ValueError, match="the number is about"):
        evidence_frame(other, track, analysis, spot, "x")


def test_a_smaller_frame_shows_the_same_crop(analysis, track, frames):
    spot = find_spot(analysis, track, Metric.OVERSTRIDE)
    frame = next(frame for frame in frames if frame.index == spot.frame_index)
    half = Frame(frame.index, frame.time_s, np.ascontiguousarray(frame.image[::2, ::2]))
    whole = evidence_frame(frame, track, analysis, spot, "x")
    small = evidence_frame(half, track, analysis, spot, "x")
    assert small.shape[0] == whole.shape[0]
    assert small.shape[1] == pytest.approx(whole.shape[1], abs=6)


def test_a_runner_at_the_edge_is_still_cropped_inside(analysis, track, frames):
    moved = replace(track, position_px=track.position_px - [500.0, 0.0])
    image = _made(analysis, moved, frames, Metric.OVERSTRIDE)
    assert image.shape[0] == 720
    assert image.shape[1] > 200


def test_a_small_runner_is_not_blown_up_to_blocks(analysis, track, frames):
    centre = np.array([640.0, 400.0])
    tiny = replace(track, position_px=centre + (track.position_px - centre) * 0.2)
    image = _made(analysis, tiny, frames, Metric.SHANK_ANGLE)
    assert image.shape[0] == 720
    assert image.shape[1] >= 0.5 * image.shape[0]


def test_missing_arms_and_head_do_not_matter(analysis, track, frames):
    position = track.position_px.copy()
    for joint in (Joint.ELBOW, Joint.WRIST, Joint.EAR):
        for side in (Side.LEFT, Side.RIGHT):
            position[:, joint.on(side).column] = np.nan
    hidden = replace(track, position_px=position)
    assert _made(analysis, hidden, frames, Metric.OVERSTRIDE).shape[0] == 720
    assert _made(analysis, hidden, frames, Metric.FORWARD_HEAD).shape[0] == 720


def test_the_caption_names_foot_time_and_frame(analysis, track):
    spot = find_spot(analysis, track, Metric.OVERSTRIDE)
    text = caption(spot, analysis)
    assert text.startswith("Initial contact of the near (left) foot")
    assert f"frame {spot.frame_index}." in text
    assert f"{spot.event.time_s:.2f} s" in text
