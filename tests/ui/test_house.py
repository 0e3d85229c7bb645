"""Rules of this room: services know nothing of Streamlit, pages and the entry stay thin."""

import ast
from pathlib import Path

import form_analyzer.ui

ROOM = Path(form_analyzer.ui.__file__).parent
LONGEST_PAGE = 50


def _imports(source: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_services_know_nothing_of_streamlit() -> None:
    for source in (ROOM / "services").glob("*.py"):
        outside = {name for name in _imports(source) if name.split(".")[0] == "streamlit"}
        above = {
            n for n in _imports(source) if n.startswith("form_analyzer.ui.") and "services" not in n
        }
        assert not outside | above, source.name


def test_pages_are_thin_and_the_entry_holds_no_logic() -> None:
    for source in (ROOM / "pages").glob("*.py"):
        assert len(source.read_text("utf-8").splitlines()) <= LONGEST_PAGE, source.name
    app = (ROOM.parents[1] / "app.py").read_text("utf-8")
    assert len(app.splitlines()) < 40
    kinds = {type(node) for node in ast.parse(app).body}
    assert kinds <= {ast.Expr, ast.ImportFrom}
