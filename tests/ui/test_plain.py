"""Names are shown as they are written."""

import pytest

from form_analyzer.storage.records import AthleteDetails
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.plain import plain
from tests.ui.worlds import open_page


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("IMG_1.mp4", r"IMG\_1.mp4"),
        ("*Ann* [x]", r"\*Ann\* \[x\]"),
        ("a\\b $1$ :red[x]", r"a\\b \$1\$ \:red\[x\]"),
    ],
)
def test_signs_of_markdown_are_escaped(text: str, written: str) -> None:
    assert plain(text) == written


def test_an_athletes_name_is_no_markdown(season: SeasonService) -> None:
    ann = season.athletes.add(AthleteDetails(name="Ann *Star*"))
    assert open_page("athletes", athlete=ann.id).title[0].value == r"Ann \*Star\*"
