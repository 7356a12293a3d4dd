"""What several commands use: the consoles, progress, and the current snapshot."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from rich.console import Console

from kg.errors import SnapshotError
from kg.places import data_folder, state_folder
from kg.snapshot.load import Snapshot, load_snapshot

PIPED_COLUMNS = 200
"""Width of what goes into a pipe or file, where nothing need fit a screen."""

out = Console(width=None if sys.stdout.isatty() else PIPED_COLUMNS)
"""Answers."""
err = Console(stderr=True)
"""Progress and remarks, so that answers can be piped."""


def progress() -> Callable[[str], None]:
    """Return a function that prints a step with the seconds since the first one."""
    started = time.monotonic()

    def report(step: str) -> None:
        seconds = f"[dim]{time.monotonic() - started:6.1f} s[/]"
        err.print(f"{seconds}  {step}", highlight=False, soft_wrap=True)

    return report


def current_snapshot() -> Path:
    """Return the snapshot of the committed ontology, made first where it is missing or old.

    It is made in a process of its own, whose memory nobody inherits.

    Raises:
        SnapshotError: it could not be made; that process said why.
    """
    if not is_fresh():
        code = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join([code, *filter(None, [os.environ.get("PYTHONPATH")])])
        # -P: the folder that this was started in has no say in what is imported.
        command = [sys.executable, "-P", "-m", "kg", "snapshot"]
        making = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": path})  # noqa: S603
        if making.returncode != 0:
            raise SnapshotError("the snapshot could not be made")
    return state_folder() / "current"


def is_fresh() -> bool:
    """Tell whether the current snapshot is newer than everything that it was made of."""
    compiled, manifest = data_folder("ontology/compiled"), state_folder() / "current/manifest.json"
    if not manifest.is_file():
        return False
    code = Path(__file__).resolve().parents[1]
    parts = ("*.py", "graph/*.py", "model/*.py", "reasoning/*.py", "release/*.py", "snapshot/*.py")
    makers = (code.glob(pattern) for pattern in parts)
    made_of = [*compiled.glob("*.t*"), *chain.from_iterable(makers)]
    return max(path.stat().st_mtime for path in made_of) < manifest.stat().st_mtime


def load_current() -> Snapshot:
    """Return the snapshot of the committed ontology, loaded and verified."""
    return load_snapshot(current_snapshot())
