"""A browser under measurement: the processor time of all its processes, and pages that only the
measurement has."""

import functools
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

from tests.bench.servers import ROOT, family_cpu_seconds
from tests.browser.chromium import chromium

OPTIONS = ("--no-sandbox", "--disable-gpu", "--force-color-profile=srgb")


class Browsing:
    """A running browser that draws with the processor alone, as a clinic PC without a GPU does."""

    def __init__(self, browser: Browser) -> None:
        """Measure ``browser``, which this process has just started."""
        self.browser = browser
        mine = psutil.Process(os.getpid()).children(recursive=True)
        ids = {one.pid for one in mine if _is_browser(one)}
        [self._root] = [one for one in mine if one.pid in ids and one.ppid() not in ids]

    def cpu_seconds(self) -> float:
        """Return the processor time that all processes of the browser have spent so far."""
        return family_cpu_seconds(self._root)


def _is_browser(process: psutil.Process) -> bool:
    return "chrom" in process.name()


@contextmanager
def browsing() -> Iterator[Browsing]:
    """Run a browser until the context ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium()), args=list(OPTIONS))
        try:
            yield Browsing(browser)
        finally:
            browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - named by the base class
        """Say nothing of a request."""


@contextmanager
def folder_served(folder: Path) -> Iterator[str]:
    """Serve the files of ``folder``; yield the address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def build_pages(folder: Path) -> None:
    """Build the pages of ``api/ui/bench`` into ``folder``, outside of the product's build."""
    path = ROOT / "api" / "ui" / "build.py"
    spec = importlib.util.spec_from_file_location("gluteal_ui_build", path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.build_bench(folder)
