"""The explorer in a browser: growing and narrowing the picture, proofs, links, files, keyboard."""

import csv
import io
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx
import pyoxigraph
import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
START = "/explore?of=piriformis-syndrome&limit=20"
PIRIFORMIS = "GKG:0000105"


def opened(page: Page, address: str = START) -> Page:
    """Return ``page`` at ``address`` once its picture is drawn."""
    page.goto(address)
    page.wait_for_selector("gluteal-graph.ready .node")
    return page


def count(page: Page, what: str) -> int:
    """Return how many elements of the picture match ``what``."""
    return page.locator(f".stage {what}").count()


def saved(page: Page, name: str, folder: Path) -> bytes:
    """Return the file of the format ``name``."""
    page.locator(".menu summary").click()
    with page.expect_download() as waiting:
        page.locator(f"[data-act=save][data-name={name}]").click()
    page.locator(".menu summary").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file.read_bytes()


def expand(page: Page, curie: str) -> None:
    """Expand an entity by its keyboard command."""
    page.locator(f'[data-node="{curie}"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-act=undo]")).to_be_enabled()
    expect(page.locator("gluteal-graph")).not_to_have_attribute("aria-busy", "true")


def test_expanding_collapsing_undo_and_redo_keep_picture_table_and_counts_together(page):
    opened(page)
    before = count(page, ".node"), count(page, ".edge")
    mark = page.locator(f'[data-node="{PIRIFORMIS}"] .mark-shape')
    place = mark.get_attribute("d")
    expand(page, PIRIFORMIS)
    after = count(page, ".node"), count(page, ".edge")
    assert after > before
    assert mark.get_attribute("d") == place
    assert page.locator("[data-part=table] tbody tr").count() == after[1]
    assert page.locator("gluteal-graph .shown strong").inner_text().startswith(f"{after[0]} of ")
    page.keyboard.press("Backspace")
    expect(page.locator(".stage .node")).to_have_count(before[0])
    page.locator("[data-act=undo]").click()
    expect(page.locator(".stage .node")).to_have_count(after[0])
    page.locator("[data-act=undo]").click()
    expect(page.locator(".stage .node")).to_have_count(before[0])
    page.locator("[data-act=redo]").click()
    expect(page.locator(".stage .edge")).to_have_count(after[1])


def test_counts_by_relation_come_first_and_expand_one_relation(page):
    opened(page)
    page.locator(f'[data-node="{PIRIFORMIS}"]').click()
    side = page.locator(".side")
    chip = side.locator("[data-act=expand][data-relation=innervates]")
    expect(chip).to_contain_text(" of ")
    before = count(page, ".edge")
    chip.click()
    expect(page.locator("[data-act=undo]")).to_be_enabled()
    expect(page.locator("gluteal-graph")).not_to_have_attribute("aria-busy", "true")
    found = page.evaluate(
        "[...document.querySelectorAll('.edge')].map((e) => e.dataset.edge.split(' ')[1])")
    assert len(found) > before
    assert "innervates" in found


def test_the_legend_filters_kinds_and_relations(page):
    opened(page)
    before = count(page, ".edge")
    button = page.locator("[data-act=relation][data-name=canPresentWith]")
    button.click()
    expect(page.locator('.edge[data-edge*=" canPresentWith "]')).to_have_count(0)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(page.locator(".stage .edge")).to_have_count(before)
    muscles = page.locator("[data-act=type][data-name=Muscle]")
    muscles.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-node="{PIRIFORMIS}"]')).to_have_count(0)
    expect(muscles).to_be_focused()


def test_an_inferred_edge_is_one_click_from_its_proof_and_lights_its_premises(page):
    opened(page, "/explore?of=piriformis-syndrome,piriformis&relations=canHurtIn,canAffect,"
                 "canReferPainTo,canBeProvokedBy,isLoadedBy,actsOn&limit=30")
    edge = page.locator(".edge.inferred").first
    name = edge.get_attribute("aria-label")
    edge.focus()
    page.keyboard.press("Enter")
    tree = page.locator(".side .prooftree")
    expect(tree).to_be_visible()
    assert tree.locator("li").first.inner_text().startswith(name.split(",")[0])
    assert tree.locator("a, code").count() > 0, "the leaves of the proof name what they rest on"
    premises = tree.locator("li li[data-premise]").evaluate_all(
        "(all) => all.map((one) => one.dataset.premise)")
    shown = [key for key in premises if page.locator(f'.edge[data-edge="{key}"]').count()]
    assert shown, "no premise of this edge is in the picture"
    for key in shown:
        expect(page.locator(f'.edge.lit[data-edge="{key}"]')).to_have_count(1)


