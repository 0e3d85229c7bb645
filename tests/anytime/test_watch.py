from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

from form_analyzer.anytime.examiner import Examiner
from form_analyzer.anytime.parts import join, select
from form_analyzer.anytime.plan import Plan, chunks_of
from form_analyzer.anytime.watch import BUDGET_S, SEARCH_S, thinning, watch_enough
from form_analyzer.datatypes import (
    CaptureInfo,
    EditAction,
    EventEdit,
    EventKind,
    Metric,
    PoseTrack,
    QualityCode,
    SceneInfo,
    Side,
)
from form_analyzer.examine import Examined, examine
from form_analyzer.synthetic.truth import Truth
from tests.anytime.clips import Rows, run, still, video_of

BORDERS = (-1.6, 8.0)


def examiner_of(track: PoseTrack, scene: SceneInfo | None = None) -> Examiner:
    return Examiner(video_of(track), scene, CaptureInfo(), BORDERS)


@dataclass(frozen=True)
class Sampled:
    """A clip of ten minutes whose cadence falls by 6 spm, watched as by default."""

    whole: PoseTrack
    truth: Truth
    watched: PoseTrack
    watch: Rows
    told: Examined
    examiner: Examiner


@pytest.fixture(scope="module")
def tiring() -> Sampled:
    clip = run(600.0, drift_spm_per_min=-0.6, seed=1)
    examiner, watch = examiner_of(clip.track), Rows(clip.track)
    plan = Plan(chunks_of(len(clip.track.time_s), 1, ()), 30.0)
    watched = watch_enough(plan, watch, examiner)
    return Sampled(clip.track, clip.truth, watched, watch, examiner(watched), examiner)


def test_the_budget_is_kept_and_nothing_is_watched_twice(tiring: Sampled) -> None:
    assert tiring.watch.frames / 30.0 <= BUDGET_S
    frames = [f for span in tiring.watch.asked for f in range(*span)]
    assert len(frames) == len(set(frames))
    assert tiring.told.tracking.frames == len(frames)


def test_the_drift_is_told_right(tiring: Sampled) -> None:
    told = next(f for f in tiring.told.quality if f.code is QualityCode.CADENCE_DRIFT)
    change = float(told.message.split("change of ")[1].split(",")[0])
    assert change == pytest.approx(-6.0, abs=1.0)
    assert not any(f.code is QualityCode.FORM_DRIFT for f in tiring.told.quality)


def test_it_says_which_seconds_were_watched(tiring: Sampled) -> None:
    told = next(f for f in tiring.told.quality if f.code is QualityCode.SAMPLED)
    assert "5-16, 150-161, 295-305, 589-600 of 600" in told.message


def test_the_mean_of_the_whole_run_lies_inside_the_intervals(tiring: Sampled) -> None:
    checked = 0
    for row in tiring.told.measurements:
        truth = tiring.truth.metrics.get((row.metric, row.side))
        in_metres = row.metric is Metric.VERTICAL_OSCILLATION
        if truth is not None and row.ci95 is not None and not in_metres:
            assert row.ci95[0] <= truth <= row.ci95[1], (row.metric, row.side)
            checked += 1
    assert checked >= 15


def test_events_lie_in_the_watched_seconds_and_count_from_the_clip_s_first_frame(
    tiring: Sampled,
) -> None:
    events, spans = tiring.told.events, tiring.watch.asked
    assert len(events) > 200
    assert all(a.time_s <= b.time_s for a, b in pairwise(events))
    for event in events:
        assert any(first <= event.frame <= last - 1 for first, last in spans)
        assert event.time_s == pytest.approx(event.frame / 30.0, abs=1e-3)
    assert tiring.told.used_s is not None
    assert tiring.told.used_s[0] < 20.0
    assert tiring.told.used_s[1] > 595.0


def test_contacts_are_found_where_they_are(tiring: Sampled) -> None:
    contact = EventKind.INITIAL_CONTACT
    true_s = {side: tiring.truth.event_times_s(contact, side) for side in (Side.LEFT, Side.RIGHT)}
    off = [
        np.abs(true_s[e.side] - e.time_s).min()
        for e in tiring.told.events
        if e.kind is EventKind.INITIAL_CONTACT
    ]
    assert np.median(off) < 0.015


def test_the_drawn_track_holds_the_watched_frames(tiring: Sampled) -> None:
    assert tiring.told.track is not None
    assert np.array_equal(tiring.told.track.frame_index, tiring.watched.frame_index)
    assert tiring.watched.frame_index[0] == 0
    assert tiring.watched.time_s[0] == tiring.whole.time_s[0]


def test_the_stored_track_tells_the_same_again(tiring: Sampled) -> None:
    again = Examiner(video_of(tiring.whole), None, CaptureInfo(), BORDERS)(tiring.watched)
    assert again.measurements == tiring.told.measurements
    assert again.events == tiring.told.events
    assert again.quality == tiring.told.quality


def test_an_edit_far_into_the_clip_moves_its_event_only(tiring: Sampled) -> None:
    chosen = next(e for e in tiring.told.events if e.time_s > 592.0)
    edit = EventEdit(
        action=EditAction.REMOVE, frame=chosen.frame, kind=chosen.kind, side=chosen.side
    )
    examiner = replace_edits(tiring.examiner, (edit,))
    told = examiner(tiring.watched)
    assert set(tiring.told.events) - set(told.events) == {chosen}
    assert sum(f.code is QualityCode.EVENTS_EDITED for f in told.quality) == 1


