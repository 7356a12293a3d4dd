"""Moving and zooming the picture by pointer, wheel and fingers."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import NARROW

pytestmark = pytest.mark.browser
START = "/explore?of=piriformis-syndrome&limit=20"
PIRIFORMIS = '[data-node="GKG:0000105"]'


@pytest.fixture
def opened(page: Page) -> Page:
    """The explorer with a picture drawn."""
    page.goto(START)
    page.wait_for_selector("gluteal-graph.ready .node")
    return page


def middle(one: Locator) -> tuple[float, float]:
    """Return where the middle of an element is in the window, in pixels."""
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def mark(page: Page) -> Locator:
    """Return the mark of the entity that the picture began with."""
    return page.locator(f"{PIRIFORMIS} .mark-shape")


def scale(page: Page) -> float:
    """Return how much the picture is scaled."""
    found = re.search(r"scale\(([\d.]+)", page.locator(".everything").get_attribute("transform"))
    assert found is not None
    return float(found[1])


def near(one: tuple[float, float], other: tuple[float, float], within: float = 2) -> bool:
    """Tell whether two points are the same within some pixels."""
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def test_a_drag_moves_the_picture_and_is_no_click(opened: Page):
    x, y = middle(mark(opened))
    before = scale(opened)
    opened.mouse.move(x, y)
    opened.mouse.down()
    opened.mouse.move(x - 60, y + 25, steps=6)
    # A hand that leaves the picture still holds it.
    opened.mouse.move(x - 60, 5, steps=3)
    opened.mouse.move(x - 100, y + 40, steps=3)
    opened.mouse.up()
    assert near(middle(mark(opened)), (x - 100, y + 40))
    assert scale(opened) == before
    expect(opened.locator(".side")).to_be_hidden()
    opened.mouse.move(x, y)
    assert near(middle(mark(opened)), (x - 100, y + 40)), "the picture follows nobody's hand"
    mark(opened).click()
    expect(opened.locator(".side")).to_be_visible()


def test_the_wheel_scrolls_the_page_and_zooms_about_the_pointer_when_asked_to(opened: Page):
    x, y = middle(mark(opened))
    before = scale(opened)
    opened.mouse.move(x, y)
    opened.mouse.wheel(0, 120)
    opened.evaluate("new Promise((done) => scrollY ? done()"
                    " : addEventListener('scroll', () => done(), {once: true}))")
    assert scale(opened) == before
    x, y = middle(mark(opened))
    opened.mouse.move(x, y)
    opened.keyboard.down("Control")
    opened.mouse.wheel(0, -40)
    expect(opened.locator(".everything")).not_to_have_attribute(
        "transform", f"scale({before:g})")
    opened.keyboard.up("Control")
    assert scale(opened) > before * 1.2
    assert near(middle(mark(opened)), (x, y)), "what is under the pointer stays there"


class Fingers:
    """Fingers on the screen, of which the browser remembers where they were."""

    def __init__(self, page: Page) -> None:
        """Touch ``page``."""
        self._session = page.context.new_cdp_session(page)

    def __call__(self, kind: str, *points: tuple[float, float]) -> None:
        """Let ``kind`` ("touchStart", "touchMove", "touchEnd") happen at ``points``."""
        touched = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})


def test_two_fingers_zoom_and_one_moves_the_picture(browser: Browser, site: str):
    context = browser.new_context(base_url=site, viewport=NARROW, has_touch=True)
    page = context.new_page()
    page.goto(START)
    page.wait_for_selector("gluteal-graph.ready .node")
    page.locator(".stage").scroll_into_view_if_needed()
    touch, (x, y) = Fingers(page), middle(page.locator(".stage"))
    before, places = scale(page), middle(mark(page))
    touch("touchStart", (x, y))
    for step in range(1, 6):
        touch("touchMove", (x + 8 * step, y - 6 * step))
    touch("touchEnd")
    assert near(middle(mark(page)), (places[0] + 40, places[1] - 30))
    assert scale(page) == before
    touch("touchStart", (x - 40, y), (x + 40, y))
    for step in range(1, 6):
        touch("touchMove", (x - 40 - 8 * step, y), (x + 40 + 8 * step, y))
    touch("touchEnd")
    assert scale(page) == pytest.approx(2 * before, rel=0.05)
    assert page.evaluate("visualViewport.scale") == 1, "the page itself stays as it is"
    context.close()
