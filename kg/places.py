"""Where things lie: the data folders, and the state folder that the service may write.

The data is the checkout's where there is a checkout, and what the wheel carries otherwise.
"""

import os
from pathlib import Path

ONTOLOGY, RECORDS, INFERRED = "gluteal.ttl", "gluteal-records.ttl", "gluteal-inferred.ttl"
"""The compiled files: entities and axioms, what is recorded about them, what the reasoners add."""

SSSOM = "gluteal.sssom.tsv"
"""The mappings to other terminologies, compiled too."""

_PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """Return the root of the checkout that this package runs from, or ``None`` when installed."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "ontology").is_dir() else None


def data_folder(name: str) -> Path:
    """Return the folder ``ontology/compiled``, ``queries`` or another one of the data.

    Raises:
        FileNotFoundError: neither the checkout nor the wheel holds it.
    """
    for root in (checkout(), _PACKAGE / "data"):
        if root is not None and (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"the data folder {name!r} is missing; was the package built whole?")


def state_folder() -> Path:
    """Return the folder of snapshots: ``GLUTEAL_STATE``, or ``.state`` of the checkout, or the
    user's state folder."""
    if chosen := os.environ.get("GLUTEAL_STATE"):
        return Path(chosen)
    if (root := checkout()) is not None:
        return root / ".state"
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "gluteal"
