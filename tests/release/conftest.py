"""The release of the committed ontology, and a small one that slow readers can manage."""

from pathlib import Path

import pytest

from kg.snapshot.build import build_snapshot
from tests.small_knowledge import write_compiled


@pytest.fixture(scope="session")
def real(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot folder of the committed ontology, which holds its release files."""
    return build_snapshot(root / "ontology" / "compiled", tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot folder of the small knowledge."""
    folder = tmp_path_factory.mktemp("small")
    return build_snapshot(write_compiled(folder / "compiled"), folder / "state")
