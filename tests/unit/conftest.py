"""The answers of the saved queries over the committed ontology."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.query.client import QueryService
from kg.query.header import load_saved
from kg.query.pool import start_pool
from kg.query.saved import SavedQueries
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import load_snapshot
from tests.answers import Rows, rows_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The snapshot of the committed ontology, its saved queries, and a service that runs them."""
    state = tmp_path_factory.mktemp("state")
    snapshot = load_snapshot(build_snapshot(ROOT / "ontology" / "compiled", state))
    saved = SavedQueries(load_saved(ROOT / "queries"), snapshot.knowledge)
    with start_pool(snapshot.path) as pool:
        service = QueryService(pool.socket_path)
        service.run("ASK {}")
        yield SimpleNamespace(path=snapshot.path, saved=saved, service=service)


@pytest.fixture(scope="session")
def ask(committed: SimpleNamespace) -> Callable[..., Rows]:
    """Run a saved query; entities are shown without the base of their IRIs."""

    def asked(query: str, **values: str) -> Rows:
        return rows_of(committed.saved.run(query, values, committed.service).body)

    return asked
