"""The query page as people use it."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
LABELS = "SELECT ?label { gluteal:GKG_0004013 rdfs:label ?label }"


def _write(page: Page, text: str) -> None:
    """Put ``text`` into the editor, which opens at the first focus."""
    page.goto("/query")
    page.locator("#query").focus()
    editor = page.get_by_role("textbox", name="SPARQL")
    page.locator(".code-editor").wait_for()
    editor.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def test_a_saved_query_is_found_filled_in_run_and_followed(page: Page):
    page.goto("/query")
    page.get_by_placeholder("find a query").fill("nerve roots")
    expect(page.locator("aside li:visible")).to_have_count(2)
    page.get_by_role("link", name="The conditions that can involve a nerve or its roots").click()
    field = page.get_by_label("Nerve")
    field.fill("sciatic nerve")
    field.press("Enter")
    expect(page.get_by_role("heading", name="rows in")).to_be_visible()
    page.get_by_role("cell").get_by_role("link", name="deep gluteal syndrome").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("deep gluteal syndrome")


def test_a_field_with_many_choices_completes_what_is_typed(page: Page):
    page.goto("/query?name=red-flags-of-a-finding")
    with page.expect_response("**/v1/autocomplete*"):
        page.locator("input[data-complete]").press_sequentially("saddle num")
    option = page.locator("datalist option[value='saddle or perianal sensory change']")
    expect(option).to_have_count(1)


def test_the_editor_is_loaded_when_it_is_used_and_runs_by_key(page: Page):
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/query", wait_until="networkidle")
    assert not any("editor" in address for address in loaded)
    _write(page, LABELS)
    assert any("/editor-" in address for address in loaded)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".rows tbody")).to_have_text("piriformis syndrome")
    assert page.url.endswith("/query"), "the query is not in the address"
    expect(page.locator(".code-editor")).to_be_visible()


def test_a_parse_error_leads_to_its_place_in_the_editor(page: Page, watch: Watch):
    watch.expected.add(400)
    _write(page, "SELECT * {\n  ?s ?p\n}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("line 3")
    expect(page.locator(".code-editor .cm-activeLineGutter")).to_have_text("3")


def test_a_running_query_can_be_canceled(page: Page):
    _write(page, LABELS)
    page.route("**/query", lambda route: None)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#result")).to_have_text("Canceled.")
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    page.unroute("**/query")


def test_yes_no_and_triples(page: Page):
    _write(page, "ASK { gluteal:GKG_0004013 rdfs:label ?l }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".verdict")).to_contain_text("Yes")
    _write(page, "DESCRIBE gluteal:GKG_0004013")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="triples in")).to_be_visible()
    expect(page.get_by_role("button", name="Download Turtle")).to_be_visible()


def test_answers_are_downloaded_and_copied_as_a_command(
    page: Page, context: BrowserContext, downloads: Path, site: str
):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    _write(page, LABELS)
    page.keyboard.press("Control+Enter")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download CSV").click()
    started.value.save_as(downloads / "answer.csv")
    with (downloads / "answer.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [["label"], ["piriformis syndrome"]]
    page.get_by_text("As a command").click()
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl -s {site}/sparql")


def test_the_policy_holds_over_a_walk_through_every_page(page: Page):
    page.goto("/browse")
    for name in ("Query", "Browse", "About"):
        page.get_by_label("Main").get_by_role("link", name=name).click()
    page.locator("#site-search").fill("sciatic")
    page.locator("#site-search").press("Enter")
    page.locator(".entities a").first.click()
    page.get_by_role("link", name="HTTP interface").click()
    page.locator("footer").get_by_role("link", name="Ontology").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def loaded(manifest: dict[str, Any], *entries: str) -> set[str]:
    """Return the files that a page with ``entries`` loads at once."""
    found: set[str] = set()
    left = [f"src/{entry}.ts" for entry in entries]
    while left:
        made = manifest[left.pop()]
        if made["file"] not in found:
            found.add(made["file"])
            left += made.get("imports", [])
    return found


def test_the_scripts_are_small_enough(root: Path):
    built = root / "api/web/static/ui"
    manifest = json.loads((built / "manifest.json").read_text())

    def compressed(files: set[str]) -> int:
        return sum(len(gzip.compress((built / file).read_bytes(), 9)) for file in files)

    shell = loaded(manifest, "shell", "assess", "bodymap")
    assert any("/lit-" in file for file in shell), "the explorer would load more than it adds"
    assert compressed(shell) <= 35_000
    for entry in ("explore", "query"):
        assert compressed(loaded(manifest, entry) - shell) <= 20_000
    assert compressed(loaded(manifest, "query/editor") - shell) <= 120_000
