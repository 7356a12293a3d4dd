"""The shortest ways from one entity to another, each step with its reason.

Paths run along edges in either direction, and the answer keeps their own. A path is short when its
steps explain much (:mod:`kg.catalogue.costs`). The work is bounded by the graph and not by a
clock, so that the same request has the same answer: only nodes through which a path of acceptable
cost can run are searched, and the longest path and the number of paths have limits.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from kg.catalogue.costs import edge_cost, hub_cost
from kg.catalogue.network import Filter, Network
from kg.catalogue.networks import networkx
from kg.errors import InputError, Pointed
from kg.graph.model import Edge, relation_label
from kg.limits import limit
from kg.model import Entity

STRETCH, SLACK = 1.3, 30
"""A path may cost this many times the cheapest, and this much more; beyond it explains little."""
_SPARE = 10
"""Paths with too many steps that are passed over before the search ends."""


class Paths:
    """Finds paths over one network; the views of a few filters are kept."""

    def __init__(self, network: Network) -> None:
        """Search ``network``."""
        self.network = network
        self._view = lru_cache(maxsize=4)(self._make_view)

    def between(self, one: Entity, other: Entity, chosen: Filter, *, k: int) -> dict[str, Any]:
        """Return at most ``k`` simple paths, the most explaining first.

        Raises:
            InputError: both ends are the same.
        """
        if one.id == other.id:
            raise InputError([Pointed("to", "is the same as from")])
        found = self._search(one.id, other.id, chosen, k)
        walked = [[self._edge(chosen, *step) for step in pairwise(path)] for path in found]
        nodes = dict.fromkeys(curie for path in found for curie in path)
        paths = [
            {"length": len(edges), "steps": [self._step(e, start) for e, start in
                                             zip(edges, path, strict=False)]}
            for edges, path in zip(walked, found, strict=True)
        ]
        document = {
            "from": one.id, "to": other.id, "shown": len(paths),
            "paths": paths,
            "nodes": [self.network.node(curie) for curie in nodes],
            "edges": self.network.edges(edge for edges in walked for edge in edges),
        }
        return document if paths else document | {"reason": _reason(one, other, chosen)}

    def _search(self, source: str, target: str, chosen: Filter, k: int) -> list[list[str]]:
        nx = networkx()
        view, _ = self._view(chosen)
        back = nx.single_source_dijkstra_path_length(view, target)
        if source not in back:
            return []
        most = back[source] * STRETCH + SLACK
        near = _near(nx, view, source, back, most)
        steps = int(limit("graph_path_steps"))
        kept: list[list[str]] = []
        for path in islice(nx.shortest_simple_paths(near, source, target, "weight"), k + _SPARE):
            if len(kept) == k or _cost(view, path) > most:
                break
            if len(path) - 1 <= steps:
                kept.append(path)
        return kept

    def _make_view(self, chosen: Filter) -> tuple[Any, Mapping[tuple[str, str], Edge]]:
        """Return an undirected graph with a cost on every edge, and the edge behind each.

        Of several relations between two entities the cheapest counts; half of what it costs to
        pass a node is on each side of it.
        """
        best: dict[tuple[str, str], Edge] = {}
        for edge in self.network.graph.edges:
            if chosen.shows(edge):
                pair = min(edge.source, edge.target), max(edge.source, edge.target)
                if pair not in best or edge_cost(edge) < edge_cost(best[pair]):
                    best[pair] = edge
        view = networkx().Graph()
        view.add_nodes_from(sorted(self.network.graph.places))
        view.add_edges_from(sorted(best))
        hubs = {curie: hub_cost(degree) for curie, degree in view.degree}
        for (one, other), edge in best.items():
            view.edges[one, other]["weight"] = 2 * edge_cost(edge) + hubs[one] + hubs[other]
        return view, best

    def _edge(self, chosen: Filter, one: str, other: str) -> Edge:
        return self._view(chosen)[1][min(one, other), max(one, other)]

    def _step(self, edge: Edge, start: str) -> dict[str, Any]:
        entities = self.network.catalogue.knowledge.entities
        ends = entities[edge.source].label, entities[edge.target].label
        return self.network.edge(edge) | {
            "forward": edge.source == start,
            "reads": f"{ends[0]} {relation_label(edge.relation)} {ends[1]}",
        }


def _near(nx: Any, view: Any, source: str, back: Mapping[str, int], most: float) -> Any:
    """Return the directed graph of the steps that a path from ``source`` of cost ``most`` can take.

    ``back`` holds what each node costs to the target. Weights are what a step costs beyond the
    cheapest way on (the potentials of A*): all paths between the two ends change by the same
    amount, so their order stays, and the search runs towards the target.
    """
    there = nx.single_source_dijkstra_path_length(view, source, cutoff=most)
    near = nx.DiGraph()
    near.add_nodes_from((source, *sorted(there)))
    for one in sorted(there):
        for other, step in view.adj[one].items():
            if other in there and there[one] + step["weight"] + back[other] <= most:
                near.add_edge(one, other, weight=step["weight"] + back[other] - back[one])
    return near


def _cost(view: Any, path: list[str]) -> int:
    return sum(view.edges[step]["weight"] for step in pairwise(path))


def _reason(one: Entity, other: Entity, chosen: Filter) -> str:
    along = "" if chosen.relations is None else f" along {', '.join(sorted(chosen.relations))}"
    most = int(limit("graph_path_steps"))
    return f"no path of at most {most} steps was found from {one.label} to {other.label}{along}"
