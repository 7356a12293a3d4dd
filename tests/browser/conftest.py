"""A real service and a real browser, which talks to nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.api.live import start
from tests.browser.chromium import chromium
from tests.browser.watch import Watch

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service over the real snapshot."""
    process, running = start(tmp_path_factory.mktemp("site"))
    yield f"http://127.0.0.1:{running.port}"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, started once a worker."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
        opened = playwright.chromium.launch(executable_path=str(chromium()), args=options)
        yield opened
        opened.close()


@pytest.fixture
def context(
    browser: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A new profile, light, and 1440 px wide where no other size is asked for."""
    size = getattr(request, "param", WIDE)
    made = browser.new_context(base_url=site, viewport=size, reduced_motion="reduce")
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def watch(context: BrowserContext, site: str) -> Iterator[Watch]:
    """What went wrong in the pages of ``context``; a test that takes it fails on anything."""
    watching = Watch(context, site)
    yield watching
    assert watching.faults == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A page of the new profile, watched."""
    return context.new_page()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder for what a test downloads."""
    return tmp_path
