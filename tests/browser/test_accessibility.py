"""Axe finds no serious fault of ours on any page, in light and dark."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from form_analyzer.ui.pages import PAGES
from tests.browser.apps import ROOT, App
from tests.ui.worlds import World

pytestmark = pytest.mark.browser

_RUN = """async () => {
  const options = { resultTypes: ["violations"] };
  const found = await axe.run(document, options);
  return found.violations
    .filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | "));
}"""


def _axe() -> Path:
    for place in filter(None, (os.environ.get("NODE_MODULES"), str(ROOT / "node_modules"))):
        script = Path(place) / "axe-core" / "axe.min.js"
        if script.exists():
            return script
    pytest.skip("needs the npm package axe-core, in node_modules or named by NODE_MODULES")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, app: App, world: World, scheme: str) -> None:
    script = _axe()
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1400, "height": 900})
    context.set_default_timeout(120_000)
    page, found = context.new_page(), {}
    for route in PAGES:
        app.open(page, route.key)
        page.add_script_tag(path=script)
        found[route.key] = page.evaluate(_RUN)
    context.close()
    assert not {key: faults for key, faults in found.items() if faults}
