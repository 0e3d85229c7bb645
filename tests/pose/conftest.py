import pytest

from form_analyzer.errors import PoseModelError
from form_analyzer.pose.models import ensure_model
from form_analyzer.settings import load_settings


@pytest.fixture(scope="session")
def full_model():
    try:
        return ensure_model("full", load_settings())
    except PoseModelError as error:
        pytest.skip(f"the pose model is not at hand: {error}")
