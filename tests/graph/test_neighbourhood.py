"""Neighbourhoods: breadth first, counted whole, ordered by what is worth seeing first."""

from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.neighbourhood import neighbourhood
from kg.catalogue.network import Filter, Network
from kg.errors import InputError, UnknownEntityError
from kg.graph.model import Edge
from tests.graph.conftest import curie, small_network

COMPRESSORS = [
    "catamenial sciatica", "deep gluteal syndrome", "gluteal compartment syndrome",
    "iatrogenic or compressive sciatic neuropathy", "ischiofemoral impingement",
    "lumbosacral plexopathy", "piriformis syndrome",
]


def around(network: Network, of: str, depth: int = 1, limit: int = 500, **chosen: Any) -> Any:
    starts = network.entities(of, "of")
    return neighbourhood(network, starts, Filter(**chosen), depth=depth, limit=limit)


def labels(answer: Any) -> list[str]:
    return [node["label"] for node in answer["nodes"]]


def test_the_conditions_that_can_compress_the_sciatic_nerve(network: Network):
    compress = network.relations("can compress", "relations")
    answer = around(network, "sciatic nerve", relations=compress)
    assert labels(answer) == ["sciatic nerve", *COMPRESSORS]
    assert (answer["shown"], answer["total"]) == (8, 8)
    for edge in answer["edges"]:
        assert edge["label"] == "can compress"
        assert edge["inferred"] is False
        assert edge["proof"] is None
        assert edge["sources"]


def test_conditions_come_first_and_their_reasons_one_step_further(network: Network):
    first = around(network, "sciatic-nerve", limit=8)
    assert labels(first) == ["sciatic nerve", *COMPRESSORS]
    walked = around(network, "piriformis-syndrome", limit=500)
    reasons = {e["relation"] for e in walked["edges"] if e["source"] == walked["of"][0]}
    assert {"canCompress", "canAffect", "canPresentWith", "canBeProvokedBy"} <= reasons
    assert all((edge["proof"] is not None) == edge["inferred"] for edge in walked["edges"])


def test_an_inherited_compression_is_met_through_the_parent_and_shown_when_asked(network: Network):
    compress = network.relations("canCompress", "relations")
    of = "posterior femoral cutaneous nerve"
    assert "piriformis syndrome" not in labels(around(network, of, relations=compress))
    every = around(network, of, relations=compress, inferred="all")
    [edge] = [e for e in every["edges"] if e["inferred"]]
    assert "piriformis syndrome" in labels(every)
    assert network.catalogue.prove(edge["proof"]).premises
    parents = compress | {"subClassOf"}
    assert "piriformis syndrome" in labels(around(network, of, depth=2, relations=parents))


@pytest.mark.parametrize("inferred", ["none", "concise", "all"])
@pytest.mark.parametrize("limit", [1, 7, 60, 500])
def test_what_is_answered_is_consistent(network: Network, inferred: str, limit: int):
    for of in ("sciatic-nerve", "piriformis syndrome,lumbar disc herniation", "buttock"):
        for depth in (0, 1, 2):
            answer = around(network, of, depth, limit, inferred=inferred)
            ids = [node["id"] for node in answer["nodes"]]
            assert len(set(ids)) == len(ids) == answer["shown"] <= answer["total"]
            assert answer["shown"] == min(answer["total"], max(limit, len(answer["of"])))
            distance = {node["id"]: node["distance"] for node in answer["nodes"]}
            assert list(distance.values()) == sorted(distance.values())
            for edge in answer["edges"]:
                assert min(distance[edge["source"]], distance[edge["target"]]) < depth
                assert inferred != "none" or not edge["inferred"]
            for node in answer["nodes"]:
                assert 0 <= node["hidden"] <= node["degree"]
                assert sum(node["hidden_by_relation"].values()) >= node["hidden"]


def test_hidden_neighbours_are_those_that_expanding_adds(network: Network):
    answer = around(network, "sciatic-nerve", limit=12)
    shown = {node["id"] for node in answer["nodes"]}
    for node in answer["nodes"]:
        beyond = {n["id"] for n in around(network, node["id"])["nodes"]} - shown
        assert len(beyond) == node["hidden"]


def test_stated_before_inferred_and_stronger_before_weaker(network: Network):
    answer = around(network, "piriformis-syndrome")
    of = answer["of"][0]
    inferred = []
    for node in answer["nodes"][1:]:
        joining = [e for e in answer["edges"] if {of, node["id"]} == {e["source"], e["target"]}]
        inferred.append(all(edge["inferred"] for edge in joining))
    assert inferred == sorted(inferred)
    assert True in inferred


def test_only_wanted_kinds_are_walked_through(network: Network):
    kinds = network.kinds("conditions,muscles", "kinds")
    answer = around(network, "sciatic-nerve", 2, kinds=kinds)
    assert {node["kind"] for node in answer["nodes"][1:]} == {"Condition", "Syndrome", "Muscle"}
    relations = network.relations("innervates", "relations")
    for edge in around(network, "sciatic-nerve", 2, relations=relations)["edges"]:
        assert edge["relation"] == "innervates"


@st.composite
def _graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    size = draw(st.integers(2, 9))
    node = st.integers(0, size - 1)
    return size, draw(st.lists(st.tuples(node, node).filter(lambda p: p[0] != p[1]), max_size=20))


@given(_graphs(), st.integers(0, 3))
def test_distances_are_those_of_a_plain_search(drawn: Any, depth: int):
    size, pairs = drawn
    edges = {p: Edge(source=curie(p[0]), relation="partOf", target=curie(p[1])) for p in pairs}
    made = small_network(edges.values(), dict.fromkeys(range(size), "Muscle"))
    expected, queue = {0: 0}, deque([0])
    while queue:
        one = queue.popleft()
        for a, b in pairs:
            for here, there in ((a, b), (b, a)):
                if here == one and there not in expected and expected[one] < depth:
                    expected[there] = expected[one] + 1
                    queue.append(there)
    answer = around(made, curie(0), depth)
    assert {n["id"]: n["distance"] for n in answer["nodes"]} == {
        curie(n): d for n, d in expected.items()}


def test_names_are_ids_slugs_labels_synonyms_and_several_with_commas(network: Network):
    for name in ("GKG:0000200", "GKG_0000200", "sciatic-nerve", "Sciatic Nerve"):
        assert [e.slug for e in network.entities(name, "of")] == ["sciatic-nerve"]
    two = network.entities("sciatic-nerve, piriformis,sciatic nerve", "of")
    assert [e.slug for e in two] == ["sciatic-nerve", "piriformis"]
    whole = next(e for e in network.catalogue.knowledge.entities.values() if "," in e.label)
    assert network.entities(whole.label, "of") == [whole]


def test_what_nobody_knows_is_refused_with_candidates(network: Network):
    with pytest.raises(UnknownEntityError) as unknown:
        network.entities("sciatc nerve", "of")
    assert "sciatic-nerve" in unknown.value.candidates
    with pytest.raises(InputError) as relation:
        network.relations("canCompres", "relations")
    assert "canCompress" in relation.value.errors[0].candidates
    with pytest.raises(InputError) as kind:
        network.kinds("conditions,nervs", "kinds")
    assert kind.value.errors[0].candidates
    for text in (",", " , "):
        with pytest.raises(InputError, match="names nothing"):
            network.entities(text, "of")
    with pytest.raises(InputError, match="more than 20"):
        network.entities(",".join(sorted(network.graph.places)[:21]), "of")
