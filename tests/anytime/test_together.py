from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.anytime.examiner import Examiner
from form_analyzer.anytime.eye import likest
from form_analyzer.anytime.parts import join, select
from form_analyzer.datatypes import CaptureInfo, Metric, PoseTrack, QualityCode, Side
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.grid import draw_walker
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NoiseParameters
from form_analyzer.synthetic.parameters import RunnerParameters
from tests.anytime.clips import run, still, video_of

BORDERS = (-1.6, 8.0)


def later(track: PoseTrack, seconds: float) -> PoseTrack:
    frames = round(seconds * 30.0)
    return replace(track, time_s=track.time_s + seconds, frame_index=track.frame_index + frames)


def told_by(track: PoseTrack, n_frames: int):
    video = replace(video_of(track), n_frames=n_frames, duration_s=n_frames / 30.0)
    return Examiner(video, None, CaptureInfo(), BORDERS)(track)


@pytest.fixture(scope="module")
def running() -> PoseTrack:
    return run(40.0, seed=2).track


@pytest.fixture(scope="module")
def walking() -> PoseTrack:
    walker = draw_walker(np.random.default_rng(1))
    return make_track(walker, Camera(frame_rate_hz=30.0), duration_s=8.0, seed=2).track


def test_a_walked_warm_up_is_left_out_and_said(running: PoseTrack, walking: PoseTrack) -> None:
    windows = [later(select(running, slice(k, k + 240)), 100.0) for k in (0, 480)]
    told = told_by(join([walking, *windows]), 30 * 150)
    assert told.refusal is None
    flag = next(f for f in told.quality if f.code is QualityCode.STEADY_PART)
    assert "Seconds 0-8 " in flag.message
    cadence = next(r for r in told.measurements if r.metric is Metric.CADENCE)
    assert cadence.value == pytest.approx(172.0, abs=2.0)
    assert told.used_s is not None
    assert told.used_s[0] >= 100.0


def test_only_walking_is_refused_as_walking(walking: PoseTrack) -> None:
    track = join([walking, later(walking, 60.0)])
    told = told_by(track, 30 * 100)
    assert told.refusal is QualityCode.WALKING
    assert all(row.is_missing for row in told.measurements)
    assert told.tracking.frames == len(track.time_s)


def test_curves_and_ghost_are_means_of_the_parts(running: PoseTrack) -> None:
    windows = [select(running, slice(k, k + 300)) for k in (0, 600)]
    both = told_by(join(windows), 1200)
    alone = [told_by(window, 300) for window in windows]
    for side in (0, 1):
        knees = [t.curves[side].mean_deg["knee_flexion"] for t in alone]
        assert np.allclose(both.curves[side].mean_deg["knee_flexion"], np.mean(knees, axis=0))
        assert both.curves[side].side is alone[0].curves[side].side
    ghosts = [t.ghost.position for t in alone if t.ghost is not None]
    assert both.ghost is not None
    assert np.allclose(both.ghost.position, np.mean(ghosts, axis=0))


def test_no_event_is_lost_or_told_twice_where_parts_meet() -> None:
    clip = run(60.0, seed=10)
    told = told_by(clip.track, 1800)
    for kind in {e.kind for e in told.events}:
        for side in {e.side for e in told.events}:
            times = [e.time_s for e in told.events if e.kind is kind and e.side is side]
            assert min(np.diff(times)) > 0.5
            inside = clip.truth.event_times_s(kind, side)
            inside = inside[(inside > times[0] - 0.1) & (inside < times[-1] + 0.1)]
            assert len(times) >= len(inside) - 1


def test_shoes_seen_in_one_part_make_the_whole_clip_surer() -> None:
    runner, noise = RunnerParameters(cadence_spm=172.0), NoiseParameters(shoe_scale=1.0)
    camera = Camera(frame_rate_hz=60.0)
    clip = make_track(runner, camera, noise, duration_s=60.0, seed=5)
    shod = clip.track
    contact_time = [
        next(
            row
            for row in told_by(track, len(shod.time_s)).measurements
            if row.metric is Metric.CONTACT_TIME and row.side is Side.RIGHT
        )
        for track in (replace(shod, shoes=()), shod)
    ]
    half = [(row.ci95[1] - row.ci95[0]) / 2.0 for row in contact_time if row.ci95]
    assert half[1] < 0.9 * half[0]
    assert (
        abs(contact_time[1].value - clip.truth.metrics[Metric.CONTACT_TIME, Side.RIGHT]) < half[1]
    )


def test_the_same_runner_is_chosen_in_every_look(running: PoseTrack) -> None:
    other = replace(running, position_px=0.5 * running.position_px + [500.0, 0.0])
    assert likest((other, running), select(running, slice(0, 200))) is running
    assert likest((other, running), select(other, slice(0, 200))) is other
    assert likest((still(9), running), other) is running
    assert likest((still(9),), running).n_people == 1
