"""What axe finds in a page with every rule on, and targets that are too small to hit."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Rules that axe leaves off by default are on, too.
_EVERY_RULE = """() => Object.fromEntries(
  axe.getRules().map((rule) => [rule.ruleId, {enabled: true}]))"""
_SMALL = """() => [...document.querySelectorAll(
    'button, input:not([type=hidden]), select, textarea, summary, [role=option], .chip')]
  .filter((element) => element.checkVisibility({visibilityProperty: true}))
  .filter((element) => !element.closest('.hidden'))
  .map((element) => [element, (element.closest('label') ?? element).getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([element, box]) => `${element.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong in ``page``, one line a rule and place."""
    axe = Axe()
    page.evaluate(axe.axe_script)
    rules: dict[str, Any] = page.evaluate(_EVERY_RULE)
    found = axe.run(page, options={"rules": rules}).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for fault in found for node in fault["nodes"]
    ]


def small_targets(page: Page) -> list[str]:
    """Return the controls of ``page`` that are narrower or lower than 24 px."""
    found: list[str] = page.evaluate(_SMALL)
    return found
