"""Graph <-> JSON: one row an edge, columns named once, trailing defaults left out."""

import dataclasses
import json
from typing import Any

from kg.errors import SnapshotError
from kg.graph.model import Edge, GraphData

_FIELDS = [field.name for field in dataclasses.fields(Edge)]
_DEFAULTS = [
    None if field.default is dataclasses.MISSING else field.default
    for field in dataclasses.fields(Edge)
]


def graph_to_json(graph: GraphData) -> bytes:
    """Return ``graph`` as JSON; the same graph gives the same bytes."""
    stored = {
        "fields": _FIELDS,
        "places": {curie: list(place) for curie, place in sorted(graph.places.items())},
        "edges": [_row(edge) for edge in graph.edges],
    }
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()


def graph_from_json(content: bytes) -> GraphData:
    """Restore what :func:`graph_to_json` wrote.

    Raises:
        SnapshotError: it was written by another version of the graph.
    """
    stored = json.loads(content)
    if stored["fields"] != _FIELDS:
        raise SnapshotError("graph.json was written by another version of the graph")
    places = {curie: (x, y) for curie, (x, y) in stored["places"].items()}
    return GraphData(places, tuple(_edge(row) for row in stored["edges"]))


def _row(edge: Edge) -> list[Any]:
    values = [getattr(edge, name) for name in _FIELDS]
    while values[-1] == _DEFAULTS[len(values) - 1]:
        values.pop()
    return values


def _edge(row: list[Any]) -> Edge:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in zip(_FIELDS, row, strict=False)
    }
    return Edge(**values)
