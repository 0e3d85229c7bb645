import gc
import pickle
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from form_analyzer.datatypes import Frame, VideoInfo
from form_analyzer.errors import UnreadableVideoError
from form_analyzer.video import table as table_module
from form_analyzer.video.decode import frames, pick, shares
from form_analyzer.video.probe import probe
from form_analyzer.video.table import frame_table
from tests.video.clips import clip, number_of, numbered

N_FRAMES = 90
X265 = "log-level=none:keyint=20:min-keyint=20:bframes=4"
GOPS: dict[str, dict[str, object]] = {
    "h264_closed.mp4": {"codec_options": {"g": "20", "bf": "3"}},
    "h264_open.mp4": {"codec_options": {"x264-params": "open-gop=1:keyint=20:bframes=3"}},
    "h264_open.mkv": {"codec_options": {"x264-params": "open-gop=1:keyint=20:bframes=3"}},
    "h264_refresh.mp4": {"codec_options": {"x264-params": "intra-refresh=1:keyint=20:bframes=0"}},
    "h264_one_gop.mov": {"codec_options": {"g": "500", "bf": "3"}},
    "h264_intra.mp4": {"codec_options": {"g": "1"}},
    "h264_fragments.mp4": {
        "codec_options": {"g": "20", "bf": "2"},
        "container_options": {"movflags": "frag_keyframe+empty_moov"},
    },
    "hevc_open.mp4": {"codec": "libx265", "codec_options": {"x265-params": X265 + ":open-gop=1"}},
    "hevc_open.mkv": {"codec": "libx265", "codec_options": {"x265-params": X265 + ":open-gop=1"}},
    "vp9.webm": {"codec": "libvpx-vp9", "codec_options": {"g": "20", "auto-alt-ref": "1"}},
    "av1.mkv": {"codec": "libsvtav1", "codec_options": {"g": "20", "preset": "12"}},
    "vp8.webm": {"codec": "libvpx", "codec_options": {"g": "20"}},
    "h264.avi": {"codec_options": {"g": "20", "bf": "2"}},
    "mpeg4.avi": {"codec": "mpeg4", "codec_options": {"g": "12", "bf": "2"}},
    "stream.ts": {"codec_options": {"g": "20", "bf": "2"}},
}


@pytest.fixture(scope="module")
def straight(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], tuple[VideoInfo, list[Frame]]]:
    """A clip by name, and its frames decoded in one go, made once."""
    folder = tmp_path_factory.mktemp("gops")
    made: dict[str, tuple[VideoInfo, list[Frame]]] = {}

    def get(name: str) -> tuple[VideoInfo, list[Frame]]:
        if name not in made:
            info = probe(clip(folder / name, N_FRAMES, **GOPS[name]))
            made[name] = info, list(frames(info))
        return made[name]

    return get


def same(a: Frame, b: Frame) -> bool:
    return a.index == b.index and a.time_s == b.time_s and np.array_equal(a.image, b.image)


@pytest.mark.parametrize("name", GOPS)
def test_straight_decode_gives_every_frame_in_order(name: str, straight) -> None:
    info, decoded = straight(name)
    assert info.n_frames == N_FRAMES
    assert [frame.index for frame in decoded] == list(range(N_FRAMES))
    assert [number_of(frame.image) for frame in decoded] == list(range(N_FRAMES))
    assert np.all(np.diff([frame.time_s for frame in decoded]) > 0)
    assert all(f.image.flags.c_contiguous and f.image.dtype == np.uint8 for f in decoded)


