"""What the named graphs hold, and that their union answers without path queries."""

import pyoxigraph as ox
import pytest

from kg.iris import PREFIXES
from kg.query.zygote import load_store
from kg.snapshot.build import build_snapshot, canonical_nquads
from kg.snapshot.graphs import GRAPHS
from tests.small_knowledge import write_compiled


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    folder = tmp_path_factory.mktemp("snapshot")
    return load_store(build_snapshot(write_compiled(folder / "compiled"), folder / "state"))


def _ask(store: ox.Store, pattern: str, graph: str | None = None) -> bool:
    where = f"GRAPH <{GRAPHS[graph]}> {{ {pattern} }}" if graph else pattern
    query = f"ASK {{ {where} }}"
    return bool(store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True))


@pytest.mark.parametrize(("graph", "pattern"), [
    ("asserted", "gluteal:GKG_0000100 rdfs:label 'piriformis'@en"),
    ("asserted", "gluteal:GKG_0000100 rdfs:subClassOf gluteal:Muscle"),
    ("inferred", "gluteal:GKG_0000100 rdfs:subClassOf gluteal:AnatomicalStructure"),
    ("inferred", "gluteal:GKG_0002001 rdfs:subClassOf gluteal:Finding"),
    ("relations", "gluteal:GKG_0004000 gluteal:canCompress gluteal:GKG_0000200"),
    ("relations", "gluteal:GKG_0004000 gluteal:canBeProvokedBy gluteal:GKG_0001000"),
    ("relations", "gluteal:GKG_0004000 gluteal:hasManifestation gluteal:GKG_0002000"),
    ("evidence", "<https://w3id.org/gluteal/evidence/F001> gluteal:lrPos ?number"),
    ("evidence", "<https://w3id.org/gluteal/evidence/M-0004000-0002000> a gluteal:Evidence"),
    ("provenance", "?claim dcterms:identifier 'SF-A001'"),
    ("provenance", "?axiom a gluteal:AxiomSupport ; gluteal:supportedBy ?record"),
    ("mappings", "?mapping gluteal:mappedEntity gluteal:GKG_0000100"),
])
def test_a_statement_stands_in_its_graph_and_in_the_union(
    store: ox.Store, graph: str, pattern: str
):
    assert _ask(store, pattern, graph)
    assert _ask(store, pattern)
    assert not any(_ask(store, pattern, other) for other in GRAPHS if other != graph)


def test_manifestations_reach_what_a_finding_is_a_kind_of(store: ox.Store):
    # F001 names pain on sitting, which is a kind of buttock pain and of pain.
    for finding in ("GKG_0002001", "GKG_0002000", "GKG_0001200"):
        assert _ask(store, f"gluteal:GKG_0004000 gluteal:hasManifestation gluteal:{finding}")


def test_what_is_usually_absent_is_no_manifestation(store: ox.Store):
    assert not _ask(store, "gluteal:GKG_0004000 gluteal:hasManifestation gluteal:GKG_0002002")


def test_a_triple_stands_in_one_graph_so_that_the_union_counts_nothing_twice(store: ox.Store):
    assert len({(q.subject, q.predicate, q.object) for q in store}) == len(store)
    assert not any(isinstance(q.graph_name, ox.DefaultGraph) for q in store)


def test_kinds_are_no_targets_of_relations(store: ox.Store):
    assert not _ask(store, "gluteal:GKG_0004000 gluteal:canCompress gluteal:Nerve")


def test_isomorphic_datasets_have_the_same_canonical_form():
    def quads(one: str, two: str) -> list[ox.Quad]:
        p, a, b = ox.NamedNode("urn:p"), ox.BlankNode(one), ox.BlankNode(two)
        return [ox.Quad(a, p, b), ox.Quad(b, p, ox.Literal("x"))]

    assert canonical_nquads(quads("u", "v")) == canonical_nquads(reversed(quads("v", "q")))
    assert canonical_nquads(quads("u", "v")) != canonical_nquads(quads("u", "u"))
