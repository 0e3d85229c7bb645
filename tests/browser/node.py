"""Where the packages from npm lie that some browser tests need (see ``package.json``)."""

import os
from pathlib import Path

import pytest

from tests.browser.apps import ROOT


def node_package(name: str) -> Path:
    """Folder of an installed package; skips the test where it is not installed."""
    named = os.environ.get("NODE_MODULES")
    places = [Path(__file__).parent / "node_modules", ROOT / "node_modules"]
    for place in ([Path(named)] if named else []) + places:
        if (place / name).is_dir():
            return place / name
    pytest.skip(f"needs the npm package {name}: run 'npm install' in tests/browser")
