"""What a clinician meets on a phone, on paper and far down a page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_assess import NOTE, RED, write

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
TOP = "one => { const {top, height} = one.getBoundingClientRect(); return [top, height > 0]; }"


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=["390"])
def test_red_flags_stay_in_sight_however_far_one_scrolls(page: Page):
    write(page, RED)
    strip = page.locator("gluteal-band .strip")
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight / 2)")
    expect(strip).to_contain_text("Emergency")
    expect(strip).to_contain_text("cauda equina syndrome")
    assert strip.evaluate(TOP) == [0, True]
    strip.click(position={"x": 20, "y": 20})
    expect(page.locator("gluteal-band [role=alert]")).to_be_in_viewport()


@pytest.mark.parametrize("context", [PHONE], indirect=True, ids=["390"])
def test_the_ranking_is_one_tap_from_the_note_on_a_phone(page: Page):
    page.goto("/")
    link = page.get_by_role("link", name="See the ranking")
    expect(link).to_be_hidden()
    write(page, NOTE)
    expect(link).to_be_in_viewport()
    first = page.locator(".condition h3").first.inner_text()
    expect(page.locator(".to-results")).to_contain_text(first)
    link.click()
    expect(page.locator(".condition").first).to_be_in_viewport()


@pytest.mark.parametrize("context", [NARROWEST], indirect=True, ids=["320"])
def test_pages_fit_the_narrowest_screen(page: Page):
    write(page, RED)
    assert page.evaluate(OVERFLOW) <= 0
    for address, shown in (("/plan", "table.plan"), ("/explore?of=sciatic-nerve", ".stage")):
        page.goto(address)
        page.locator(shown).first.wait_for()
        assert page.evaluate(OVERFLOW) <= 0, address


def test_with_a_script_one_field_adds_findings_and_without_one_there_are_lines(
    page: Page, browser: Browser, site: str
):
    page.goto("/")
    expect(page.locator("#add")).to_be_visible()
    expect(page.locator("#text-0")).to_be_hidden()
    with browser.new_context(base_url=site, java_script_enabled=False) as plain:
        bare = plain.new_page()
        bare.goto("/")
        expect(bare.locator("#add")).to_be_hidden()
        expect(bare.locator("#text-2")).to_be_visible()


def test_a_printed_assessment_holds_the_whole_note_and_no_empty_field(page: Page):
    long = "left buttock pain worse with sitting\n" * 30
    write(page, NOTE + "\n" + long)
    page.select_option("#sex", "female")
    page.emulate_media(media="print")
    area = page.locator("#note")
    assert area.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    expect(page.locator("#sex")).to_be_visible()
    for hidden in ("#age", "#setting", ".worded", "button.why", ".to-results", ".strip"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_a_printed_picture_is_whole(page: Page):
    page.goto("/explore?of=sciatic-nerve")
    page.set_viewport_size(PHONE)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    inside = page.locator("gluteal-graph .stage").evaluate(
        """stage => {
          const all = stage.getBoundingClientRect();
          return [...stage.querySelectorAll('.mark-shape, [aria-hidden] .name')].map(one => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left >= all.left && right <= all.right && top >= all.top && bottom <= all.bottom;
          });
        }""")
    assert len(inside) > 20
    assert all(inside)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("gluteal-graph .stage svg").get_attribute("viewBox") is None


def test_the_keyboard_skips_from_the_top_to_the_ranking(page: Page):
    write(page, NOTE)
    page.reload()
    page.locator(".condition").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the ranking")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = "document.activeElement.closest('[data-condition]') !== null"
    assert page.evaluate(focused)
    expect(page.get_by_label("Lasting for how many weeks")).to_be_visible()


def test_a_contradiction_that_is_mended_is_no_longer_complained_of(page: Page):
    page.goto("/")
    for wording in ("fever", "no fever"):
        page.fill("#add", wording)
        page.locator("#add-options [role=option]").first.wait_for()
        with page.expect_response("**/assess"):
            page.keyboard.press("Enter")
    alert = page.locator("[data-swap=alerts] [role=alert]")
    expect(alert).to_contain_text("contradict")
    expect(page.locator("[aria-invalid]").first).to_be_visible()
    page.fill("#text-1", "night sweats")
    expect(alert).to_have_count(0)
    expect(page.locator("[aria-invalid], .fault")).to_have_count(0)
