"""What surrounds an entity: breadth first, the most telling neighbours first, never cut unsaid."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from kg.catalogue.costs import relation_cost
from kg.catalogue.network import Adjacency, Filter, Network
from kg.graph.model import Edge
from kg.model import Entity

Key = tuple[bool, float, int, str, str]


def neighbourhood(
    network: Network, starts: Sequence[Entity], chosen: Filter, *, depth: int, limit: int
) -> dict[str, Any]:
    """Return the nodes within ``depth`` steps of ``starts`` and the edges that lead to them.

    Nodes come in the order of their distance, then of what joins them: stated before inferred, the
    stronger first, then by label. The first ``limit`` of the ``total`` are shown, ``starts`` in any
    case. Edges are those of the nodes that were expanded, the ones nearer than ``depth``.
    """
    adjacency = network.adjacency(chosen)
    distance = _distances(network, adjacency, [entity.id for entity in starts], depth)
    shown = list(distance)[: max(limit, len(starts))]
    inside = set(shown)
    edges = [
        edge for curie in shown if distance[curie] < depth
        for edge, other in adjacency[curie] if other in inside
    ]
    nodes = [
        network.node(curie) | {"distance": distance[curie]} | _beyond(adjacency[curie], inside)
        for curie in shown
    ]
    return {
        "of": [entity.id for entity in starts],
        "shown": len(shown),
        "total": len(distance),
        "nodes": nodes,
        "edges": network.edges(edges),
    }


def _distances(
    network: Network, adjacency: Adjacency, starts: Iterable[str], depth: int
) -> dict[str, int]:
    """Return the distance of every node within ``depth``, nearest and most telling first."""
    distance = dict.fromkeys(starts, 0)
    edge_of = list(distance)
    for step in range(1, depth + 1):
        best: dict[str, Key] = {}
        for curie in edge_of:
            for edge, other in adjacency[curie]:
                if other not in distance:
                    key = _key(network, edge, other)
                    best[other] = min(best.get(other, key), key)
        edge_of = sorted(best, key=best.__getitem__)
        distance |= dict.fromkeys(edge_of, step)
    return distance


def _key(network: Network, edge: Edge, other: str) -> Key:
    label = network.catalogue.knowledge.entities[other].label
    return edge.inferred, -edge.weight, relation_cost(edge.relation), label, other


def _beyond(edges: Iterable[tuple[Edge, str]], inside: set[str]) -> dict[str, Any]:
    """Count a node's neighbours, and those that are not shown, in all and by relation."""
    degree = {other for _, other in edges}
    pairs = {(edge.relation, other) for edge, other in edges if other not in inside}
    by_relation = Counter(relation for relation, _ in pairs)
    return {
        "degree": len(degree),
        "hidden": len(degree - inside),
        "hidden_by_relation": dict(sorted(by_relation.items())),
    }
