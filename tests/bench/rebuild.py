"""A full rebuild: compile, check, both reasoners, snapshot."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure, milliseconds
from tests.bench.world import ROOT, World


def figures(_: World) -> Iterator[Figure]:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "checkout")
        for name in ("kg", "api", "ontology", "queries"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "pyproject.toml", copy)
        environment = {**os.environ, "PYTHONPATH": str(copy), "GLUTEAL_STATE": str(copy / "state")}
        command = [sys.executable, "-m", "kg", "build"]
        spent = milliseconds(
            lambda: subprocess.run(
                command, cwd=copy, env=environment, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )
    yield Figure("full rebuild", spent / 1000, "s", 180.0)
