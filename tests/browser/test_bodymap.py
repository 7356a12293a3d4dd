"""The body map by pointer, by keyboard, with its list, and without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import Browser, Page, expect

from api import create_app
from api.pages import bodymap
from api.roles import ROLES
from kg.catalogue.catalogue import Catalogue
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import load_snapshot
from tests.api.standins import service
from tests.browser.accessibility import small_targets, violations
from tests.browser.conftest import NARROW, WIDE
from tests.browser.serving import serving

pytestmark = pytest.mark.browser
TEMPLATE = (Path(__file__).parent / "bodymap.html").read_text()


def _app(catalogue: Catalogue) -> Flask:
    app = create_app(service())

    @app.get("/bodymap")
    def _show() -> str:
        chosen = request.args.getlist("site")
        return render_template_string(
            TEMPLATE, regions=bodymap.regions(catalogue, chosen), figures=bodymap.FIGURES,
            chosen=chosen,
        )

    return app


@pytest.fixture(scope="module")
def demo(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that holds the map and nothing else."""
    folder = build_snapshot(root / "ontology" / "compiled", tmp_path_factory.mktemp("state"))
    snapshot = load_snapshot(folder)
    catalogue = Catalogue(snapshot.knowledge, snapshot.taxonomy)
    with pytest.MonkeyPatch.context() as patch, serving(_app(catalogue)) as address:
        patch.setitem(ROLES, "/bodymap", "anyone")
        yield address


@pytest.fixture
def site(demo: str) -> str:
    """The pages of this module."""
    return demo


@pytest.fixture
def body_map(page: Page) -> Page:
    """The page, loaded."""
    page.goto("/bodymap")
    expect(page.locator("gluteal-bodymap .figures")).to_be_visible()
    return page


def _shape(page: Page, name: str):
    return page.locator(f'[data-region][aria-label="{name}"]')


def _box(page: Page, value: str):
    return page.locator(f'input[name=site][value="{value}"]')


def test_pointing_names_a_region_and_a_click_checks_its_box_and_tells_it(body_map: Page):
    body_map.evaluate("""document.querySelector("gluteal-bodymap").addEventListener("change",
        (event) => { (globalThis.heard ??= []).push(event.target.value); })""")
    shape = _shape(body_map, "left posterior thigh")
    shape.hover()
    expect(body_map.locator(".pointed")).to_have_text("left posterior thigh")
    shape.click()
    expect(_box(body_map, "posterior-thigh@left")).to_be_checked()
    expect(shape).to_have_attribute("aria-checked", "true")
    assert body_map.evaluate("globalThis.heard") == ["posterior-thigh@left"]
    shape.click()
    expect(_box(body_map, "posterior-thigh@left")).not_to_be_checked()
    assert body_map.evaluate("globalThis.heard.length") == 2


def test_the_list_and_every_shape_of_a_place_say_the_same(body_map: Page):
    knees = _shape(body_map, "right knee")
    assert knees.count() == 2, "front and back"
    _box(body_map, "knee@right").check()
    for shape in knees.all():
        expect(shape).to_have_attribute("aria-checked", "true")
    body_map.get_by_role("button", name="Reset").click()
    for shape in knees.all():
        expect(shape).to_have_attribute("aria-checked", "false")


def test_the_keyboard_alone_reaches_moves_and_toggles(body_map: Page):
    body_map.locator("[data-region][tabindex='0']").focus()
    body_map.keyboard.press("ArrowDown")
    where = "document.activeElement.getAttribute('aria-label')"
    first = body_map.evaluate(where)
    for _ in range(3):
        body_map.keyboard.press("ArrowDown")
    low = body_map.evaluate(where)
    assert first != low
    body_map.keyboard.press("Space")
    expect(body_map.locator(":focus")).to_have_attribute("aria-checked", "true")
    checked = body_map.locator("input[name=site]:checked")
    assert checked.count() == 1
    assert body_map.locator("[data-region][tabindex='0']").count() == 1
    figure = "document.activeElement.ownerSVGElement.classList[1]"
    for key, end in (("ArrowUp", "back"), ("ArrowRight", "front"), ("ArrowDown", "soles")):
        for _ in range(14):
            body_map.keyboard.press(key)
        assert body_map.evaluate(figure) == end, f"{key} led to {body_map.evaluate(where)}"


def test_sides_are_the_patients_own(body_map: Page):
    """Seen from behind the left is on the left, from the front on the right."""
    def middle(figure: str) -> float:
        box = body_map.locator(f"svg.{figure} [data-region=knee][data-side=left]").bounding_box()
        whole = body_map.locator(f"svg.{figure}").bounding_box()
        return (box["x"] + box["width"] / 2 - whole["x"]) / whole["width"]

    assert middle("back") < 0.5 < middle("front")


@pytest.mark.parametrize("context", [NARROW], ids=["390"], indirect=True)
def test_a_narrow_window_shows_one_side_at_a_time(body_map: Page):
    back, front = body_map.locator("svg.back"), body_map.locator("svg.front")
    expect(back).to_be_visible()
    expect(front).to_be_hidden()
    assert back.bounding_box()["width"] >= 240
    body_map.get_by_role("button", name="Front").click()
    expect(front).to_be_visible()
    expect(back).to_be_hidden()
    body_map.locator("svg.front [tabindex='0']").focus()
    assert front.bounding_box()["width"] >= 240


def test_both_figures_are_large_enough(body_map: Page):
    for figure in ("back", "front"):
        assert body_map.locator(f"svg.{figure}").bounding_box()["width"] >= 240


def test_without_script_the_list_is_what_the_server_reads(browser: Browser, demo: str):
    context = browser.new_context(java_script_enabled=False, base_url=demo)
    page = context.new_page()
    page.goto("/bodymap")
    expect(page.locator("gluteal-bodymap .figures")).to_be_hidden()
    _box(page, "lower-buttock@left").check()
    _box(page, "sacral-region@midline").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#read")).to_have_text("sacral-region@midline lower-buttock@left")
    expect(_box(page, "lower-buttock@left")).to_be_checked()
    context.close()


@pytest.mark.parametrize("context", [WIDE, NARROW], ids=["1440", "390"], indirect=True)
def test_the_map_breaks_no_rule_of_accessibility(body_map: Page):
    _shape(body_map, "left posterior thigh").click()
    assert violations(body_map) == []
    assert small_targets(body_map) == []
    assert body_map.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
