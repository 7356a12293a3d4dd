"""While a worker computes, the interpreter tells of every file, socket and program it asks for.

What the engine's own machine code might open never reaches the interpreter; the limit of
descriptors, tested beside this, holds for that too.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.security.audited_worker import QUERIES


def _audited(snapshot: Path, root: Path, *plant: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.audited_worker", str(snapshot), *plant],
        cwd=root, capture_output=True, text=True, check=True, timeout=120,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_bars_01_02_19_no_hostile_query_has_a_worker_open_anything(
    snapshot_folder: Path, root: Path
):
    told = _audited(snapshot_folder, root)
    assert len(told["outcomes"]) == len(QUERIES)
    assert set(told["outcomes"]) == {"answered", "QueryMalformed", "QueryRefused"}
    # The one of its own: it takes up the channel to its parent, which is open already.
    assert told["events"] == ["socket.__new__"]


def test_the_hook_notices_what_a_worker_would_open(snapshot_folder: Path, root: Path):
    told = _audited(snapshot_folder, root, "plant")
    assert {"open", "subprocess.Popen"} <= set(told["events"])
    assert told["events"].count("socket.__new__") > len(QUERIES)
