"""Panning the explorer's picture, beside cytoscape with the same picture in the same window.

Both show every node of the graph: the same places, lines of labels, arrows and dashes. Each is
moved by a few pixels a frame, in turns, once at the scale at which the explorer opens it and
once with everything in view. What is counted is the processor time of the whole browser. The
explorer also writes how many neighbors of a node are not shown; cytoscape does not.
"""

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.neighbourhood import neighbourhood
from kg.catalogue.network import Filter, Network
from kg.snapshot.load import Snapshot
from tests.bench.chromium import Browsing
from tests.bench.figures import Figure

SIZES = {200: 8.0, 500: 12.0, 2_000: 17.0}
"""The numbers of nodes, and the aim of each in milliseconds of processor time a frame."""
ROUNDS = 3
FRAMES = 120
DRAWN = 60_000
"""Nodes drawn in a round at most: cytoscape takes minutes for more."""
CROWD = 5_000
START = "GKG:0000105"
STEPS = 9
WINDOW = {"width": 1440, "height": 900}


def write_graphs(snapshot: Snapshot, folder: Path) -> None:
    """Write what surrounds one condition, as the service answers it, for each number of nodes.

    Beyond what the knowledge holds, a graph is filled up with copies of its own nodes and edges.
    """
    network = Network(Catalogue(snapshot.knowledge, snapshot.taxonomy), snapshot.graph)
    start = snapshot.knowledge.entities[START]
    for size in (*SIZES, CROWD):
        found = neighbourhood(network, [start], Filter(), depth=STEPS, limit=size)
        (folder / f"{size}.json").write_text(json.dumps(_filled(found, size)))


def _filled(answer: dict[str, Any], size: int) -> dict[str, Any]:
    nodes, edges = list(answer["nodes"]), list(answer["edges"])
    for copy in range(1, 1 + size // len(answer["nodes"])):
        chosen = answer["nodes"][:size - len(nodes)]
        named = {node["id"]: f"{node['id']}-{copy}" for node in chosen}
        nodes += [node | {"id": named[node["id"]], "x": node["x"] + 0.01 * copy}
                  for node in chosen]
        edges += [edge | {end: named[edge[end]] for end in ("source", "target")}
                  for edge in answer["edges"] if {edge["source"], edge["target"]} <= named.keys()]
    return answer | {"nodes": nodes, "edges": edges, "shown": len(nodes), "total": len(nodes)}


def pan_figures(browsing: Browsing, site: str) -> Iterator[Figure]:
    """Measure panning at each number of nodes, and what 5,000 of them do to the page."""
    for size, aim in SIZES.items():
        yield from _beside_cytoscape(browsing, site, size, aim)
    yield _crowd(browsing, site)


def _opened(browsing: Browsing, address: str) -> Page:
    page = browsing.browser.new_context(viewport=WINDOW).new_page()
    page.set_default_timeout(300_000)
    page.goto(address)
    page.wait_for_selector("[data-ready]", state="attached")
    return page


def _beside_cytoscape(
    browsing: Browsing, site: str, size: int, aim: float
) -> Iterator[Figure]:
    ours = _opened(browsing, f"{site}/explorer.html?graph={size}.json")
    theirs = _opened(browsing, f"{site}/cytoscape.html")
    made, drawing = ours.evaluate("opened.spent"), ours.evaluate("drawing")
    edges = f"{len(drawing['edges']):,} edges"
    frames = min(FRAMES, DRAWN // size)
    for view in ("as opened", "all in view"):
        if view == "all in view":
            ours.evaluate("whole()")
        box, at = ours.locator(".stage").bounding_box(), ours.evaluate("seen()")
        seen = (box or {}) | {"x": at["x"], "y": at["y"], "zoom": at["scale"]}
        theirs.evaluate("([drawing, seen]) => show(drawing, seen)", [drawing, seen])
        _check_drawn(theirs)
        rounds = [[_cost(browsing, page, frames) for page in (ours, theirs)]
                  for _ in range(ROUNDS + 1)]
        mine, other = (list(column) for column in zip(*rounds[1:], strict=True))
        yield Figure(f"pan at {size:,} nodes, {view}", statistics.median(mine),
                     "CPU-ms a frame", aim, edges)
        ratio = statistics.median(a / b for a, b in zip(mine, other, strict=True))
        yield Figure("the same / cytoscape", ratio, "x", 0.6 if size == min(SIZES) else None,
                     f"cytoscape {statistics.median(other):.1f} CPU-ms a frame")
    if size == min(SIZES):
        laid = theirs.evaluate("laidOut()")
        yield Figure("picture made / fcose alone", made / laid, "x", None,
                     f"{made:.0f} ms, fcose {laid:.0f} ms")
    for page in (ours, theirs):
        page.context.close()


def _check_drawn(page: Page) -> None:
    """Stop where cytoscape shows nothing: an empty window would be moved for next to nothing.

    Raises:
        RuntimeError: no node of it is in the window.
    """
    page.wait_for_timeout(500)
    if not page.evaluate("shown()"):
        raise RuntimeError("cytoscape draws no node in the window that is measured")


def _cost(browsing: Browsing, page: Page, frames: int) -> float:
    """Return milliseconds of processor time a frame."""
    page.bring_to_front()
    # What the last picture left to do is done in these.
    page.evaluate("pan(20)")
    before = browsing.cpu_seconds()
    page.evaluate("frames => pan(frames)", frames)
    return (browsing.cpu_seconds() - before) / frames * 1000


def _crowd(browsing: Browsing, site: str) -> Figure:
    longest = []
    for _ in range(ROUNDS):
        page = _opened(browsing, f"{site}/explorer.html?graph={CROWD}.json")
        longest.append(max(page.evaluate("opened.opening"), *page.evaluate("pan(20)")))
        page.context.close()
    return Figure(f"answer of {CROWD:,} nodes, longest frame", statistics.median(longest), "ms",
                  100.0, "refused in words; opened and panned")
