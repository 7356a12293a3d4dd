"""A whole assessment in a browser: by pointer, by keyboard alone, and without JavaScript."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
NOTE = "34F left buttock pain worse with sitting, tingling back of left thigh, no fever"
RED = "low back pain, saddle numbness, cannot pass urine"
KEY = "gluteal.presentation"


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page without JavaScript."""
    made = browser.new_context(base_url=site, java_script_enabled=False)
    made.set_default_timeout(15_000)
    watching = Watch(made, site)
    yield made.new_page()
    made.close()
    assert watching.faults == []


def ranked(page: Page) -> list[str]:
    """Return what the page ranks, in its order."""
    return page.locator("[data-condition]").evaluate_all(
        "found => found.map(one => one.dataset.condition)")


def write(page: Page, text: str) -> None:
    """Write a note into an assessment and wait until it is ranked."""
    page.goto("/")
    with page.expect_response("**/assess"):
        page.fill("#note", text)
    page.locator(".condition").first.wait_for()


def test_a_whole_assessment_without_javascript(plain: Page):
    plain.goto("/")
    plain.fill("#age", "34")
    plain.select_option("#sex", "female")
    plain.fill("#note", NOTE)
    plain.fill("#text-0", "FAIR test positive")
    plain.check("input[name=site][value='buttock@left']")
    plain.click("button.primary")
    first = ranked(plain)[0]
    expect(plain.locator("#note")).to_have_value(NOTE)
    expect(plain.locator(".note-read mark").first).to_be_visible()
    plain.locator(".question .choice.absent").first.click()
    plain.click("text=Rank with these answers")
    expect(plain.locator("[name=concept-1]")).to_have_count(1)
    plain.locator(f"[data-condition='{first}'] button.why").click()
    expect(plain.locator("h1")).to_contain_text("Why")
    expect(plain.locator(".mark.entered").first).to_be_visible()
    plain.click("text=Back to the assessment")
    expect(plain.locator("#note")).to_have_value(NOTE)
    plain.click("button[formaction='/plan']")
    expect(plain.locator("h1")).to_have_text("Plan")
    plain.click("text=Back to the assessment")
    plain.click("text=Clear this patient")
    expect(plain.locator("#note")).to_have_value("")


def test_a_whole_assessment_by_keyboard_alone(page: Page):
    page.goto("/")
    keys = page.keyboard

    def to(selector: str) -> None:
        for _ in range(120):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the Tab key never reaches {selector}")

    to("#age")
    keys.type("34")
    to("#note")
    keys.type("left buttock pain worse with sitting, tingling back of left thigh")
    page.locator(".condition").first.wait_for()
    to("#add")
    keys.type("night sw")
    page.locator("#add-options [role=option]").first.wait_for()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("[name=concept-0]")).to_have_value("night-sweats")
    expect(page.locator("#add")).to_be_focused()
    to("[name=status-0]")
    keys.press("ArrowRight")
    expect(page.locator("[name=status-0][value=absent]")).to_be_checked()
    to("gluteal-bodymap [role=checkbox]")
    keys.press("Space")
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    to("button.why")
    keys.press("Enter")
    expect(page.locator("dialog[open] h1")).to_contain_text("Why")
    keys.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("button.why").first).to_be_focused()


def test_a_chip_opens_its_proof_with_what_it_rests_on(page: Page):
    write(page, NOTE)
    chip = page.locator("button.chip.for").first
    slug = (chip.get_attribute("value") or "").split(":")[1]
    chip.click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("tr.asked-for")).to_have_count(1)
    expect(dialog.locator(f"a[href='/explore?of={slug}']")).to_have_count(1)
    dialog.get_by_role("button", name="Close").click()
    expect(chip).to_be_focused()


def test_a_proof_is_saved_from_the_dialog_and_from_its_page(
    page: Page, plain: Page, downloads: Path
):
    write(page, NOTE)
    page.locator("button.why").first.click()
    plain.goto("/")
    plain.fill("#note", NOTE)
    plain.click("button.primary")
    plain.locator("button.why").first.click()
    saved = []
    for shown in (page.locator("dialog[open]"), plain.locator("article.proof")):
        for name in ("JSON", "Turtle"):
            with shown.page.expect_download() as started:
                shown.get_by_role("button", name=f"Save as {name}").click()
            file = downloads / started.value.suggested_filename
            started.value.save_as(file)
            saved.append((file.name, file.read_bytes()))
    assert saved[:2] == saved[2:]
    assert json.loads(dict(saved)["proof.json"])["proof"]["premises"]
    assert b"gluteal:entered" in dict(saved)["proof.ttl"]
    expect(page.locator("dialog[open]")).to_be_visible()
    assert page.url.endswith("/")


