"""The committed ontology, read and classified once for all reasoning tests."""

from pathlib import Path

import pytest
from reasoning_world import World, read_world


@pytest.fixture(scope="session")
def world(root: Path) -> World:
    """The committed ontology with its reasoner."""
    return read_world(root / "ontology" / "compiled")
