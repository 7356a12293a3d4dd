"""A query pool over a small snapshot, shared by the tests of one file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.query.client import QueryService
from kg.query.pool import QueryPool, start_pool
from kg.snapshot.build import build_snapshot
from tests.small_knowledge import write_compiled


@pytest.fixture(scope="module")
def snapshot_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of the small knowledge."""
    folder = tmp_path_factory.mktemp("snapshot")
    return build_snapshot(write_compiled(folder / "compiled"), folder / "state")


@pytest.fixture(scope="module")
def pool(snapshot_folder: Path) -> Iterator[QueryPool]:
    """The pool, with its workers already forked."""
    with start_pool(snapshot_folder) as started:
        QueryService(started.socket_path).run("ASK {}")
        yield started


@pytest.fixture
def queries(pool: QueryPool) -> QueryService:
    """The service of one web worker."""
    return QueryService(pool.socket_path)
