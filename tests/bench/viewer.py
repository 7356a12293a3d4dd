"""The pages in a real browser: panning, bytes of script, first paint, and a finding toggled."""

import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from api.pages.assets import BUILT, MANIFEST
from tests.bench.chromium import Browsing, browsing, build_pages, folder_served
from tests.bench.figures import Figure
from tests.bench.pages import paint_figures, toggle_figure
from tests.bench.panning import pan_figures, write_graphs
from tests.bench.servers import gluteal
from tests.bench.world import World

SHELL, EXPLORE, EDITOR = "src/shell.ts", "src/explore.ts", "src/query/editor.ts"
ASSESS = ("src/assess.ts", "src/bodymap.ts")


def figures(world: World) -> Iterator[Figure]:
    """Measure."""
    with tempfile.TemporaryDirectory() as name, browsing() as browser:
        folder = Path(name)
        build_pages(folder)
        yield from _sizes(folder)
        write_graphs(world.snapshot, folder)
        with folder_served(folder) as site:
            yield from pan_figures(browser, site)
        yield from _pages(world, browser)


def _pages(world: World, browser: Browsing) -> Iterator[Figure]:
    with gluteal(world.state) as server:
        site = f"http://127.0.0.1:{server.port}"
        yield from paint_figures(browser.browser, site)
        yield toggle_figure(browser.browser, site)


def _sizes(bench: Path) -> Iterator[Figure]:
    """Gzipped bytes of the scripts that a page loads, in kB of 1,000."""
    assess = _loaded(BUILT, SHELL, *ASSESS)
    yield _size("script of the assess page", BUILT, assess, 35.0)
    yield _size("script that exploring adds", BUILT, _loaded(BUILT, EXPLORE) - assess, 20.0)
    yield _size("script of the editor", BUILT, _loaded(BUILT, EDITOR) - assess, 120.0)
    yield _size("script of cytoscape and fcose", bench, _loaded(bench, "peer.ts"), None)


def _loaded(folder: Path, *entries: str) -> set[str]:
    """Return the files that the entries load, what they import included."""
    manifest = json.loads((folder / MANIFEST).read_text())
    found, waiting = set(), list(entries)
    while waiting:
        made = manifest[waiting.pop()]
        if made["file"] not in found:
            found.add(made["file"])
            waiting += made.get("imports", [])
    return found


def _size(name: str, folder: Path, files: set[str], aim: float | None) -> Figure:
    sizes = [len(gzip.compress((folder / file).read_bytes(), mtime=0)) for file in files]
    return Figure(name, sum(sizes) / 1000, "kB gzipped", aim, f"{len(files)} files")