@pytest.mark.parametrize("name", GOPS)
def test_any_stretch_equals_the_straight_decode(name: str, straight) -> None:
    info, decoded = straight(name)
    for start in [1, 7, 17, 18, 19, 20, 21, 22, 38, 39, 41, 60, 77, 88, 89]:
        part = list(frames(info, start=start, stop=start + 4, threads=1))
        assert [frame.index for frame in part] == list(range(start, min(start + 4, N_FRAMES)))
        assert all(same(frame, decoded[frame.index]) for frame in part), start


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(["h264_open.mp4", "hevc_open.mp4", "vp9.webm", "mpeg4.avi"]),
    wanted=st.sets(st.integers(0, N_FRAMES - 1), max_size=8),
)
def test_picked_frames_are_the_frames(name: str, wanted: set[int], straight) -> None:
    info, decoded = straight(name)
    picked = list(pick(info, sorted(wanted)))
    assert [frame.index for frame in picked] == sorted(wanted)
    assert all(same(frame, decoded[frame.index]) for frame in picked)


@pytest.mark.parametrize("name", GOPS)
def test_a_frame_picked_by_itself_is_the_frame(name: str, straight) -> None:
    info, decoded = straight(name)
    keys = np.searchsorted(frame_table(info.path).pts, frame_table(info.path).key_pts)
    apart = sorted({int(key) for key in keys if key < N_FRAMES})[::2]
    one_by_one = [next(iter(pick(info, [index]))) for index in range(0, N_FRAMES, 7)]
    assert all(
        same(frame, decoded[frame.index]) for frame in (*one_by_one, *pick(info, apart or [0]))
    )


@pytest.mark.parametrize("name", GOPS)
def test_a_table_sent_along_gives_the_same_frames_without_reading_the_file_for_one(
    name: str, straight
) -> None:
    info, decoded = straight(name)
    sent = pickle.loads(pickle.dumps(frame_table(info.path)))
    table_module._cached_table.cache_clear()
    picked = list(pick(info, [3, 21, 60], table=sent))
    assert all(same(frame, decoded[frame.index]) for frame in picked)
    assert len(picked) == 3
    assert table_module._cached_table.cache_info().misses == 0


@pytest.mark.parametrize("name", GOPS)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_shares_are_all_that_was_wanted_begun_behind_key_frames(name: str, n: int, straight):
    info, _ = straight(name)
    wanted = list(range(5, 85, 2))
    parts = shares(info, wanted, n)
    assert [index for part in parts for index in part] == wanted
    assert len(parts) <= n
    assert all(parts)
    if name == "h264_closed.mp4":
        assert [part[0] for part in parts] == {1: [5], 2: [5, 41], 3: [5, 41, 61]}[n]


def test_shares_of_nothing_are_empty(straight) -> None:
    assert shares(straight("h264_closed.mp4")[0], [], 2) == [[]]


def test_chunks_join_without_gap_or_overlap(straight) -> None:
    info, decoded = straight("h264_open.mp4")
    chunks = [list(frames(info, start=at, stop=at + 13)) for at in range(0, N_FRAMES, 13)]
    joined = [frame for chunk in chunks for frame in chunk]
    assert all(same(a, b) for a, b in zip(joined, decoded, strict=True))


def test_edit_list_hides_the_beginning(tmp_path: Path) -> None:
    """Phones trim without coding again: an edit list says which frames are shown."""
    whole = clip(tmp_path / "whole.mp4", 60, codec_options={"g": "20", "bf": "2"})
    data = bytearray(whole.read_bytes())
    at = data.index(b"elst")
    media_time = int.from_bytes(data[at + 16 : at + 20], "big")
    scale = 15360 // 30
    data[at + 16 : at + 20] = (media_time + 25 * scale).to_bytes(4, "big")
    trimmed = tmp_path / "trimmed.mp4"
    trimmed.write_bytes(bytes(data))
    info = probe(trimmed)
    decoded = list(frames(info))
    shown = [number_of(frame.image) for frame in decoded]
    assert shown == list(range(25, 25 + len(shown)))
    assert info.n_frames == len(decoded) == 35
    assert not info.truncated
    for start in (0, 1, 14, 15, 20, 34):
        part = list(frames(info, start=start))
        assert all(same(a, b) for a, b in zip(part, decoded[start:], strict=True))


