"""Paths: really the shortest, really there, the same every time, and never too much work."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.costs import edge_cost, hub_cost
from kg.catalogue.network import Filter, Network
from kg.catalogue.paths import SLACK, STRETCH, Paths
from kg.errors import InputError
from kg.graph.model import Edge
from tests.graph.conftest import curie, small_network

RELATIONS = ("canCompress", "partOf", "isUnsafeWith", "canPresentWith")


@pytest.fixture(scope="module")
def paths(network: Network) -> Paths:
    return Paths(network)


def between(paths: Paths, one: str, other: str, k: int = 3, **chosen: Any) -> Any:
    ends = (paths.network.entity(one, "from"), paths.network.entity(other, "to"))
    return paths.between(*ends, Filter(**chosen), k=k)


@st.composite
def _edges(draw: st.DrawFn) -> list[Edge]:
    node = st.integers(0, 5)
    triple = st.tuples(node, st.sampled_from(RELATIONS), node)
    keys = draw(st.lists(triple, min_size=9, max_size=30))
    weight = st.sampled_from((0.0, 0.5, 1.0))
    return [
        Edge(source=curie(a), relation=r, target=curie(b), weight=draw(weight),
             basis=draw(st.sampled_from(("stated", "mechanism"))))
        for a, r, b in sorted(set(keys)) if a != b
    ]


def _simple(links: dict[str, set[str]], path: list[str], end: str) -> Iterator[list[str]]:
    if path[-1] == end:
        yield path
        return
    for other in sorted(links[path[-1]] - set(path)):
        yield from _simple(links, [*path, other], end)


@given(_edges(), st.integers(1, 6))
def test_the_paths_are_the_cheapest_of_all_simple_paths(edges: list[Edge], k: int):
    network = small_network(edges, dict.fromkeys(range(6), "Muscle"))
    links: dict[str, set[str]] = {curie(n): set() for n in range(6)}
    price: dict[frozenset[str], int] = {}
    for edge in edges:
        links[edge.source].add(edge.target)
        links[edge.target].add(edge.source)
        pair = frozenset((edge.source, edge.target))
        price[pair] = min(price.get(pair, 10**6), edge_cost(edge))

    def cost(path: list[str]) -> int:
        steps = sum(2 * price[frozenset(step)] for step in pairwise(path))
        hubs = sum(2 * hub_cost(len(links[node])) for node in path[1:-1])
        return steps + hubs + sum(hub_cost(len(links[node])) for node in (path[0], path[-1]))

    every = sorted(map(cost, _simple(links, [curie(0)], curie(1))))
    affordable = [c for c in every if c <= every[0] * STRETCH + SLACK]
    answer = between(Paths(network), curie(0), curie(1), k)
    walked = [[answer["from"], *_walk(path, answer["from"])] for path in answer["paths"]]
    assert [cost(path) for path in walked] == affordable[:k]
    assert len({tuple(path) for path in walked}) == len(walked)
    assert ("reason" in answer) == (not every)


def _walk(path: Any, at: str) -> Iterator[str]:
    for step in path["steps"]:
        here, there = step["source"], step["target"]
        if not step["forward"]:
            here, there = there, here
        assert here == at
        at = there
        yield at


def test_paths_are_simple_joined_and_made_of_edges_that_exist(paths: Paths):
    known = {edge.identifier: edge for edge in paths.network.graph.edges}
    ends = [("piriformis", "S1 nerve root"), ("sitting", "sciatic nerve"),
            ("GKG:0004042", "buttock"), ("hip osteoarthritis", "groin"),
            ("running", "gluteus medius")]
    for one, other in ends:
        answer = between(paths, one, other, 10)
        nodes = {node["id"] for node in answer["nodes"]}
        listed = [(e["source"], e["relation"], e["target"]) for e in answer["edges"]]
        assert answer["shown"] == len(answer["paths"]) > 0
        for path in answer["paths"]:
            visited = [answer["from"], *_walk(path, answer["from"])]
            assert visited[-1] == answer["to"]
            assert len(set(visited)) == len(visited) == path["length"] + 1
            assert set(visited) <= nodes
            for step in path["steps"]:
                key = step["source"], step["relation"], step["target"]
                assert key in listed
                assert known[".".join(key).replace(":", "_")].inferred == step["inferred"]


def test_from_the_sciatic_nerve_to_what_can_compress_it_every_step_says_why(paths: Paths):
    first = between(paths, "sciatic nerve", "piriformis syndrome")["paths"][0]
    assert [step["reads"] for step in first["steps"]] == [
        "piriformis syndrome can compress sciatic nerve"]
    assert not first["steps"][0]["forward"]
    onward = between(paths, "buttock pain", "sciatic nerve", 5)["paths"]
    assert len(onward) == 5
    for path in onward:
        reads = [step["reads"] for step in path["steps"]]
        assert "can present with buttock pain" in reads[0]
        assert "can compress sciatic nerve" in reads[1]


def test_a_filter_of_relations_holds_for_every_step(paths: Paths):
    wanted = paths.network.relations("contributes to,innervates", "relations")
    answer = between(paths, "L5 nerve root", "gluteus maximus", 5, relations=wanted)
    assert answer["paths"]
    assert {e["relation"] for e in answer["edges"]} <= wanted
    plain = between(paths, "piriformis syndrome", "cauda equina syndrome", 5, inferred="none")
    assert not any(edge["inferred"] for edge in plain["edges"])


def test_no_path_is_an_answer_with_a_reason(paths: Paths):
    wanted = paths.network.relations("hasDermatome", "relations")
    answer = between(paths, "sciatic nerve", "piriformis syndrome", relations=wanted)
    assert (answer["shown"], answer["paths"], answer["nodes"], answer["edges"]) == (0, [], [], [])
    assert "hasDermatome" in answer["reason"]


def test_the_same_at_both_ends_is_refused(paths: Paths):
    with pytest.raises(InputError) as same:
        between(paths, "sciatic nerve", "GKG:0000200")
    assert same.value.errors[0].pointer == "to"


def test_a_long_chain_is_no_explanation():
    chain = [Edge(source=curie(n), relation="partOf", target=curie(n + 1)) for n in range(12)]
    found = Paths(small_network(chain, dict.fromkeys(range(13), "Muscle")))
    assert between(found, curie(0), curie(8))["paths"][0]["length"] == 8
    assert "at most 8 steps" in between(found, curie(0), curie(9))["reason"]


def test_everything_joined_to_everything_ends():
    edges = [Edge(source=curie(a), relation="partOf", target=curie(b))
             for a in range(40) for b in range(a)]
    dense = Paths(small_network(edges, dict.fromkeys(range(40), "Muscle")))
    assert between(dense, curie(0), curie(39), 10)["paths"][0]["length"] == 1
