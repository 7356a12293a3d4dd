"""How soon pages are painted, and a ranking after a finding is toggled."""

import json
import statistics
import urllib.parse
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from tests.bench.figures import Figure

PAINTS = 5
TOGGLES = 60
AT_FIRST = 5
PAGES = {"assess": "/", "explore": "/explore?of=piriformis-syndrome"}
FINDINGS = ("buttock-pain", "pain-growing-with-sitting-time", "gluteal-muscle-tenderness",
            "numbness-running-from-buttock-to-leg")
NOTE = "34F, 5/52 left buttock pain worse with sitting, tingling back of thigh, no fever"
_PAINTED = """() => new Promise((done) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) last = one.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(last), 500);
})"""
# The task after the frame that follows the change: it has been painted then.
_TOGGLED = """([name, value]) => new Promise((done) => {
  const results = document.querySelector('#results');
  const field = document.querySelector(`input[name="${name}"][value="${value}"]`);
  const started = performance.now();
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => done(performance.now() - started);
      port2.postMessage(0);
    });
  }).observe(results, {childList: true, characterData: true, subtree: true});
  field.click();
})"""


def paint_figures(browser: Browser, site: str) -> Iterator[Figure]:
    """Measure the largest contentful paint of the pages, each time in a new profile."""
    for name, address in PAGES.items():
        taken = []
        for _ in range(PAINTS):
            context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(address)
            taken.append(page.evaluate(_PAINTED))
            context.close()
        yield Figure(f"largest contentful paint, {name}", statistics.median(taken), "ms", 500.0,
                     f"{min(taken):.0f} to {max(taken):.0f} ms in {PAINTS} new profiles")


def toggle_figure(browser: Browser, site: str) -> Figure:
    """Measure the time from a click on a finding until the new ranking is painted."""
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    _open_case(page)
    taken = [page.evaluate(_TOGGLED, _toggle(n)) for n in range(AT_FIRST + TOGGLES)][AT_FIRST:]
    context.close()
    taken.sort()
    return Figure("finding toggled to ranking painted, p95", taken[int(0.95 * TOGGLES)], "ms",
                  100.0, f"median {statistics.median(taken):.0f} ms of {TOGGLES}")


def _toggle(n: int) -> list[str]:
    turn, finding = divmod(n, len(FINDINGS))
    return [f"status-{finding}", "present" if turn % 2 else "absent"]


def _open_case(page: Page) -> None:
    """Open the assess page as a tab has it that holds a case already."""
    fields = {"note": NOTE}
    for n, finding in enumerate(FINDINGS):
        fields |= {f"text-{n}": finding.replace("-", " "), f"concept-{n}": finding,
                   f"status-{n}": "present"}
    kept = {"steps": {"events": [urllib.parse.urlencode(fields)], "at": 1}, "band": ""}
    page.goto("/")
    page.evaluate("kept => sessionStorage.setItem('gluteal.presentation', kept)", json.dumps(kept))
    page.reload()
    page.locator(".condition").first.wait_for()
