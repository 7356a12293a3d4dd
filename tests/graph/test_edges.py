"""The edges: all of them provable or recorded, and none left out that the rest does not imply."""

from collections import defaultdict
from itertools import product

import pytest

from kg.axioms import SubPropertyOf
from kg.catalogue.network import Network
from kg.catalogue.records import rule
from kg.graph.edges import all_edges
from kg.graph.model import SUBCLASS, Edge, relation_label
from kg.graph.stored import graph_from_json, graph_to_json
from kg.iris import BASE, RDFS, entity_iri, term_iri
from kg.model import Claim, Evidence, Source
from kg.snapshot.load import Snapshot
from kg.snapshot.read import parse_turtle
from tests.small_knowledge import small_knowledge


def test_every_inferred_edge_has_a_proof_that_ends_in_axioms(network: Network):
    inferred = [edge for edge in network.graph.edges if edge.inferred]
    assert len(inferred) > 3000
    for edge in inferred:
        proof = network.catalogue.prove(edge.identifier)
        assert entity_iri(edge.source) in proof.conclusion
        assert entity_iri(edge.target) in proof.conclusion
        leaves = [step for step in proof.steps() if not step.premises]
        assert leaves
        assert [leaf.conclusion for leaf in leaves if leaf.axiom is None] == []


def test_the_proof_of_a_mechanism_reaches_all_that_the_finding_is_made_of(network: Network):
    known = network.catalogue.knowledge
    rows = [edge for edge in network.graph.edges if edge.basis == "mechanism"]
    assert len(rows) > 500
    for edge in rows:
        proof = network.catalogue.prove(edge.identifier)
        assert proof.support == (f"{BASE}evidence/{edge.records[0]}",)
        shown = " ".join(step.conclusion for step in proof.premises if step.rule != "definition")
        for _, filler in known.findings()[edge.target].composition:
            assert f"<{entity_iri(filler)}>" in shown, edge.identifier


def test_what_an_edge_cites_exists(network: Network):
    known = network.catalogue.knowledge
    recorded = 0
    for edge in network.graph.edges:
        assert edge.source != edge.target
        assert set(edge.sources) <= known.of(Source).keys()
        for name in edge.records:
            recorded += 1
            assert name in known.of(Claim) or rule(known, name)["id"] == name
    assert recorded > 2000


def test_every_manifestation_is_an_edge_that_says_what_it_rests_on(snapshot: Snapshot):
    found = {e.identifier: e for e in snapshot.graph.edges if e.relation == "canPresentWith"}
    rows = snapshot.knowledge.of(Evidence).values()
    shown = [r for r in rows if r.status == "present" and r.frequency_high_pct != 0]
    for row in shown:
        edge = found[f"{row.condition}.canPresentWith.{row.finding}".replace(":", "_")]
        assert row.id in edge.records
        if row.basis == "evidence":
            assert not edge.inferred
            assert edge.estimate is not None
    refused = [r for r in rows if r.status == "absent" or r.frequency_high_pct == 0]
    assert refused
    assert not {r.id for r in refused} & {name for e in found.values() for name in e.records}


def test_an_estimate_is_one_on_its_edge(snapshot: Snapshot):
    rows = snapshot.knowledge.of(Evidence)
    for edge in snapshot.graph.edges:
        if edge.basis == "evidence" and len(edge.records) == 1 and edge.records[0] in rows:
            row = rows[edge.records[0]]
            said = "author_estimate" in row.band_basis or "author_estimate" in row.provenance
            assert edge.estimate is (said or row.lr_origin == "author_estimate"), row.id


def _closed(edges: set[tuple[str, str, str]], snapshot: Snapshot) -> set[tuple[str, str, str]]:
    """Return what ``edges`` imply by inheritance, subproperties and chains: a naive fixpoint."""
    rules = [
        ([r.removeprefix(BASE) for r in a.chain], a.sup.removeprefix(BASE))
        for a in snapshot.taxonomy.normalizer.axioms if isinstance(a, SubPropertyOf)
    ]
    names = {r for _, r, _ in edges}
    rules += [([SUBCLASS, name], name) for name in names]
    rules += [([name, SUBCLASS], name) for name in names]
    found = set(edges)
    while True:
        after: dict[tuple[str, str], set[str]] = defaultdict(set)
        by_role: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for s, r, t in found:
            after[s, r].add(t)
            by_role[r].add((s, t))
        new = set()
        for chain, sup in rules:
            for s, t in by_role[chain[0]]:
                ends = {t} if len(chain) == 1 else after[t, chain[1]]
                new |= {(s, sup, end) for end in ends}
        if new <= found:
            return found
        found |= new


