import numpy as np
import pytest

from form_analyzer.datatypes import Keypoint
from form_analyzer.errors import PoseModelError
from form_analyzer.pose.landmarker import Landmarker, landmark_columns
from form_analyzer.pose.model_file import ModelFile
from tests.pose.test_bundle import tiny_network


def test_keypoints_are_the_landmarks_of_the_same_name():
    columns = dict(zip(Keypoint, landmark_columns(), strict=True))
    assert columns[Keypoint.NOSE] == 0
    assert columns[Keypoint.LEFT_EAR] == 7
    assert columns[Keypoint.RIGHT_SHOULDER] == 12
    assert columns[Keypoint.LEFT_HIP] == 23
    assert columns[Keypoint.RIGHT_HEEL] == 30
    assert columns[Keypoint.LEFT_TOE] == 31
    assert columns[Keypoint.RIGHT_TOE] == 32
    assert len(set(columns.values())) == len(Keypoint)


def test_a_bundle_mediapipe_cannot_load_is_a_clear_error(tmp_path):
    path = tmp_path / "broken.task"
    path.write_bytes(tiny_network())
    with pytest.raises(PoseModelError, match="cannot load the pose model"):
        Landmarker(ModelFile("broken", path, "0"))


@pytest.mark.pose
@pytest.mark.parametrize("stills", [False, True])
def test_an_empty_picture_has_nobody(full_model, stills):
    with Landmarker(full_model, stills=stills) as landmarker:
        assert landmarker.find(np.full((120, 160, 3), 127, np.uint8)) == []


@pytest.mark.pose
def test_a_model_may_lie_in_a_folder_of_any_name(full_model, tmp_path):
    folder = tmp_path / "Läufer"
    folder.mkdir()
    path = folder / "mine.task"
    path.write_bytes(full_model.path.read_bytes())
    with Landmarker(ModelFile("mine", path, full_model.sha256)) as landmarker:
        assert landmarker.find(np.full((120, 160, 3), 127, np.uint8)) == []
