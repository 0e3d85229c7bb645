"""What the documents say is so: files exist, commands work, lists are complete."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from form_analyzer.cli import Exit, app
from form_analyzer.settings import load_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "form_analyzer" / "settings.py").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / folder / "README.md" for folder in ("benchmarks", "sample_videos")),
]


def links(page: Path) -> Iterator[str]:
    """Addresses of pictures and links on a page that lead into the project."""
    for address in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in address and not address.startswith("#"):
            yield address.split("#")[0]


def code_lines(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL):
        yield from (line.split("#")[0].strip() for line in block.splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    assert [a for a in links(page) if not (page.parent / a).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_make_target_named_exists(page):
    targets = {
        line.split()[1]
        for line in code_lines(page)
        if line.startswith("make ") and line.split()[1:]
    }
    known = set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE))
    assert targets <= known


def test_every_command_named_exists():
    told = set(re.findall(r"-m form_analyzer ([a-z]+(?: fetch)?)", README))
    told |= set(re.findall(r"`([a-z]+)`", README.split("## For coaches")[1].split("| ")[0]))
    runner = CliRunner()
    broken = [name for name in told if runner.invoke(app, [*name.split(), "--help"]).exit_code]
    assert "analyze" in told
    assert broken == []


def test_files_named_in_commands_exist():
    named = {
        word
        for line in code_lines(ROOT / "README.md")
        for word in line.split()
        if word.endswith((".txt", ".mp4", ".py")) and "=" not in word
    }
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_environment_variable_is_explained():
    known = set(re.findall(r"FORM_ANALYZER_[A-Z_]+[A-Z]", SETTINGS))
    table = set(re.findall(r"^\| `(FORM_ANALYZER_[A-Z_]+)`", README, flags=re.MULTILINE))
    assert table == known


def test_the_environment_decides_what_the_table_says(monkeypatch, tmp_path):
    monkeypatch.setenv("FORM_ANALYZER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("FORM_ANALYZER_DATA_DIR", str(tmp_path / "data"))
    settings = load_settings()
    assert settings.cache_dir == tmp_path / "cache"
    assert str(tmp_path / "data") in settings.database_url
    assert settings.dask_scheduler is None
    assert list(tmp_path.iterdir()) == []


def test_exit_codes_are_those_of_the_command():
    table = README.split("Exit code of")[1].split("\n\n")[0]
    assert {int(code) for code in re.findall(r"^\| (\d) \|", table, flags=re.MULTILINE)} == set(
        Exit
    )


def test_the_gate_runs_the_test_command_of_the_readme():
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in README
    assert re.search(r"^(?!#).*make test", gate, flags=re.MULTILINE)
    assert re.search(r"^(?!#).*make lint", gate, flags=re.MULTILINE)


def test_requirements_are_pinned_and_in_order():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith(("#", "-r "))]
        assert [p for p in packages if not re.fullmatch(r"[\w.\-\[\],]+==[\w.]+", p)] == []
        assert packages == sorted(packages, key=str.lower)


def test_one_build_of_opencv():
    names = re.findall(r"^opencv[\w-]*", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert names == ["opencv-contrib-python"]