def test_a_stream_that_starts_between_key_frames(tmp_path: Path) -> None:
    """Leading pictures whose references were cut away are not counted."""
    how = GOPS["hevc_open.mkv"]
    source = clip(tmp_path / "whole.mkv", 60, **how)
    started = tmp_path / "started.mkv"
    with av.open(str(source)) as given, av.open(str(started), "w") as taken:
        stream = given.streams.video[0]
        copy = taken.add_stream_from_template(stream)
        keys = 0
        for packet in given.demux(stream):
            keys += packet.is_keyframe and packet.size > 0
            if (keys >= 2 and packet.dts is not None) or (keys >= 2 and packet.pts is not None):
                packet.stream = copy
                taken.mux(packet)
    info = probe(started)
    decoded = list(frames(info))
    assert len(decoded) == info.n_frames
    assert [frame.index for frame in decoded] == list(range(info.n_frames))
    shown = [number_of(frame.image) for frame in decoded]
    assert shown == list(range(shown[0], 60))


def test_damage_keeps_the_indices_of_the_other_frames(tmp_path: Path) -> None:
    options = {"movflags": "+faststart"}
    path = clip(
        tmp_path / "hurt.mp4", 90, container_options=options, codec_options={"g": "15", "bf": "2"}
    )
    data = bytearray(path.read_bytes())
    at = int(len(data) * 0.5)
    data[at : at + 200] = np.random.default_rng(3).bytes(200)
    path.write_bytes(bytes(data))
    info = probe(path)
    decoded = {frame.index: frame for frame in frames(info)}
    late = list(frames(info, start=info.n_frames - 12, threads=1))
    assert all(same(frame, decoded[frame.index]) for frame in late)
    assert [number_of(frame.image) for frame in late] == list(range(78, 90))


def test_double_stamps_are_repaired_and_said(tmp_path: Path) -> None:
    pts = [0, 33, 67, 100, 133, 167, 167, 233, 267, 300, 333, 367]
    path = tmp_path / "double.mkv"
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 160, 96, "yuvj420p"
    encoder.time_base = Fraction(1, 1000)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuvj420p"
        for number, stamp in enumerate(pts):
            frame = av.VideoFrame.from_ndarray(numbered(number)).reformat(format="yuvj420p")
            frame.pts = number
            for packet in encoder.encode(frame):
                packet.pts = packet.dts = stamp
                packet.stream, packet.time_base = stream, Fraction(1, 1000)
                container.mux(packet)
    info = probe(path)
    decoded = list(frames(info))
    assert info.n_frames == 12
    assert info.repaired_time_stamps == 1
    assert [number_of(frame.image) for frame in decoded] == list(range(12))
    assert decoded[6].time_s == pytest.approx(0.2, abs=2e-3)
    assert [f.index for f in frames(info, start=5, stop=8)] == [5, 6, 7]


@pytest.mark.parametrize(("side", "size"), [(80, (48, 80)), (160, (96, 160)), (999, (96, 160))])
def test_scaling_limits_the_longer_side(tmp_path: Path, side: int, size: tuple[int, int]) -> None:
    info = probe(clip(tmp_path / "a.mp4", 5))
    decoded = list(frames(info, max_side_px=side))
    assert decoded[0].image.shape == (*size, 3)
    assert [number_of(frame.image) for frame in decoded] == list(range(5))


def test_scaling_a_turned_clip(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "phone.mp4", 5, rotation_ccw=-90))
    assert (info.width_px, info.height_px) == (96, 160)
    image = next(frames(info, max_side_px=80)).image
    assert image.shape == (80, 48, 3)
    assert image.flags.c_contiguous


def test_empty_stretches(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "a.mp4", 5))
    assert list(frames(info, start=3, stop=3)) == []
    assert list(frames(info, start=9)) == []
    assert list(pick(info, [])) == []


@pytest.mark.parametrize("indices", [[3, 2], [2, 2], [-1], [4, 5]])
def test_wrong_indices_are_refused(tmp_path: Path, indices: list[int]) -> None:
    info = probe(clip(tmp_path / "a.mp4", 5))
    with pytest.raises(ValueError, match="frame indices"):
        pick(info, indices)


