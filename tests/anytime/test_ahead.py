"""Pictures decoded before it is known which of them are wanted."""

import time
from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.anytime.ahead import Ahead
from form_analyzer.datatypes import Joint, Side
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NO_NOISE
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.video.decode import pick
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe

ENOUGH_S = 20.0


@pytest.fixture(scope="module")
def filmed(tmp_path_factory):
    """Random pictures in the size of a synthetic runner's, and the runner."""
    track = make_track(
        RunnerParameters(), Camera(frame_rate_hz=30.0), NO_NOISE, duration_s=2.0
    ).track
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 255, (len(track.time_s), 34, 60, 3), dtype=np.uint8)
    pictures = (one.repeat(32, axis=0).repeat(32, axis=1)[:1080] for one in coarse)
    path = tmp_path_factory.mktemp("ahead") / "run.mp4"
    write_h264(path, pictures, 30.0)
    return probe(path), track


def decoded(ahead, n):
    end = time.monotonic() + ENOUGH_S
    while ahead.n_pictures < n and time.monotonic() < end:
        time.sleep(0.01)
    ahead.stop()
    return ahead


def test_a_box_about_a_foot_holds_what_decoding_gives(filmed):
    info, track = filmed
    x, y = track.of(Joint.ANKLE.on(Side.LEFT))[7]
    box = slice(int(y) - 30, int(y) + 50), slice(int(x) - 40, int(x) + 60)
    (frame,) = pick(info, [7], grey=True)
    with Ahead(info, track, wanted=True) as ahead:
        found = decoded(ahead, 8).picture(7, box)
    np.testing.assert_array_equal(found, frame.image[box])


def test_a_box_that_ends_beyond_the_picture_is_cut_as_the_picture_is(filmed):
    info, track = filmed
    low = track.position_px.copy()
    low[..., 1] += info.height_px - 10 - np.nanmax(low[..., 1])
    x = int(track.of(Joint.ANKLE.on(Side.LEFT))[3, 0])
    top = info.height_px - 40
    with Ahead(info, replace(track, position_px=low), wanted=True) as ahead:
        found = decoded(ahead, 4).picture(3, (slice(top, top + 140), slice(x - 20, x + 20)))
    (frame,) = pick(info, [3], grey=True)
    np.testing.assert_array_equal(found, frame.image[top:, x - 20 : x + 20])


def test_what_was_not_decoded_is_not_given(filmed):
    info, track = filmed
    with Ahead(info, track, wanted=True) as ahead:
        decoded(ahead, 1)
        assert ahead.picture(len(track.time_s) + 1, (slice(600, 610), slice(900, 910))) is None
        assert ahead.picture(0, (slice(0, 10), slice(0, 10))) is None


def test_nothing_is_decoded_where_it_is_not_wanted_or_no_foot_is_seen(filmed):
    info, track = filmed
    unseen = replace(track, position_px=np.full_like(track.position_px, np.nan))
    for ahead in (Ahead(info, track, wanted=False), Ahead(info, unseen, wanted=True)):
        with ahead:
            assert ahead.picture(0, (slice(600, 610), slice(900, 910))) is None
            assert ahead.n_pictures == 0


def test_a_file_gone_meanwhile_is_no_error_here(filmed, tmp_path):
    info, track = filmed
    with Ahead(replace(info, path=tmp_path / "gone.mp4"), track, wanted=True) as ahead:
        ahead.stop()
        assert ahead.n_pictures == 0
