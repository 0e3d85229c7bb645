"""The README's accuracy table, kept equal to the committed report."""

from pathlib import Path

from form_analyzer.validation.store import from_json
from form_analyzer.validation.text import BEGIN, END, readme_table


def update_readme(readme: Path, report: Path) -> bool:
    """Write the report's table between the README's markers; whether anything changed.

    Raises
    ------
    ValueError
        If the README lacks the markers or the report is damaged.
    """
    text = readme.read_text("utf-8")
    wanted = with_table(text, report.read_text("utf-8"))
    if wanted != text:
        readme.write_text(wanted, "utf-8")
    return wanted != text


def with_table(readme: str, report_json: str) -> str:
    """A README's text with the table of a report (as JSON) between its markers."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise ValueError(f"the README needs one {BEGIN} and one {END}")
    before, rest = readme.split(BEGIN)
    after = rest.split(END)[1]
    return before + readme_table(from_json(report_json)) + after