def test_a_file_replaced_by_a_shorter_one_says_so_though_its_table_was_sent(
    tmp_path: Path,
) -> None:
    info = probe(clip(tmp_path / "a.mp4", 20))
    sent = frame_table(info.path)
    clip(tmp_path / "a.mp4", 5)
    with pytest.raises(UnreadableVideoError, match="has changed"):
        list(pick(info, range(20), table=sent))


def test_a_file_replaced_by_a_shorter_one_says_so(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "a.mp4", 20))
    clip(tmp_path / "a.mp4", 5)
    with pytest.raises(UnreadableVideoError, match="has changed"):
        list(frames(info))


def test_a_file_that_vanished_says_so(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "a.mp4", 5))
    info.path.unlink()
    with pytest.raises(UnreadableVideoError, match="does not exist"):
        next(frames(info))


def test_wrong_arguments_are_refused(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "a.mp4", 5))
    with pytest.raises(ValueError, match="count from 0"):
        frames(info, start=-1)
    with pytest.raises(ValueError, match="max_side_px"):
        frames(info, max_side_px=0)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="cannot count open files here")
def test_stopping_early_closes_the_file(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "a.mp4", 40))
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        for frame in frames(info, start=5):
            if frame.index == 7:
                break
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_table_knows_what_cannot_be_sought(straight) -> None:
    assert frame_table(straight("h264_open.mp4")[0].path).seekable
    assert not frame_table(straight("h264.avi")[0].path).seekable


def test_variable_stamps_come_with_their_frames(tmp_path: Path) -> None:
    pts = [0, 16, 33, 80, 90, 140, 150, 170, 333, 340]
    info = probe(clip(tmp_path / "v.mkv", 10, pts=pts, time_base=Fraction(1, 1000)))
    decoded = list(frames(info))
    assert [round(frame.time_s * 1000) for frame in decoded] == pts
    assert [number_of(frame.image) for frame in decoded] == list(range(10))


def test_picture_content_survives(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "a.mp4", 3, codec_options={"crf": "5"}))
    for frame in frames(info):
        assert np.abs(frame.image.astype(int) - numbered(frame.index)).mean() < 6


@pytest.mark.parametrize("max_side_px", [None, 80])
@pytest.mark.parametrize("rotation_ccw", [None, 90])
def test_grey_levels_beside_the_colours_are_those_given_alone(
    tmp_path: Path, rotation_ccw: int | None, max_side_px: int | None
) -> None:
    info = probe(clip(tmp_path / "phone.mp4", 8, rotation_ccw=rotation_ccw))
    wanted, spans = range(1, 8), ((0, 3), (5, 6))
    both = list(pick(info, wanted, max_side_px=max_side_px, with_grey=spans))
    coloured = list(pick(info, wanted, max_side_px=max_side_px))
    alone = list(pick(info, wanted, max_side_px=max_side_px, grey=True))
    assert [frame.index for frame in both if frame.grey is not None] == [1, 2, 5]
    for one, colours, grey in zip(both, coloured, alone, strict=True):
        np.testing.assert_array_equal(one.image, colours.image)
        if one.grey is not None:
            np.testing.assert_array_equal(one.grey, grey.image)


@pytest.mark.parametrize("rotation_ccw", [None, -90, 90, 180])
def test_grey_levels_are_those_of_the_coloured_picture(
    tmp_path: Path, rotation_ccw: int | None
) -> None:
    info = probe(clip(tmp_path / "phone.mp4", 6, rotation_ccw=rotation_ccw))
    wanted = [0, 2, 5]
    coloured, grey = list(pick(info, wanted)), list(pick(info, wanted, grey=True))
    assert [frame.index for frame in grey] == wanted
    for one, other in zip(coloured, grey, strict=True):
        assert other.image.shape == one.image.shape[:2]
        assert other.image.dtype == np.uint8
        luma = one.image @ np.array([0.299, 0.587, 0.114])
        assert np.corrcoef(luma.ravel(), other.image.ravel())[0, 1] > 0.98
