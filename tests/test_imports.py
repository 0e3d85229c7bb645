"""The house rules that a machine can keep: who imports whom, and that importing does nothing."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "form_analyzer"

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"datatypes", "errors", "settings", "geometry", "whole_file"}),
    frozenset({"signals"}),
    frozenset(
        {"video", "pose", "tracks", "gait", "metrics", "guide", "quality", "shoe", "synthetic"}
    ),
    frozenset({"report", "overlay", "storage", "comparison"}),
    frozenset({"examine", "anytime"}),
    frozenset({"pipeline"}),
    frozenset({"jobs", "outputs", "validation"}),
    frozenset({"ui", "cli", "cli_season"}),
    frozenset({"__main__"}),
)
"""From the ground up; a room imports from the layers below its own."""
NEIGHBOURS_MAY_MEET = (LAYERS[0], *LAYERS[3:])
"""In these layers rooms may also import one another; stages never do."""

HOMES = {
    "mediapipe": {"pose"},
    "flatbuffers": {"pose"},
    "av": {"video"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "fsspec": {"storage"},
    "s3fs": {"storage"},
    "streamlit": {"ui"},
    "dask": {"jobs"},
    "distributed": {"jobs"},
    "altair": {"report"},
    "vl_convert": {"report"},
    "fpdf": {"report"},
    "jinja2": {"report"},
    "typer": {"cli", "cli_season"},
}
"""The only rooms that may import each foreign library."""


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(source: Path) -> str:
    return source.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(source: Path) -> Iterator[str]:
    """Full names of the modules a file imports, inside functions as well."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source}: relative import"
            assert node.module is not None
            whole = node.module == "form_analyzer"
            yield from (f"{node.module}.{a.name}" for a in node.names) if whole else [node.module]


def layer_of(room: str) -> int:
    found = [number for number, layer in enumerate(LAYERS) if room in layer]
    assert found, f"room {room!r} is in no layer: decide where it belongs"
    return found[0]


def may_import(room: str, other: str) -> bool:
    here, there = layer_of(room), layer_of(other)
    return there < here or (there == here and LAYERS[here] in NEIGHBOURS_MAY_MEET)


def by_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_point_downwards():
    wrong = []
    for source in sources():
        room = room_of(source)
        for name in imported(source):
            parts = name.split(".")
            if parts[0] != "form_analyzer" or parts[1] in (room, "__version__"):
                continue
            if room == "__init__" or not may_import(room, parts[1]):
                wrong.append(f"{by_name(source)} imports {name}")
    assert wrong == []


def test_base_modules_meet_only_where_they_must():
    allowed = {("geometry", "datatypes"), ("settings", "errors")}
    found = {
        (room_of(source), name.split(".")[1])
        for source in sources()
        if room_of(source) in LAYERS[0]
        for name in imported(source)
        if name.startswith("form_analyzer.") and name.split(".")[1] != room_of(source)
    }
    assert found <= allowed


def test_foreign_libraries_stop_at_the_door():
    wrong = [
        f"{by_name(source)} imports {name}"
        for source in sources()
        for name in imported(source)
        if room_of(source) not in HOMES.get(name.split(".")[0], {room_of(source)})
    ]
    assert wrong == []


def test_the_app_page_only_sets_up():
    tops = {name.split(".")[0] for name in imported(ROOT / "app.py")}
    assert tops <= {"streamlit", "form_analyzer", "pathlib", "os", "sys"}
    rooms = {n.split(".")[1] for n in imported(ROOT / "app.py") if n.startswith("form_analyzer.")}
    assert rooms <= {"ui"}
    assert len((ROOT / "app.py").read_text().splitlines()) < 40


def test_no_package_does_anything_when_opened():
    """``__init__`` modules hold a docstring, imports, names and definitions only."""
    quiet = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.FunctionDef
    wrong = [
        f"{by_name(source)}:{node.lineno}"
        for source in PACKAGE.rglob("__init__.py")
        for node in ast.parse(source.read_text(encoding="utf-8")).body
        if not isinstance(node, quiet) and not is_text(node)
    ]
    assert wrong == []


def is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_script(source: Path) -> bool:
    """Files that are run, not imported, by Python or by Streamlit or Alembic."""
    path = source.relative_to(PACKAGE).as_posix()
    return source.name == "__main__.py" or path.startswith(("ui/pages/", "storage/migrations/"))


JOINING = ("app.add_typer(", "mount(")


def test_no_module_acts_at_its_top_level():
    """No bare calls, loops or ``with`` at module level; command groups may be put together."""
    wrong = []
    for source in sources():
        if is_script(source):
            continue
        for node in ast.parse(source.read_text(encoding="utf-8")).body:
            joins = room_of(source) == "cli" and ast.unparse(node).startswith(JOINING)
            acts = isinstance(node, ast.For | ast.While | ast.With | ast.Try)
            calls = isinstance(node, ast.Expr) and not is_text(node)
            if (acts or calls) and not joins:
                wrong.append(f"{by_name(source)}:{node.lineno}")
    assert wrong == []


WATCH = """
import importlib, json, logging, os, sys, threading
seen = []
def hook(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        written = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if written and "__pycache__" not in str(path):
            seen.append(f"opens {path} for writing")
    elif event in ("os.mkdir", "subprocess.Popen", "socket.connect", "os.remove"):
        seen.append(f"{event} {arguments[0]!r}")
names = json.loads(sys.argv[1])
sys.addaudithook(hook)
for name in names:
    before = (len(logging.root.handlers), logging.root.level, threading.active_count())
    del seen[:]
    importlib.import_module(name)
    after = (len(logging.root.handlers), logging.root.level, threading.active_count())
    if before != after:
        print(f"{name} changes handlers, level or threads: {before} -> {after}")
    for line in seen:
        print(name, line)
"""


def module_names() -> list[str]:
    """Every importable module below the command line and the pages."""
    rooms = {"ui", "cli", "__main__"}
    return [
        ".".join(source.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for source in sources()
        if room_of(source) not in rooms and not is_script(source)
    ]


def run(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_does_nothing():
    """No file, folder, process, connection, thread or logging set-up comes from an import."""
    assert run(WATCH, json.dumps(module_names())) == ""


HEAVY = [
    *("numpy", "scipy", "cv2", "av", "mediapipe", "sqlalchemy", "alembic", "streamlit", "altair"),
    *("dask", "distributed", "pandas", "matplotlib", "fpdf", "rich", "jinja2", "PIL"),
]


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"], ["--version"]])
def test_help_loads_no_heavy_library(arguments):
    code = (
        "import sys, runpy\n"
        "sys.argv = ['form_analyzer', *sys.argv[1:]]\n"
        "try:\n"
        "    runpy.run_module('form_analyzer', run_name='__main__')\n"
        "except SystemExit as done:\n"
        "    assert done.code == 0, done.code\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    assert run(code, *arguments).splitlines()[-1] == "LOADED []"
