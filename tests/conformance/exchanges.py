"""Reads the cases that are exchanges over HTTP: what to send, and what must come back."""

from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from tests.conformance.manifest import BASE, MF, UT, Graph

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request; ``statuses`` are endings of the IRIs of what is expected."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    truth: bool | None = None
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A case: its exchanges in order, and the graphs that it needs by their IRIs."""

    name: str
    exchanges: list[Exchange]
    graphs: dict[str, Path] = field(default_factory=dict)


def dialogues(path: Path) -> list[Dialogue]:
    """Return the cases of the manifest ``path``."""
    graph = Graph(path, f"{BASE}{path.parent.name}/{path.name}")
    heads = [quad.object for quad in graph.dataset if quad.predicate.value == MF + "entries"]
    nodes = [node for head in heads for node in graph.items(head)]
    return [
        Dialogue(node.value.rpartition("#")[2], _exchanges(graph, node), _graphs(graph, node, path))
        for node in nodes
    ]


def _graphs(graph: Graph, node: ox.NamedNode, path: Path) -> dict[str, Path]:
    found = {}
    for data in graph.all(node, UT + "graphData"):
        file = graph.one(data, UT + "graph").value.rpartition("/")[2]
        found[graph.one(data, LABEL).value] = path.parent / file
    return found


def _exchanges(graph: Graph, node: ox.NamedNode) -> list[Exchange]:
    action = graph.one(node, MF + "action")
    if action is None:
        return []
    requests = graph.items(graph.one(action, HT + "requests"))
    return [_exchange(graph, request) for request in requests]


def _exchange(graph: Graph, node) -> Exchange:
    response, body = graph.one(node, HT + "resp"), graph.one(node, HT + "body")
    headers = {
        graph.one(header, HT + "fieldName").value: graph.one(header, HT + "fieldValue").value
        for header in graph.items(graph.one(node, HT + "headers"))
    }
    truth, shape = (graph.one(response, MF + name) for name in ("expectedBoolean",
                                                                "expectedFormat"))
    return Exchange(
        graph.one(node, HT + "methodName").value, graph.one(node, HT + "absolutePath").value,
        headers, None if body is None else _bytes(graph, body),
        frozenset(s.value.rpartition("#")[2] for s in graph.all(response, MF + "expectedStatus")),
        None if truth is None else truth.value == "true", shape.value if shape else "",
    )


def _bytes(graph: Graph, body) -> bytes:
    encoding = graph.one(body, CNT + "characterEncoding")
    return graph.one(body, CNT + "chars").value.encode(encoding.value if encoding else "utf-8")