def test_what_is_left_out_follows_from_what_is_shown(snapshot: Snapshot):
    def keys(edges: list[Edge]) -> set[tuple[str, str, str]]:
        return {(e.source, e.relation, e.target) for e in edges}

    hidden = [edge for edge in snapshot.graph.edges if edge.implied]
    shown = [edge for edge in snapshot.graph.edges if not edge.implied]
    assert len(hidden) > 1000
    assert all(edge.inferred for edge in hidden)
    assert sorted(keys(hidden) - _closed(keys(shown), snapshot)) == []


def test_nothing_inferred_that_is_shown_is_inherited_or_only_a_vaguer_way_to_say_it(
    snapshot: Snapshot,
):
    every = {(e.source, e.relation, e.target) for e in snapshot.graph.edges}
    kinds = {(s, t) for s, r, t in every if r == SUBCLASS and (t, r, s) not in every}
    above, below = defaultdict(set), defaultdict(set)
    for one, other in kinds:
        above[one].add(other)
        below[other].add(one)
    for edge in snapshot.graph.edges:
        if edge.basis == "entailed" and not edge.implied and edge.relation != SUBCLASS:
            said = [(k, edge.relation, edge.target) for k in above[edge.source]]
            said += [(edge.source, edge.relation, k) for k in below[edge.target]]
            assert not every.intersection(said), edge.identifier


def test_no_subsumption_that_is_shown_is_a_detour(snapshot: Snapshot):
    kinds = defaultdict(set)
    for edge in snapshot.graph.edges:
        if edge.relation == SUBCLASS:
            kinds[edge.source].add(edge.target)
    for edge in snapshot.graph.edges:
        if edge.relation == SUBCLASS and edge.inferred and not edge.implied:
            between = [k for k in kinds[edge.source] - {edge.target}
                       if edge.target in kinds[k] and edge.source not in kinds[k]]
            assert between == [], edge.identifier


def test_relations_read_like_the_labels_of_the_schema(root, snapshot: Snapshot):
    triples = parse_turtle([root / "ontology" / "schema.ttl"])
    labels = {t.subject.value: t.object.value for t in triples
              if t.predicate.value == RDFS + "label"}
    shown = {edge.relation for edge in snapshot.graph.edges}
    named = {name: labels[term_iri(name)] for name in shown if term_iri(name) in labels}
    assert len(named) > 50
    assert {name: relation_label(name) for name in named} == named


def test_a_small_graph_comes_back_from_its_stored_form(snapshot: Snapshot):
    assert graph_from_json(graph_to_json(snapshot.graph)) == snapshot.graph


@pytest.mark.parametrize(("one", "relation", "other", "basis"), [
    ("GKG:0004000", "canCompress", "GKG:0000200", "stated"),
    ("GKG:0004000", "canPresentWith", "GKG:0002001", "evidence"),
    ("GKG:0003000", "isTestFor", "GKG:0004000", "evidence"),
    ("GKG:0003300", "usedFor", "GKG:0004000", "evidence"),
    ("GKG:0003300", "isContraindicatedBy", "GKG:0001300", "evidence"),
    ("GKG:0003000", "isUnsafeWith", "GKG:0001300", "stated"),
    ("GKG:0002000", "isCriterionOf", "GKG:0004000", "evidence"),
    ("GKG:0002001", "subClassOf", "GKG:0002000", "stated"),
])
def test_every_kind_of_record_makes_its_edge(one, relation, other, basis):
    from kg.authoring.axioms import axioms_of
    from kg.reasoning.taxonomy import Taxonomy

    known = small_knowledge()
    stated, _ = axioms_of(known)
    supports = {s.axiom.identifier: s.support for s in stated}
    edges = all_edges(known, Taxonomy.from_axioms([s.axiom for s in stated], supports))
    bases = {(e.source, e.relation, e.target): e.basis for e in edges}
    assert bases[one, relation, other] == basis
    gone = "GKG:0001001"
    assert not [pair for pair in product(bases, (0, 2)) if pair[0][pair[1]] == gone]
