"""The README says what the committed report found."""

from pathlib import Path

from form_analyzer.validation.readme import with_table
from form_analyzer.validation.store import from_json, to_json

ROOT = Path(__file__).parent.parent.parent


def test_the_readmes_table_is_that_of_the_committed_report():
    readme = (ROOT / "README.md").read_text("utf-8")
    report = (ROOT / "docs" / "accuracy.json").read_text("utf-8")
    assert with_table(readme, report) == readme


def test_the_committed_report_is_whole():
    text = (ROOT / "docs" / "accuracy.json").read_text("utf-8")
    report = from_json(text)
    assert to_json(report) == text
    names = {condition.name for condition in report.conditions}
    assert {"25 fps", "30 fps", "60 fps", "240 fps played at 30"} <= names
    assert report.targets
