import numpy as np

from form_analyzer.datatypes import CameraPath
from form_analyzer.tracks.steadied import as_filmed, steadied
from tests.clips import runner_clip


def turned_and_shifted(n: int) -> CameraPath:
    """Each picture turned by a little more than the one before, zoomed and shifted."""
    angle, zoom = np.radians(np.linspace(-1.0, 2.0, n)), 1.02
    matrix = np.empty((n, 2, 3))
    matrix[:, 0] = np.stack([zoom * np.cos(angle), -zoom * np.sin(angle), np.full(n, 7.0)], axis=1)
    matrix[:, 1] = np.stack([zoom * np.sin(angle), zoom * np.cos(angle), np.arange(n)], axis=1)
    return CameraPath(frame_index=np.arange(n), matrix=matrix)


def test_every_place_goes_where_its_frames_matrix_says():
    track = runner_clip().track
    path = turned_and_shifted(len(track.time_s))
    found = steadied(track, path)
    for row in (0, 17, len(track.time_s) - 1):
        wide = np.column_stack([track.position_px[row], np.ones(track.position_px.shape[1])])
        np.testing.assert_allclose(found.position_px[row], wide @ path.matrix[row].T)
    np.testing.assert_array_equal(found.confidence, track.confidence)


def test_back_in_the_pictures_it_is_where_it_was():
    track = runner_clip().track
    path = turned_and_shifted(len(track.time_s))
    back = as_filmed(steadied(track, path), path)
    np.testing.assert_allclose(back.position_px, track.position_px, atol=1e-8)


def test_frames_the_camera_was_lost_in_are_missing():
    track = runner_clip().track
    n = len(track.time_s)
    whole = turned_and_shifted(n)
    matrix = whole.matrix.copy()
    matrix[5] = np.nan
    path = CameraPath(frame_index=np.arange(n - 3), matrix=matrix[:-3])
    found = steadied(track, path)
    lost = ~track.seen
    lost[[5, n - 3, n - 2, n - 1]] = True
    np.testing.assert_array_equal(~found.seen, lost)
    assert (found.confidence[lost] == 0).all()
    back = as_filmed(found, path)
    np.testing.assert_allclose(back.position_px[~lost], track.position_px[~lost], atol=1e-8)


def test_without_a_path_nothing_is_touched():
    track = runner_clip().track
    assert steadied(track, None) is track
    assert as_filmed(track, None) is track
