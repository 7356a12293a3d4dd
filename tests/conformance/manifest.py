"""Reads the manifests of the W3C suites into cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

BASE = "https://w3c.github.io/rdf-tests/sparql/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
OVER_HTTP = frozenset({"ProtocolTest", "ServiceDescriptionTest", "GraphStoreProtocolTest"})


@dataclass(frozen=True, slots=True)
class Case:
    """One test: files are paths below the folder of the suites."""

    name: str
    kind: str
    query: str
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: str = ""
    is_lax: bool = False

    @property
    def group(self) -> str:
        """The folder of the test, such as ``sparql11/bind``."""
        return self.name.rpartition("/")[0]


class Graph:
    """An RDF graph that is walked from node to node."""

    def __init__(self, path: Path, base: str) -> None:
        """Parse ``path``."""
        syntax = ox.RdfFormat.from_extension(path.suffix[1:])
        parsed = ox.parse(path=str(path), format=syntax, base_iri=base)
        self.dataset = ox.Dataset(parsed)

    def all(self, subject, predicate: str) -> list:
        """Return the objects."""
        quads = self.dataset.quads_for_subject(subject)
        return [quad.object for quad in quads if quad.predicate.value == predicate]

    def one(self, subject, predicate: str):
        """Return the object, or ``None``."""
        return next(iter(self.all(subject, predicate)), None)

    def items(self, node) -> Iterator:
        """Yield the members of an RDF list."""
        while node is not None and node != ox.NamedNode(RDF + "nil"):
            yield self.one(node, RDF + "first")
            node = self.one(node, RDF + "rest")


def cases(suites: Path, version: str) -> list[Case]:
    """Return every case of ``version`` (``sparql10``, ``sparql11``, ``sparql12``)."""
    found = []
    for path in sorted((suites / version).glob("*/manifest.ttl")):
        base = BASE + path.relative_to(suites).as_posix()
        graph = Graph(path, base)
        heads = [q.object for q in graph.dataset if q.predicate.value == MF + "entries"]
        group = path.parent.relative_to(suites).as_posix()
        nodes = (node for head in heads for node in graph.items(head))
        found += [case for node in nodes if (case := _case(graph, node, group))]
    return found


def _case(graph: Graph, node: ox.NamedNode, group: str) -> Case | None:
    """Return the case at ``node``; cases of HTTP alone have neither query nor data."""
    kind = graph.one(node, RDF + "type").value.removeprefix(MF)
    if kind in OVER_HTTP:
        return None
    action = graph.one(node, MF + "action")
    query = graph.one(action, QT + "query") or graph.one(action, UT + "request") or action
    return Case(
        name=f"{group}/{node.value.rpartition('#')[2]}", kind=kind, query=_path(query),
        data=_paths(graph.all(action, QT + "data")),
        named=_paths(graph.all(action, QT + "graphData")),
        result=_path(graph.one(node, MF + "result")),
        is_lax=graph.one(node, MF + "resultCardinality") is not None,
    )


def _path(node) -> str:
    return node.value.removeprefix(BASE) if isinstance(node, ox.NamedNode) else ""


def _paths(nodes: list) -> tuple[str, ...]:
    return tuple(sorted(map(_path, nodes)))
