"""The graph of the compiled ontology, and small graphs made in code."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from kg.axioms import Axiom
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.network import Network
from kg.graph.model import Edge, GraphData
from kg.model import Entity, Knowledge
from kg.reasoning.taxonomy import Taxonomy
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot


@pytest.fixture(scope="session")
def snapshot(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The snapshot of the compiled ontology."""
    state = tmp_path_factory.mktemp("state")
    return load_snapshot(build_snapshot(root / "ontology" / "compiled", state))


@pytest.fixture(scope="session")
def network(snapshot: Snapshot) -> Network:
    """Its graph as requests look at it."""
    return Network(Catalogue(snapshot.knowledge, snapshot.taxonomy), snapshot.graph)


def curie(number: int) -> str:
    return f"GKG:{number:07d}"


def small_network(
    edges: Iterable[Edge], kinds: Mapping[int, str], axioms: Iterable[Axiom] = ()
) -> Network:
    """A network of entities numbered as in ``kinds``, labelled "entity 7" and so on."""
    entities = {
        curie(n): Entity(id=curie(n), kind=kind, label=f"entity {n}", slug=f"entity-{n}")
        for n, kind in kinds.items()
    }
    catalogue = Catalogue(Knowledge(entities=entities, records={}), Taxonomy.from_axioms(axioms))
    ordered = sorted(edges, key=lambda e: (e.source, e.relation, e.target))
    places = {name: (100 * n, 0) for n, name in enumerate(sorted(entities))}
    return Network(catalogue, GraphData(places, tuple(ordered)))
