import itertools

from hypothesis import given
from hypothesis import strategies as st

from form_analyzer.pose.chunks import WATCHED_PER_CHUNK, Chunk, plan_chunks


@given(st.integers(1, 200_000), st.integers(1, 8))
def test_chunks_cover_the_clip_once_and_in_order(n_frames, every):
    chunks = plan_chunks(n_frames, every=every)
    assert chunks[0].start == 0
    assert chunks[-1].stop == n_frames
    assert all(a.stop == b.start for a, b in itertools.pairwise(chunks))
    assert all(0 < c.stop - c.start <= 2 * WATCHED_PER_CHUNK * every for c in chunks)


@given(st.integers(WATCHED_PER_CHUNK, 50_000))
def test_several_chunks_come_in_pairs(n_frames):
    assert len(plan_chunks(n_frames)) % 2 == 0


def test_short_clip_is_one_chunk_and_no_frames_are_none():
    assert plan_chunks(77) == (Chunk(0, 77),)
    assert plan_chunks(0) == ()


def test_chunks_grow_before_there_are_more_of_them():
    assert [len(plan_chunks(n)) for n in (600, 1280, 1800, 2560, 2600)] == [4, 8, 8, 8, 16]
    assert len(plan_chunks(1800, every=2)) == 6


def test_parts_are_whole_chunks_of_the_same_grid():
    whole = plan_chunks(3000)
    some = plan_chunks(3000, parts=[(0, 10), (1500, 1501)])
    assert some == tuple(c for c in whole if c.start == 0 or c.start <= 1500 < c.stop)
