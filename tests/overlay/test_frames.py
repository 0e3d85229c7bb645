from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import Frame, TimeScale, TimeScaleSource
from form_analyzer.overlay import Shown, annotated_frames
from form_analyzer.overlay.canvas import PALETTE
from form_analyzer.overlay.frames import _Artist


def _share(image, color, tolerance=30):
    return (np.abs(image.astype(int) - color).max(axis=2) <= tolerance).mean()


def test_one_picture_for_each_frame_of_the_same_size(analysis, track, frames):
    pictures = list(annotated_frames(frames[:12], track, analysis))
    assert len(pictures) == 12
    for picture, frame in zip(pictures, frames, strict=False):
        assert picture.shape == frame.image.shape
        assert _share(picture, PALETTE.near) > 0.001
        assert _share(picture, PALETTE.far) > 0.0005


def test_frames_are_drawn_one_at_a_time(analysis, track, frames):
    taken = []

    def source():
        for frame in frames:
            taken.append(frame.index)
            yield frame

    pictures = annotated_frames(source(), track, analysis)
    next(pictures)
    next(pictures)
    assert taken == [0, 1]


def test_the_frames_stay_as_they_are(analysis, track, frames):
    before = frames[0].image.copy()
    list(annotated_frames(frames[:1], track, analysis))
    np.testing.assert_array_equal(frames[0].image, before)


def test_the_skeleton_can_be_left_out(analysis, track, frames):
    bare = Shown(skeleton=False, angles=False, events=False)
    picture = next(annotated_frames(frames[20:21], track, analysis, shown=bare))
    np.testing.assert_array_equal(picture, frames[20].image)


def test_a_frame_without_a_body_gets_only_its_time(analysis, track, frames):
    unknown = Frame(5000, 83.3, frames[0].image)
    picture = next(annotated_frames([unknown], track, analysis))
    changed = (picture != frames[0].image).any(axis=2)
    assert changed.any()
    assert not changed[120:].any()


def test_missing_points_are_left_out(analysis, track, frames):
    blind = replace(track, position_px=np.full_like(track.position_px, np.nan))
    picture = next(annotated_frames(frames[10:11], blind, analysis))
    assert not (picture != frames[10].image).any(axis=2)[120:].any()


def test_smaller_frames_get_the_body_in_its_place(analysis, track, frames):
    frame = frames[10]
    half = Frame(frame.index, frame.time_s, np.ascontiguousarray(frame.image[::2, ::2]))
    whole, small = (
        next(annotated_frames([each], track, analysis, shown=Shown(events=False, angles=False)))
        for each in (frame, half)
    )
    centres = []
    for drawn, plain, factor in ((whole, frame.image, 1), (small, half.image, 2)):
        changed = np.argwhere((drawn != plain).any(axis=2))
        centres.append(changed.mean(axis=0) * factor)
    np.testing.assert_allclose(centres[0], centres[1], atol=10)


@pytest.mark.parametrize(
    ("index", "words"),
    [(5, "left foot down"), (19, "flight"), (28, "right foot down"), (42, "flight")],
)
def test_the_phase_follows_the_events(analysis, track, index, words):
    # Contacts last 15.6 frames and follow each other every 22.8 frames.
    assert _Artist(track, analysis, Shown())._phase(index) == words


def test_outside_the_events_nothing_is_claimed(analysis, track):
    assert _Artist(track, analysis, Shown())._phase(1000) == ""
    assert _Artist(track, replace(analysis, events=()), Shown())._phase(10) == ""


def test_labels_stay_longer_in_slow_motion(analysis, track):
    slow = replace(analysis, time_scale=TimeScale(value=0.25, source=TimeScaleSource.TAG))
    normal = _Artist(track, analysis, Shown())._hold
    assert normal == 6
    assert _Artist(track, slow, Shown())._hold == 4 * normal


def test_an_event_is_named_on_its_frame_and_not_before(analysis, track, frames):
    at = round(analysis.events[4].frame)
    events, nothing = Shown(angles=False), Shown(angles=False, events=False)
    for index, named in ((at - 2, False), (at, True)):
        with_words, without = (
            next(annotated_frames(frames[index : index + 1], track, analysis, shown=shown))
            for shown in (events, nothing)
        )
        below = (with_words != without).any(axis=2)[200:]
        assert below.any() == named
