import pytest

from form_analyzer.datatypes import Analysis, Facing, Frame, PoseTrack, Side
from tests.analyses import troubled_analysis
from tests.stick_runner import events, stick_frames, stick_track


@pytest.fixture(scope="session")
def track() -> PoseTrack:
    return stick_track(n_frames=180, frame_rate_hz=60.0, stride_time_s=0.76)


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """The stick-figure runner's analysis: upright camera, level belt, real time."""
    from dataclasses import replace

    from form_analyzer.datatypes import TimeScale, TimeScaleSource

    made = troubled_analysis()
    return replace(
        made,
        events=events(
            n_strides=4, stride_time_s=0.76, contact_s=0.26, frame_rate_hz=60.0, near=Side.LEFT
        ),
        view=replace(made.view, facing=Facing.LEFT, camera_roll_deg=0.0, belt_angle_deg=0.0),
        time_scale=TimeScale(value=1.0, source=TimeScaleSource.FILE),
    )


@pytest.fixture(scope="session")
def frames(track: PoseTrack) -> list[Frame]:
    return list(stick_frames(track))
