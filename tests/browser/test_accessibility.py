"""Axe finds no serious fault of ours on any page, in light and dark."""

import pytest
from playwright.sync_api import Browser

from form_analyzer.ui.pages import PAGES
from tests.browser.apps import App
from tests.browser.node import node_package
from tests.ui.worlds import World

pytestmark = pytest.mark.browser

_RUN = """async () => {
  const options = { resultTypes: ["violations"] };
  const found = await axe.run(document, options);
  return found.violations
    .filter(v => ["serious", "critical"].includes(v.impact))
    .map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | "));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, app: App, world: World, scheme: str) -> None:
    script = node_package("axe-core") / "axe.min.js"
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1400, "height": 900})
    context.set_default_timeout(120_000)
    page, found = context.new_page(), {}
    for route in PAGES:
        app.open(page, route.key)
        page.add_script_tag(path=script)
        found[route.key] = page.evaluate(_RUN)
    context.close()
    assert not {key: faults for key, faults in found.items() if faults}