def replace_edits(examiner: Examiner, edits: tuple[EventEdit, ...]) -> Examiner:
    return Examiner(
        examiner.video, examiner.scene, examiner.capture, examiner.strike_borders_deg, edits
    )


def test_short_clips_are_measured_as_ever() -> None:
    track = run(9.0, seed=4).track
    video = video_of(track)
    before = examine(video, track, None, CaptureInfo(), BORDERS)
    now = Examiner(video, None, CaptureInfo(), BORDERS)(track)
    assert now.measurements == before.measurements
    assert now.events == before.events
    assert now.quality == before.quality
    assert now.tracking == before.tracking
    assert now.used_s == before.used_s


def test_windows_tell_what_every_frame_tells() -> None:
    clip = run(180.0, seed=3)
    examiner = examiner_of(clip.track)
    plan = Plan(chunks_of(len(clip.track.time_s), 1, ()), 30.0)
    some = examiner(watch_enough(plan, Rows(clip.track), examiner))
    full = examiner(clip.track)
    assert not any(f.code is QualityCode.SAMPLED for f in full.quality)
    assert full.tracking.frames >= len(clip.track.time_s)
    for mine, whole in zip(some.measurements, full.measurements, strict=True):
        assert (mine.metric, mine.side) == (whole.metric, whole.side)
        if mine.value is not None and mine.ci95 is not None and whole.ci95 is not None:
            # A quarter of the strides tells the cadence less surely than all, and says so.
            told, (low, high) = mine.value, whole.ci95
            if mine.metric is Metric.CADENCE:
                told, (low, high) = whole.value, mine.ci95
            assert low <= told <= high, (mine.metric, mine.side)
    contacts = [e for e in full.events if e.kind is EventKind.INITIAL_CONTACT]
    true = [e for e in clip.truth.events if e.kind is EventKind.INITIAL_CONTACT]
    assert 0.85 * len(true) <= len(contacts) <= len(true)


def test_nobody_in_a_long_clip_is_looked_for_up_to_a_limit() -> None:
    track = still(30 * 900)
    watch = Rows(track)
    examiner = examiner_of(track)
    plan = Plan(chunks_of(len(track.time_s), 1, ()), 30.0)
    told = examiner(watch_enough(plan, watch, examiner))
    assert told.refusal is QualityCode.NO_PERSON
    assert BUDGET_S < watch.frames / 30.0 <= 3 * SEARCH_S
    assert all(row.is_missing for row in told.measurements)


def test_slow_motion_is_watched_until_there_are_strides_enough() -> None:
    fast = run(20.0, rate_hz=240.0, seed=5).track
    slow = replace(fast, time_s=fast.time_s * 8.0)
    examiner, watch = examiner_of(slow), Rows(slow)
    told = examiner(watch_enough(Plan(chunks_of(len(slow.time_s), 1, ()), 30.0), watch, examiner))
    assert told.refusal is None
    assert told.time_scale.value == pytest.approx(1 / 8, rel=0.01)
    cadence = next(r for r in told.measurements if r.metric is Metric.CADENCE)
    assert cadence.value == pytest.approx(172.0, abs=2.0)
    assert told.used_s is not None
    assert told.used_s[1] < 20.1


def test_another_scene_after_a_cut_is_not_pooled() -> None:
    clip, other = run(60.0, seed=6).track, run(30.0, seed=7).track
    nine = 30 * 60
    after = replace(
        other,
        time_s=other.time_s + 60.0,
        frame_index=other.frame_index + nine,
        position_px=other.position_px * [-1.0, 1.0] + [float(other.width_px), 0.0],
    )
    both = join([select(clip, slice(0, nine)), after])
    scene = SceneInfo(
        camera_roll_deg=None,
        camera_roll_sd_deg=None,
        roll_reason_missing="There is no vertical.",
        camera_shift_px=0.0,
        camera_sway_px=0.0,
        camera_moves=False,
        cut_frames=(nine,),
        repeated_frames_ratio=0.0,
    )
    told = examiner_of(both, scene)(both)
    assert told.view.facing == examiner_of(clip)(select(clip, slice(0, 300))).view.facing
    assert max(e.frame for e in told.events) < nine


def test_high_frame_rates_are_thinned_by_the_container_s_own_rate() -> None:
    assert [thinning(r) for r in (24.0, 30.0, 60.0, 120.0, 125.0)] == [1] * 5
    assert [thinning(r) for r in (144.0, 200.0)] == [1, 1]
    assert [thinning(r) for r in (239.76, 240.0, 480.0, 960.0)] == [2, 2, 4, 8]
    assert thinning(float("nan")) == 1


def test_a_thinned_clip_says_so_and_keeps_the_clip_s_frame_numbers() -> None:
    track = run(8.0, rate_hz=240.0, seed=8).track
    thin = select(track, slice(0, None, 2))
    told = examiner_of(track)(thin)
    flag = next(f for f in told.quality if f.code is QualityCode.SAMPLED)
    assert "2nd" in flag.message
    assert told.tracking.frames == len(thin.time_s)
    assert all(e.frame == pytest.approx(e.time_s * 240.0, abs=0.01) for e in told.events)