def test_a_path_between_two_entities_is_told_in_words(page):
    opened(page, "/explore?of=piriformis-syndrome&limit=6")
    page.locator('.node[data-node="GKG:0004013"]').click()
    page.locator("[data-act=path]").click()
    page.locator(f'.node[data-node="{PIRIFORMIS}"]').click()
    words = "piriformis syndrome can affect piriformis"
    expect(page.locator(".side .paths")).to_contain_text(words)
    page.goto("/explore?from=sciatic-nerve&to=piriformis-syndrome")
    expect(page.locator(".paths").first).to_contain_text("can compress")


def test_a_link_shows_another_person_the_same_picture_byte_for_byte(
    page: Page, browser: Browser, site: str, tmp_path: Path
):
    opened(page)
    expand(page, PIRIFORMIS)
    page.locator("[data-act=relation][data-name=canPresentWith]").click()
    expect(page).to_have_url(re.compile("#."))
    expect(page.locator("gluteal-graph")).not_to_have_attribute("aria-busy", "true")
    page.wait_for_timeout(200)
    other = browser.new_context(base_url=site, viewport={"width": 800, "height": 600}).new_page()
    opened(other, page.url)
    expect(other.locator(".stage .node")).to_have_count(count(page, ".node"))
    assert saved(other, "svg", tmp_path) == saved(page, "svg", tmp_path)
    other.context.close()


def test_every_node_and_edge_is_in_the_accessibility_tree(page):
    opened(page)
    names = page.locator(".stage [data-node], .stage [data-edge]").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label'))")
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    heard = {node["name"]["value"] for node in tree if node.get("name") and not node["ignored"]}
    assert len(names) == count(page, ".node") + count(page, ".edge") > 30
    assert [name for name in names if name not in heard] == []


def test_the_keyboard_alone_walks_zooms_and_undoes(page):
    opened(page)
    page.locator('.stage [tabindex="0"]').focus()
    assert page.locator('.stage [tabindex="0"]').count() == 1
    first = page.evaluate("document.activeElement.dataset.node")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.dataset.node") != first:
            break
    assert page.evaluate("document.activeElement.dataset.node") != first
    page.keyboard.press("e")
    assert " " in page.evaluate("document.activeElement.dataset.edge")
    moved = page.locator(".everything").get_attribute("transform")
    page.keyboard.press("+")
    assert page.locator(".everything").get_attribute("transform") != moved
    page.keyboard.press("?")
    expect(page.locator(".side")).to_contain_text("Arrows")
    page.keyboard.press("Escape")
    expect(page.locator(".side")).to_be_hidden()


def test_files_hold_what_is_shown_as_their_own_libraries_read_it(page: Page, tmp_path: Path):
    opened(page)
    nodes, edges = count(page, ".node"), count(page, ".edge")
    rows = list(csv.DictReader(io.StringIO(saved(page, "csv", tmp_path).decode())))
    assert len(rows) == edges
    graph = networkx.read_graphml(io.BytesIO(saved(page, "graphml", tmp_path)),
                                  force_multigraph=True)
    assert (len(graph), graph.number_of_edges()) == (nodes, edges)
    assert {data["inferred"] for _, _, data in graph.edges(data=True)} <= {True, False}
    triples = {tuple(map(str, (t.subject, t.predicate, t.object))) for t in pyoxigraph.parse(
        saved(page, "ttl", tmp_path), format=pyoxigraph.RdfFormat.TURTLE)}
    linked = {tuple(map(str, (t.subject, t.predicate, t.object))) for t in pyoxigraph.parse(
        saved(page, "jsonld", tmp_path), format=pyoxigraph.RdfFormat.JSON_LD)}
    assert triples == linked
    assert len(triples) == nodes + edges
    assert {row["source_id"].replace(":", "_") for row in rows} <= {
        s.rstrip(">").rsplit("/", 1)[1] for s, _, _ in triples}
    picture = ET.fromstring(saved(page, "svg", tmp_path))
    named = [one for one in picture.iter() if one.get("data-node") or one.get("data-edge")]
    assert len(named) == nodes + edges
    image = saved(page, "png", tmp_path)
    width, height = struct.unpack(">II", image[16:24])
    assert (image[:8], width > 800, height > 400) == (b"\x89PNG\r\n\x1a\n", True, True)


