"""Rows that follow several people in turn, made from one synthetic runner seen elsewhere."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from form_analyzer.datatypes import N_KEYPOINTS
from form_analyzer.pose import track as tracker
from form_analyzer.pose.chunks import Chunk
from form_analyzer.pose.messages import ChunkRows
from form_analyzer.pose.mixed import mixed_people
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.parameters import RunnerParameters
from tests.clips import drawn_clips
from tests.pose.pictures import GreyReader, video_info

RUNNER = make_track(RunnerParameters(), duration_s=6.0, seed=3).track
N = len(RUNNER.time_s)
ROWS = np.arange(N)
HALF = N // 2
HEIGHT_PX = float(np.median(np.ptp(RUNNER.position_px[..., 1], axis=1)))
STANDS = 0.7 * RUNNER.position_px[:1] + [-0.4 * HEIGHT_PX, 0.2 * HEIGHT_PX]
"""The first row's body, smaller and aside."""


def chunks(position, edges=(0, HALF, N), *others, every=1):
    """One or more people's rows as landmarkers give them, cut into chunks."""
    everybody = np.stack([*others, position])
    return [
        ChunkRows(
            chunk=Chunk(first * every, last * every),
            time_s=np.arange(first, last) * every / 60,
            frame_index=np.arange(first, last) * every,
            position_px=everybody[:, first:last],
            confidence=np.ones((len(everybody), last - first, N_KEYPOINTS)),
            world_m=np.zeros((len(everybody), last - first, N_KEYPOINTS, 3)),
            stills=(),
            decode_s=0.0,
            inference_s=0.0,
        )
        for first, last in itertools.pairwise(edges)
    ]


def people(position, edges=(0, HALF, N)):
    return mixed_people(chunks(position, edges), (RUNNER.width_px, RUNNER.height_px))


def with_bystander(rows):
    """The runner's rows, but these follow the one who stands."""
    position = RUNNER.position_px.copy()
    position[rows] = STANDS
    return position


def test_nothing_watched_holds_nobody():
    assert mixed_people([], (64, 48)) == []
    assert people(np.full_like(RUNNER.position_px, np.nan)) == []


@pytest.mark.parametrize("clip", drawn_clips(6), ids=lambda clip: f"runner {clip.seed}")
def test_one_runner_is_one_person(clip):
    track, n = clip.track, len(clip.track.time_s)
    size = track.width_px, track.height_px
    assert mixed_people(chunks(track.position_px, (0, n // 3, n)), size) == []


def test_two_people_are_told_where_every_other_row_of_a_chunk_follows_somebody_else():
    others = (ROWS >= HALF) & (ROWS % 2 == 0)
    runner, stands = people(with_bystander(others))
    assert len(runner) == N - others.sum() and len(stands) == others.sum()
    size = [RUNNER.width_px, RUNNER.height_px]
    np.testing.assert_allclose(stands[0][:2] * size, STANDS.min(axis=(0, 1)))
    np.testing.assert_allclose(stands[0][2:] * size, STANDS.max(axis=(0, 1)))


@pytest.mark.parametrize("edges", [(0, HALF, N), (0, 100, 200, N)])
def test_two_people_are_told_where_both_landmarkers_of_a_chunk_follow_somebody_else(edges):
    rows = (edges[1] <= ROWS) & (edges[2] > ROWS)
    found = people(with_bystander(rows), edges)
    assert sorted(len(boxes) for boxes in found) == sorted([rows.sum(), N - rows.sum()])


def test_somebody_behind_the_runner_is_told_by_the_size():
    position = RUNNER.position_px.copy()
    middle = position.mean(axis=(0, 1))
    position[HALF::2] = middle + 0.5 * (position[HALF::2] - middle)
    assert len(people(position)) == 2


def test_every_third_frame_is_judged_as_every_one():
    position = with_bystander((ROWS >= HALF) & (ROWS % 2 == 0))
    size = RUNNER.width_px, RUNNER.height_px
    assert len(mixed_people(chunks(position, every=3), size, 3)) == 2


def test_a_cut_within_a_chunk_makes_no_second_person():
    assert people(with_bystander(ROWS >= HALF + 20)) == []


def test_a_landmarker_that_slips_makes_no_second_person():
    assert people(with_bystander((ROWS > HALF) & (ROWS < HALF + 6))) == []


def test_somebody_lost_and_found_elsewhere_is_no_second_person():
    position = with_bystander(ROWS >= HALF)
    position[HALF - 10 : HALF] = np.nan
    assert people(position) == []


def test_a_camera_that_sways_and_pans_sees_one_person():
    sway = HEIGHT_PX * (0.3 * np.sin(ROWS / 20) + ROWS / N)
    assert people(RUNNER.position_px + np.stack([sway, 0.2 * sway], axis=1)[:, None]) == []


@pytest.mark.parametrize(
    "stands", [(ROWS >= HALF) & (ROWS % 2 == 0), (ROWS < HALF) | (ROWS % 2 == 0)]
)
def test_each_is_followed_again_and_the_runner_wins_whoever_was_followed_more(monkeypatch, stands):
    asked = []

    def run(setup, tasks, n_workers, advanced, staff):
        asked.append(tasks[0].places)
        edges = [0, *(task.chunk.stop for task in tasks)]
        if len(asked) == 1:
            return chunks(with_bystander(stands), edges)
        return chunks(RUNNER.position_px, edges, with_bystander(ROWS >= 0))

    monkeypatch.setattr(tracker, "run_tasks", run)
    info = video_info(N, RUNNER.width_px, RUNNER.height_px)
    model = ModelFile("full", Path("full.task"), "0")
    found = tracker.track_people(info, model, read_frames=GreyReader(N))
    assert [len(places) for places in asked] == [1, 2]
    np.testing.assert_array_equal(found.best.position_px, RUNNER.position_px)
    assert [track.n_people for track in found.tracks] == [2, 2]
