from typing import ClassVar

import pytest

from form_analyzer.errors import UnreadableVideoError
from form_analyzer.pose.source import FrameSource, working_side_px
from tests.pose.pictures import FailingReader, GreyReader, video_info


class CountingReader(GreyReader):
    opened: ClassVar[list[int]] = []

    def __call__(self, indices, /, *, max_side_px):
        self.opened.append(next(iter(indices)))
        return super().__call__(indices, max_side_px=max_side_px)


@pytest.fixture
def opened():
    CountingReader.opened = []
    return CountingReader.opened


@pytest.fixture(params=[True, False])
def ahead(request):
    return request.param


def indices(source, start, stop):
    return [frame.index for frame in source.frames(start, stop)]


def test_neighbouring_ranges_are_read_in_one_go_with_their_overlap(opened, ahead):
    source = FrameSource(CountingReader(100), video_info(100), 1, keep=4, ahead=ahead)
    assert indices(source, 0, 30) == list(range(30))
    assert indices(source, 26, 60) == list(range(26, 60))
    assert opened == [0]
    source.close()


def test_a_range_elsewhere_seeks(opened, ahead):
    source = FrameSource(CountingReader(100), video_info(100), 1, keep=4, ahead=ahead)
    assert indices(source, 50, 60) == list(range(50, 60))
    assert indices(source, 10, 20) == list(range(10, 20))
    assert indices(source, 12, 22) == list(range(12, 22))
    assert opened == [50, 10, 12]
    source.close()


def test_every_third_frame_whatever_the_start(ahead):
    source = FrameSource(GreyReader(100), video_info(100), 3, keep=4, ahead=ahead)
    assert indices(source, 10, 30) == [12, 15, 18, 21, 24, 27]
    assert indices(source, 30, 40) == [30, 33, 36, 39]
    source.close()


def test_missing_frames_are_left_out_and_an_early_end_ends(ahead):
    source = FrameSource(
        GreyReader(20, frozenset({3, 4, 9})), video_info(40), 1, keep=4, ahead=ahead
    )
    assert indices(source, 0, 10) == [0, 1, 2, 5, 6, 7, 8]
    assert indices(source, 6, 30) == [6, 7, 8, *range(10, 20)]
    assert indices(source, 30, 40) == []
    source.close()


def test_an_error_of_the_reader_reaches_the_caller(ahead):
    source = FrameSource(FailingReader(), video_info(10), 1, keep=4, ahead=ahead)
    with pytest.raises(UnreadableVideoError):
        indices(source, 0, 10)
    source.close()


def test_decoding_stays_only_a_few_frames_ahead(ahead):
    taken = []

    def reader(wanted, /, *, max_side_px):
        for frame in GreyReader(1000)(wanted, max_side_px=max_side_px):
            taken.append(frame.index)
            yield frame

    source = FrameSource(reader, video_info(1000), 1, keep=4, ahead=ahead)
    assert indices(source, 0, 5) == [0, 1, 2, 3, 4]
    source.close()
    assert len(taken) < 25


@pytest.mark.parametrize("longest", [1, 340, 1280, 1599])
def test_moderate_pictures_are_read_as_they_are(longest):
    assert working_side_px(longest) is None


@pytest.mark.parametrize(("longest", "side"), [(1600, 800), (1920, 960), (2560, 1280), (3840, 960)])
def test_larger_pictures_are_read_smaller(longest, side):
    assert working_side_px(longest) == side
