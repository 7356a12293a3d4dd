"""The committed ontology in the embedded pool and in a real Oxigraph server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.query.addresses import addresses
from kg.query.client import QueryService
from kg.query.endpoint import EndpointStore
from kg.query.pool import start_pool
from kg.query.publish import Publisher
from kg.query.web import Web
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot
from tests.store.servers import Oxigraph, oxigraph


@pytest.fixture(scope="session")
def snapshot(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The snapshot of the committed ontology."""
    state = tmp_path_factory.mktemp("state")
    return load_snapshot(build_snapshot(root / "ontology" / "compiled", state))


@pytest.fixture(scope="session")
def embedded(snapshot: Snapshot) -> Iterator[QueryService]:
    """The embedded pool."""
    with start_pool(snapshot.path) as pool:
        service = QueryService(pool.socket_path)
        service.run("ASK {}")
        yield service


@pytest.fixture(scope="session")
def server(snapshot: Snapshot) -> Iterator[Oxigraph]:
    """A server that holds the snapshot; whoever changes that puts it right again."""
    with oxigraph() as running:
        publish(running.url, snapshot)
        yield running


@pytest.fixture
def endpoint(server: Oxigraph, snapshot: Snapshot) -> EndpointStore:
    """The store of one web worker."""
    return EndpointStore(server.url, snapshot.manifest)


def publish(url: str, snapshot: Snapshot, **options: str) -> list[str]:
    """Publish into a store; return what was reported."""
    said: list[str] = []
    web = Web()
    publisher = Publisher(web, addresses(url, **options), snapshot.path, snapshot.manifest)
    try:
        publisher.publish(said.append)
    finally:
        web.close()
    return said