def test_two_conditions_are_contrasted_with_sources(page):
    page.goto("/contrast?a=piriformis-syndrome&b=s1-radiculopathy")
    expect(page.locator("h1")).to_contain_text("S1 radiculopathy")
    assert page.locator("tbody cite").count() > 20
    wrong = page.context.request.get("/contrast?a=zork&b=zork", headers={"Accept": "text/html"})
    assert (wrong.status, "no condition is known" in wrong.text()) == (422, True)


def test_contrasts_are_undone_redone_and_shared_by_their_address(
    page: Page, browser: Browser, site: str
):
    title = page.locator("h1")
    page.goto("/contrast?a=piriformis-syndrome&b=s1-radiculopathy")
    first, undo = title.inner_text(), page.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    page.get_by_role("link", name="Swap").click()
    expect(title).to_have_text("S1 radiculopathy or piriformis syndrome?")
    page.select_option("[name=b]", "cauda-equina-syndrome")
    page.get_by_role("button", name="Contrast").click()
    last = "S1 radiculopathy or cauda equina syndrome?"
    expect(title).to_have_text(last)
    expect(page.get_by_role("button", name="Contrast")).to_be_focused()
    page.keyboard.press("Control+Z")
    page.keyboard.press("Control+Z")
    expect(title).to_have_text(first)
    expect(undo).to_be_disabled()
    page.wait_for_function("location.hash === ''")
    for _ in range(2):
        page.get_by_role("button", name="Redo").click()
    expect(title).to_have_text(last)
    page.wait_for_function("location.hash.length > 1")
    assert page.url.startswith(f"{site}/contrast?a=piriformis-syndrome&b=s1-radiculopathy#")
    other = browser.new_context(base_url=site).new_page()
    other.goto(page.url)
    expect(other.locator("h1")).to_have_text(last)
    assert other.locator("main table").all_inner_texts() == page.locator(
        "main table").all_inner_texts()
    other.get_by_role("button", name="Undo").click()
    expect(other.locator("h1")).to_have_text("S1 radiculopathy or piriformis syndrome?")
    other.context.close()


def test_it_is_all_there_without_scripts(browser: Browser, site: str):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(START)
    assert page.locator("[data-part=table] tbody tr").count() > 15
    page.locator(".expand").nth(1).click()
    assert page.locator("[data-part=table] tbody tr").count() > 25
    page.locator("a.chip.inferred").first.click()
    expect(page.locator("h1")).to_contain_text("inferred")
    context.close()


def test_each_condition_that_can_compress_the_sciatic_nerve_says_on_what_that_rests(page):
    opened(page, "/explore?of=sciatic-nerve")
    found = page.locator('.stage [data-edge$=" canCompress GKG:0000200"]')
    assert found.count() >= 7
    side = page.locator("aside.side")
    for n in range(found.count()):
        found.nth(n).focus()
        page.keyboard.press("Enter")
        expect(side.locator("h2")).to_contain_text("can compress sciatic nerve")
        # A key such as "kay17" is no citation; that is a title of several words.
        expect(side.locator("li").first).to_contain_text(re.compile(r"\w+ \w+ \w+"))
        assert side.locator("a[href^='/v1/entities/']").count() == 2


def test_the_keyboard_keeps_its_place_when_the_legend_filters_and_undo_is_used_up(page):
    opened(page, "/explore?of=sciatic-nerve")
    before = count(page, ".edge")
    chip = page.locator(".legend [data-name=canCompress]")
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).to_have_attribute("aria-pressed", "false")
    expect(chip).to_be_focused()
    page.keyboard.press("Control+z")
    expect(chip).to_have_attribute("aria-pressed", "true")
    assert count(page, ".edge") == before
    page.locator("[data-act=redo]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-act=undo]")).to_be_focused()


def test_the_relations_of_a_hub_are_named_one_at_a_time(page):
    opened(page, "/explore?of=sciatic-nerve")
    page.locator('[data-node="GKG:0000200"]').focus()
    expect(page.locator(".stage .edge.lit").first).to_be_attached()
    names = page.locator(".stage .edge.lit .name")
    visible = "one => getComputedStyle(one).visibility === 'visible'"
    shown = names.evaluate_all(f"all => all.filter({visible}).length")
    assert shown <= 1