def test_a_composed_mention_is_taken_back_and_the_step_undone(page: Page):
    write(page, NOTE)
    asked = page.locator(".corrections .question", has_text="paresthesia in posterior thigh")
    page.locator(".corrections summary").click()
    asked.get_by_text("not known").click()
    expect(page.locator("#text-0")).to_have_value("paresthesia in posterior thigh")
    expect(page.locator("[name=status-0][value=unknown]")).to_be_checked()
    expect(page.locator("mark.overruled")).to_have_text("tingling back of left thigh×")
    expect(asked).to_have_count(0)
    page.locator(".line .choice.absent").first.click()
    expect(page.locator(".taken li", has_text="tingling in the posterior thigh")).to_contain_text(
        "absent")
    for _ in range(2):
        page.click("[data-do=undo]")
    expect(page.locator("#text-0")).to_have_value("")
    expect(page.locator("mark.overruled")).to_have_count(0)


def test_undo_and_redo_lead_through_every_step(page: Page):
    page.goto("/")
    seen = []
    for text in ("buttock pain worse with sitting", NOTE, NOTE + ", night sweats"):
        with page.expect_response("**/assess"):
            page.fill("#note", text)
        seen.append(text)
    for text in (*seen[-2::-1], ""):
        page.click("[data-do=undo]")
        expect(page.locator("#note")).to_have_value(text)
    expect(page.locator("[data-do=undo]")).to_be_disabled()
    expect(page.locator(".condition")).to_have_count(0)
    page.locator("h1").click()
    for text in seen:
        page.keyboard.press("Control+Shift+Z")
        expect(page.locator("#note")).to_have_value(text)
    page.keyboard.press("Control+Z")
    expect(page.locator("#note")).to_have_value(seen[-2])


def test_a_presentation_lasts_as_long_as_its_tab_and_is_in_no_address(
    page: Page, context: BrowserContext
):
    write(page, NOTE)
    before = ranked(page)
    page.goto("/about")
    page.goto("/")
    expect(page.locator("#note")).to_have_value(NOTE)
    page.locator(".condition").first.wait_for()
    assert ranked(page) == before
    page.goto("/plan")
    expect(page.locator("table.plan").first).to_be_visible()
    assert page.url.endswith("/plan")
    other = context.new_page()
    other.goto("/")
    expect(other.locator("#note")).to_have_value("")
    page.goto("/")
    page.click("text=Clear this patient")
    expect(page.locator("#note")).to_have_value("")
    assert page.evaluate(f"sessionStorage.getItem('{KEY}')") is None
    assert page.evaluate("localStorage.length") == 0
    assert context.cookies() == []


def test_the_red_flags_are_on_every_page_and_only_fold(page: Page):
    write(page, RED)
    band = page.locator("gluteal-band [role=alert]")
    expect(band).to_contain_text("cauda equina syndrome")
    for address in ("/", "/plan", "/about", "/browse", "/query", "/v1/muscles"):
        page.goto(address)
        expect(band).to_contain_text("cauda equina syndrome")
    band.locator("summary").click()
    expect(band.locator("summary")).to_be_visible()
    expect(band.locator("summary")).to_contain_text("Emergency")
    expect(band.locator(".action").first).to_be_hidden()
    assert band.locator("button").count() == 0
    page.goto("/")
    with page.expect_response("**/assess"):
        page.fill("#note", NOTE)
    expect(page.locator("gluteal-band .band.emergency")).to_have_count(0)


def test_a_presentation_is_saved_to_a_file_and_opened_from_it(
    page: Page, watch: Watch, downloads: Path
):
    watch.expected.add(400)
    write(page, NOTE)
    with page.expect_download() as started:
        page.click("[data-do=save]")
    file = downloads / "presentation.json"
    started.value.save_as(file)
    assert json.loads(file.read_text())["text"] == NOTE
    before = ranked(page)
    with page.expect_navigation():
        page.click("text=Clear this patient")
    expect(page.locator("#note")).to_have_value("")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("#note")).to_have_value(NOTE)
    assert ranked(page) == before
    file.write_text("{not json")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("[data-said].problem")).to_be_visible()
    expect(page.locator("#note")).to_have_value(NOTE)


def test_what_is_open_or_focused_stays_so_when_the_ranking_changes(page: Page):
    write(page, NOTE)
    page.locator("details[data-keep^=further] > summary").click()
    page.focus("#age")
    with page.expect_response("**/assess"):
        page.keyboard.type("34")
    expect(page.locator("details[data-keep^=further]")).to_have_attribute("open", "")
    expect(page.locator("#age")).to_be_focused()


def test_a_wrong_field_is_named_while_it_is_typed(page: Page):
    write(page, NOTE)
    page.fill("#age", "old")
    expect(page.locator("[data-fault=age]")).to_contain_text("must be a number")
    expect(page.locator("#age")).to_have_attribute("aria-invalid", "true")
    page.fill("#age", "34")
    expect(page.locator(".condition").first).to_be_visible()
    expect(page.locator("#age")).not_to_have_attribute("aria-invalid", "true")
