import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_analyzer.datatypes import N_KEYPOINTS, Keypoint, PoseTrack
from form_analyzer.pose.people import (
    MAX_PEOPLE,
    WHOLE_PICTURE,
    count_people,
    distinct,
    find_places,
    places_about,
    rank,
)


def box(x, height=0.5, y=0.5):
    return np.array([x - height / 6, y - height / 2, x + height / 6, y + height / 2])


def legs(height_px, stride_px, seen=1.0, n=100):
    """A standing figure whose ankles swing; hips at x = 0."""
    position = np.zeros((n, N_KEYPOINTS, 2))
    position[:, Keypoint.NOSE.column, 1] = -height_px
    swing = stride_px / 2 * np.sin(np.linspace(0, 20, n))
    position[:, Keypoint.LEFT_ANKLE.column, 0] = swing
    position[:, Keypoint.RIGHT_ANKLE.column, 0] = -swing
    position[int(seen * n) :] = np.nan
    return PoseTrack(
        time_s=np.arange(n) / 30,
        frame_index=np.arange(n),
        position_px=position,
        confidence=np.ones((n, N_KEYPOINTS)),
        world_m=np.zeros((n, N_KEYPOINTS, 3)),
        width_px=1280,
        height_px=720,
        model_name="full",
        model_sha256="0",
    )


def test_one_person_is_followed_in_the_whole_picture():
    stills = [[box(0.5)], [box(0.52)], [], [box(0.49)]]
    assert count_people(stills) == 1
    assert find_places(stills) == (WHOLE_PICTURE,)


@pytest.mark.parametrize("stills", [[], [[], []]])
def test_nobody_is_looked_for_in_the_whole_picture(stills):
    assert count_people(stills) == 0
    assert find_places(stills) == (WHOLE_PICTURE,)


def test_two_detections_of_one_body_are_one_person():
    assert len(distinct([box(0.5), box(0.51), box(0.8)])) == 2
    assert count_people([[box(0.5), box(0.505)]] * 3) == 1


def test_a_second_person_in_a_single_still_is_not_believed():
    assert count_people([[box(0.3)], [box(0.3), box(0.8)], [box(0.3)]]) == 1


def test_two_people_who_stay_get_a_region_each_around_them():
    stills = [[box(0.25 + d), box(0.75 - d)] for d in (0.0, 0.01, 0.02, 0.0)]
    places = find_places(stills)
    assert len(places) == 2
    assert places[0].others == (places[1].body,) and places[1].others == (places[0].body,)
    regions = sorted((place.around for place in places), key=lambda r: r.left)
    for region, x in zip(regions, (0.25, 0.75), strict=True):
        assert region.left < x - 0.2 and region.right > x + 0.2 - 0.02
        assert region.left < region.right and region.top < 0.2 and region.bottom > 0.8


def test_a_passer_by_gets_no_region_and_the_one_who_stays_does():
    stills = [[box(0.5), box(0.1 * k, height=0.3)] for k in range(1, 8) if k not in (4, 5, 6)]
    (place,) = find_places(stills)
    assert place.around.left < 0.5 < place.around.right
    assert place != WHOLE_PICTURE
    assert place.others == ()


def test_a_box_belongs_to_the_nearer_body():
    left, right = find_places([[box(0.4), box(0.6)]] * 3)
    assert left.holds(box(0.42)) and not left.holds(box(0.55))
    assert right.holds(box(0.55)) and not right.holds(box(0.42))
    assert WHOLE_PICTURE.holds(box(0.9))


def test_followed_people_get_places_about_all_but_the_slips():
    followed = np.array([box(0.4)] * 99 + [box(0.7)])
    runner, other = places_about([followed, np.array([box(0.75)] * 9)])
    np.testing.assert_allclose(runner.body.box, box(0.4))
    np.testing.assert_allclose(other.body.box, box(0.75))
    assert runner.others == (other.body,) and not runner.holds(box(0.7))
    assert places_about([]) == (WHOLE_PICTURE,)


def test_a_region_cuts_what_its_pixels_say():
    picture = np.arange(40 * 60 * 3).reshape(40, 60, 3).astype(np.uint8)
    (place,) = find_places(
        [[box(0.5, height=0.4)], [box(0.5, height=0.4), box(0.1, height=0.2)]] * 2
    )[:1]
    left, top, right, bottom = place.body.pixels(picture)
    assert (left, top, right, bottom) == (26, 12, 34, 28)
    assert np.array_equal(place.body.cut(picture), picture[12:28, 26:34])


def test_a_crowd_is_cut_to_the_most_that_are_followed():
    stills = [[box(0.08 + 0.12 * k, height=0.3) for k in range(7)]] * 4
    assert len(find_places(stills)) == MAX_PEOPLE


@given(st.lists(st.lists(st.floats(0.05, 0.95), max_size=4), max_size=8))
def test_regions_lie_within_the_picture(places):
    for place in find_places([[box(x) for x in still] for still in places]):
        region = place.around
        assert 0.0 <= region.left < region.right <= 1.0
        assert 0.0 <= region.top < region.bottom <= 1.0


def test_the_runner_comes_before_a_taller_bystander_and_a_smaller_runner():
    runner, bystander, far = legs(400, 200), legs(700, 8), legs(200, 100)
    hardly = legs(600, 300, seen=0.01)
    assert rank([bystander, hardly, far, runner]) == (runner, far, bystander, hardly)
