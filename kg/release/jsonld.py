"""Compact JSON-LD with its context inside the file, so that a reader fetches nothing.

The engine's own writer gives the expanded form only, in which every name is a whole address.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from kg.iris import PREFIXES, RDF, XSD

_TYPE, _FIRST, _REST, _NIL = (RDF + name for name in ("type", "first", "rest", "nil"))
_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def json_ld(triples: Iterable[ox.Triple]) -> bytes:
    """Return ``triples`` as one JSON-LD 1.1 document, a line for each named subject.

    Blank nodes stand where they are used; each may be used once. The same triples in the same
    order give the same bytes.
    """
    writer = _Writer(triples)
    context = json.dumps(writer.context, ensure_ascii=False, sort_keys=True, indent=1)
    lines = [
        json.dumps(node, ensure_ascii=False, separators=(",", ":")) for node in writer.nodes()
    ]
    listed = ",\n".join(lines)
    return f'{{"@context": {context},\n"@graph": [\n{listed}\n]}}\n'.encode()


class _Writer:
    """Triples by subject and property, and the context that fits them all."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._about: dict[_Node, dict[str, list[_Node]]] = defaultdict(lambda: defaultdict(list))
        values: dict[str, list[_Node]] = defaultdict(list)
        self._nested: set[_Node] = set()
        for triple in triples:
            self._about[triple.subject][triple.predicate.value].append(triple.object)
            values[triple.predicate.value].append(triple.object)
            if isinstance(triple.object, ox.BlankNode):
                self._nested.add(triple.object)
        for internal in (_TYPE, _FIRST, _REST):
            values.pop(internal, None)
        self._coerced = {prop: _coercion(found) for prop, found in values.items()}
        self.context: dict[str, Any] = dict(PREFIXES) | {
            _compact(prop): {"@id": prop} | rule for prop, rule in self._coerced.items() if rule
        }

    def nodes(self) -> list[dict[str, Any]]:
        """Return the node objects of what is not said inside another."""
        return [self._object(node) for node in self._about if node not in self._nested]

    def _object(self, node: _Node) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if isinstance(node, ox.NamedNode):
            made["@id"] = _compact(node.value)
        for prop, found in self._about[node].items():
            if prop == _TYPE:
                made["@type"] = _one([_compact(kind.value) for kind in found])  # type: ignore[union-attr]
            else:
                made[_compact(prop)] = _one([self._value(v, self._coerced[prop]) for v in found])
        return made

    def _value(self, value: _Node, rule: dict[str, str]) -> Any:
        if isinstance(value, ox.Literal):
            return value.value if rule else _expanded(value)
        if isinstance(value, ox.NamedNode):
            name = _compact(value.value)
            return name if rule else {"@id": name}
        if _FIRST in self._about[value]:
            return {"@list": [self._value(item, {}) for item in self._items(value)]}
        return self._object(value)

    def _items(self, cell: _Node) -> list[_Node]:
        items = []
        while cell != ox.NamedNode(_NIL):
            items.append(self._about[cell][_FIRST][0])
            cell = self._about[cell][_REST][0]
        return items


def _coercion(values: Iterable[_Node]) -> dict[str, str]:
    """Return the rule that lets every value be a plain string; empty where none does."""
    kinds = {_kind(value) for value in values}
    return dict([kinds.pop()]) if len(kinds) == 1 else {}


def _kind(value: _Node) -> tuple[str, str]:
    if not isinstance(value, ox.Literal):
        return "@type", "@id"
    if value.language:
        return "@language", value.language
    return "@type", _compact(value.datatype.value)


def _expanded(value: ox.Literal) -> str | dict[str, str]:
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == XSD + "string":
        return value.value
    return {"@value": value.value, "@type": _compact(value.datatype.value)}


def _compact(iri: str) -> str:
    for prefix, start in PREFIXES.items():
        local = iri.removeprefix(start)
        if local != iri and local and not local.startswith("//"):
            return f"{prefix}:{local}"
    return iri


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
