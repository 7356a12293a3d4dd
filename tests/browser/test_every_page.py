"""Every page, light and dark, wide and narrow: accessible, quiet, and within its width."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.accessibility import small_targets, violations
from tests.browser.conftest import NARROW, WIDE
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
PAGES = [
    "/", "/plan", "/about", "/v1/muscles", "/docs", "/ontology", "/browse", "/search?q=sciatic",
    "/v1/conditions/piriformis-syndrome", "/v1/muscles/gluteus-medius", "/v1/nerves/sciatic-nerve",
    "/v1/findings/buttock-pain", "/v1/treatments/piriformis-stretching", "/query",
    "/query?name=conditions-by-nerve&nerve=sciatic+nerve", "/v1/conditions/nobody-knows",
    "/explore", "/explore?of=piriformis-syndrome",
    "/explore?from=sciatic-nerve&to=lateral-hip", "/contrast",
    "/contrast?a=piriformis-syndrome&b=s1-radiculopathy", "/embed/graph?of=gluteus-medius&limit=12",
    "/v1/proofs/GKG_0004013.canHurtIn.GKG_0000010", "/v1/rules/F001",
    "/v1/sources", "/v1/sources/adams97", "/v1/claims", "/v1/claims/SF-A003",
]
NOTES = {
    "ranked": "34F left buttock pain worse with sitting, tingling back of left thigh, no fever",
    "red flag": "low back pain, saddle numbness, cannot pass urine, fever",
    "too little": "buttock pain",
}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Light or dark."""
    return request.param


@pytest.fixture(params=[WIDE, NARROW], ids=["1440", "390"])
def context(browser: Browser, site: str, scheme: str, request: pytest.FixtureRequest):
    """A profile for each look."""
    made = browser.new_context(base_url=site, viewport=request.param, color_scheme=scheme)
    yield made
    made.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_breaks_no_rule_of_accessibility(
    context: BrowserContext, watch: Watch, address: str
):
    watch.expected.add(404)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    assert violations(page) == []
    assert small_targets(page) == []
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0, f"{address} is {width} px wider than the window"


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_an_assessment_breaks_no_rule_of_accessibility_in_any_state(
    context: BrowserContext, watch: Watch, note: str
):
    page = context.new_page()
    page.goto("/")
    with page.expect_response("**/assess"):
        page.fill("#note", note)
    page.locator(".note-read").wait_for()
    for state in ("results", "proof", "plan"):
        if state == "proof":
            if note == NOTES["too little"]:
                break
            page.locator("button.why").first.click()
            page.locator("dialog[open] h1").wait_for()
        elif state == "plan":
            page.goto("/plan")
            page.locator(".carried").wait_for()
        assert violations(page) == [], state
        assert small_targets(page) == [], state
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{state} is {width} px wider than the window"
