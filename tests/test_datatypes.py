"""What the types refuse, and that nothing in them can be changed."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from form_analyzer.datatypes import (
    N_KEYPOINTS,
    EditAction,
    EventEdit,
    EventKind,
    FootStrike,
    Joint,
    Keypoint,
    Measurement,
    Metric,
    PoseTrack,
    SceneInfo,
    Side,
    Unit,
)


def track(n=5):
    return PoseTrack(
        time_s=np.arange(n) / 30,
        frame_index=np.arange(n),
        position_px=np.zeros((n, N_KEYPOINTS, 2)),
        confidence=np.ones((n, N_KEYPOINTS)),
        world_m=np.zeros((n, N_KEYPOINTS, 3)),
        width_px=640,
        height_px=480,
        model_name="none",
        model_sha256="",
    )


def test_columns_follow_the_order_of_the_keypoints():
    assert [point.column for point in Keypoint] == list(range(N_KEYPOINTS))


def test_every_joint_lies_on_both_sides_and_on_no_third():
    for joint in Joint:
        assert joint.on(Side.LEFT) == f"left_{joint}"
        assert joint.on(Side.RIGHT) == f"right_{joint}"
        with pytest.raises(ValueError, match="name a side"):
            joint.on(Side.BOTH)


def test_the_other_side():
    assert [side.other for side in Side] == [Side.RIGHT, Side.LEFT, Side.BOTH]


def test_arrays_of_a_track_cannot_be_written():
    one = track()
    with pytest.raises(ValueError, match="read-only"):
        one.position_px[0] = 1
    with pytest.raises(FrozenInstanceError):
        one.width_px = 3


def test_a_track_refuses_a_wrong_shape_and_time_that_stands_still():
    with pytest.raises(ValueError, match="shape"):
        replace(track(), confidence=np.ones((4, N_KEYPOINTS)))
    with pytest.raises(ValueError, match="increase"):
        replace(track(), time_s=np.zeros(5))


def test_seen_is_false_where_nobody_was_found():
    one = track()
    position = one.position_px.copy()
    position[2] = np.nan
    assert replace(one, position_px=position).seen.tolist() == [True, True, False, True, True]


def measured(**changes):
    said = {"value": 3.0, "ci95": (2.0, 4.0), **changes}
    return Measurement(metric=Metric.CADENCE, side=Side.BOTH, unit=Unit.STEPS_PER_MINUTE, **said)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason_missing": "not seen"},
        {"value": None, "ci95": None},
        {"ci95": None},
        {"ci95": (3.5, 4.0)},
        {"value": float("nan")},
        {"value": float("inf")},
        {"value": None, "category": FootStrike.MIDFOOT},
    ],
)
def test_a_measurement_is_a_number_with_its_interval_or_missing_for_a_reason(wrong):
    with pytest.raises(ValueError, match="cadence"):
        measured(**wrong)


def test_a_missing_measurement_carries_its_reason():
    row = Measurement.missing(Metric.OVERSTRIDE, Side.LEFT, Unit.RATIO, "The feet are hidden.")
    assert row.is_missing
    assert (row.value, row.reason_missing) == (None, "The feet are hidden.")
    assert not measured().is_missing


def test_the_cameras_roll_comes_with_its_spread_or_a_reason():
    scene = {
        "camera_shift_px": 0.0,
        "camera_sway_px": 0.0,
        "camera_moves": False,
        "cut_frames": (),
        "repeated_frames_ratio": 0.0,
    }
    good = SceneInfo(camera_roll_deg=1.0, camera_roll_sd_deg=0.2, roll_reason_missing=None, **scene)
    assert good.camera_roll_deg == 1.0
    for roll, sd, reason in ((None, None, None), (1.0, 0.2, "why"), (1.0, None, None)):
        with pytest.raises(ValueError, match="roll"):
            SceneInfo(
                camera_roll_deg=roll, camera_roll_sd_deg=sd, roll_reason_missing=reason, **scene
            )


def test_edits_name_what_they_need():
    contact = {"kind": EventKind.INITIAL_CONTACT, "side": Side.LEFT}
    EventEdit(action=EditAction.MOVE, frame=3, to_frame=4, **contact)
    EventEdit(action=EditAction.SWAP_LEGS, frame=3, to_frame=9)
    for action, said in (
        (EditAction.MOVE, contact),
        (EditAction.ADD, {**contact, "to_frame": 3}),
        (EditAction.SWAP_LEGS, {}),
        (EditAction.SWAP_LEGS, {**contact, "to_frame": 5}),
        (EditAction.REMOVE, {}),
    ):
        with pytest.raises(ValueError, match=str(action)):
            EventEdit(action=action, frame=1, **said)


def test_a_camera_that_looks_up_leans_verticals_by_their_place():
    scene = SceneInfo(
        camera_roll_deg=-1.5,
        camera_roll_sd_deg=0.5,
        roll_reason_missing=None,
        camera_shift_px=0.0,
        camera_sway_px=0.0,
        camera_moves=False,
        cut_frames=(),
        repeated_frames_ratio=0.0,
        camera_convergence_deg=-4.0,
    )
    assert scene.roll_at(0.0) == -1.5
    assert scene.roll_at(-0.5) == pytest.approx(0.5)
    assert scene.roll_at(1.0) == pytest.approx(-5.5)
    judged_aside = replace(scene, camera_roll_place=0.5)
    assert judged_aside.roll_at(0.5) == -1.5
    assert judged_aside.roll_at(0.0) == pytest.approx(0.5)


def test_every_point_has_its_counterpart_on_the_other_side() -> None:
    assert Keypoint.NOSE.on_other_side is Keypoint.NOSE
    assert Keypoint.LEFT_TOE.on_other_side is Keypoint.RIGHT_TOE
    assert all(point.on_other_side.on_other_side is point for point in Keypoint)
