from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import N_KEYPOINTS, PoseTrack, ShoePath, Side
from form_analyzer.pose.cache import (
    cache_key,
    cache_tracks,
    cached_tracks,
    load_track,
    load_tracks,
    save_track,
    save_tracks,
)
from form_analyzer.settings import Settings

ARRAYS = ("time_s", "frame_index", "position_px", "confidence", "world_m")
KEY = cache_key("clip", "model", "1")


@pytest.fixture
def settings(tmp_path):
    return Settings(
        cache_dir=tmp_path / "cache",
        data_dir=tmp_path,
        database_url="sqlite://",
        media_url="memory://",
        dask_scheduler=None,
    )


def random_track(seed=0, n=9):
    rng = np.random.default_rng(seed)
    position = rng.normal(300, 100, (n, N_KEYPOINTS, 2))
    position[3] = np.nan
    return PoseTrack(
        time_s=np.arange(n) / 29.97,
        frame_index=np.arange(n, dtype=np.intp),
        position_px=position,
        confidence=rng.random((n, N_KEYPOINTS)),
        world_m=rng.normal(0, 1, (n, N_KEYPOINTS, 3)),
        width_px=640,
        height_px=360,
        model_name="full",
        model_sha256="ab" * 32,
        n_people=2,
    )


def shoe(side, seed=0, n=5):
    rng = np.random.default_rng(seed)
    return ShoePath(
        side=side,
        frame_index=np.arange(2, 2 + n, dtype=np.intp),
        turn_deg=rng.normal(0, 9, n),
        place_px=rng.normal(300, 90, (n, 2)),
        match=rng.random(n),
    )


def test_shoes_come_back_with_their_track(tmp_path):
    shoes = (shoe(Side.LEFT), replace(shoe(Side.RIGHT, 1, 3), cut_out=True))
    save_tracks(tmp_path / "a.npz", (replace(random_track(), shoes=shoes), random_track(1)))
    with_shoes, without = load_tracks(tmp_path / "a.npz")
    assert without.shoes == ()
    for found, saved in zip(with_shoes.shoes, shoes, strict=True):
        assert found.side is saved.side
        assert found.cut_out is saved.cut_out
        for name in ("frame_index", "turn_deg", "place_px", "match"):
            np.testing.assert_array_equal(getattr(found, name), getattr(saved, name))


def test_a_track_from_before_shoes_were_looked_at_can_be_read(tmp_path):
    save_track(tmp_path / "a.npz", random_track())
    with np.load(tmp_path / "a.npz") as content:
        old = {name: content[name] for name in content.files if not name.startswith("shoes")}
    np.savez_compressed(tmp_path / "b.npz", **old)
    assert_same(load_track(tmp_path / "b.npz"), random_track())


def assert_same(a, b):
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
        assert getattr(a, name).dtype == getattr(b, name).dtype
    for name in ("width_px", "height_px", "model_name", "model_sha256", "n_people"):
        assert getattr(a, name) == getattr(b, name)


def test_a_saved_track_comes_back_bit_for_bit(tmp_path):
    save_track(tmp_path / "a.npz", random_track())
    assert_same(load_track(tmp_path / "a.npz"), random_track())
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def test_several_tracks_keep_their_order(tmp_path):
    save_tracks(tmp_path / "a.npz", (random_track(1), random_track(2)))
    first, second = load_tracks(tmp_path / "a.npz")
    assert_same(first, random_track(1))
    assert_same(second, random_track(2))


def test_cache_gives_back_what_was_put_in_and_nothing_else(settings):
    assert cached_tracks(settings, KEY) is None
    cache_tracks(settings, KEY, (random_track(),))
    assert_same(cached_tracks(settings, KEY)[0], random_track())
    assert cached_tracks(settings, cache_key("clip", "model", "2")) is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"not a zip at all"])
def test_a_damaged_entry_counts_as_none(settings, damage):
    cache_tracks(settings, KEY, (random_track(),))
    (path,) = (settings.cache_dir / "tracks").glob("*/*.npz")
    path.write_bytes(damage)
    assert cached_tracks(settings, KEY) is None


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_or_flipped_entry_counts_as_none_or_is_whole(settings, at):
    cache_tracks(settings, KEY, (random_track(),))
    (path,) = (settings.cache_dir / "tracks").glob("*/*.npz")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(at * len(whole))])
    assert cached_tracks(settings, KEY) is None
    flipped = bytearray(whole)
    flipped[int(at * len(whole))] ^= 0xFF
    path.write_bytes(flipped)
    found = cached_tracks(settings, KEY)
    assert found is None or assert_same(found[0], random_track()) is None


def test_a_cache_that_cannot_be_written_is_done_without(settings):
    settings.cache_dir.write_text("a file where the folder should be")
    cache_tracks(settings, KEY, (random_track(),))
    assert cached_tracks(settings, KEY) is None


def test_load_track_says_what_is_wrong(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="not a readable track file"):
        load_track(tmp_path / "a.npz")


def test_key_depends_on_everything_that_changes_the_track():
    base = ("clip", "model", "1")
    keys = {
        cache_key(*base),
        cache_key("other", "model", "1"),
        cache_key("clip", "other", "1"),
        cache_key("clip", "model", "2"),
        cache_key(*base, every=2),
        cache_key(*base, parts=((0, 10),)),
    }
    assert len(keys) == 6
