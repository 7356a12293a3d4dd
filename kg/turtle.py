"""Writes Turtle that is the same, byte for byte, for the same triples.

rdflib's writers were not used: their blank nodes and some orders change from run to run.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.iris import BASE, OWL, PREFIXES, RDF, RDFS, XSD
from kg.model import RECORDS

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_MARKERS = ("axiom", "mapping", "rule", "candidate-for", "meets-criteria-for", "red-flag-for",
            "red-flag-trigger", "criterion-met", "criterion-in-complaint", "contraindicated")
_FOLDERS = {folder: f"{BASE}{folder}/" for folder in (*RECORDS, *_MARKERS)}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "decimal": re.compile(r"[+-]?\d*\.\d+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_A = RDF + "type"
_CLASS_AXIOMS = frozenset({RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith"})


def turtle(triples: Iterable[ox.Triple], *, merged: bool = True) -> bytes:
    """Return the Turtle of ``triples``: prefixes, then a block per subject, all sorted.

    Blank nodes are written where they are used, as brackets and lists, so that a reader sees the
    expression and no label has to be invented. With ``merged``, general axioms with the same left
    side become one block, which says the same in fewer blank nodes.
    """
    blocks = _Blocks(triples, merged=merged)
    prefixes = {**PREFIXES, **_FOLDERS}
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in sorted(prefixes.items())]
    return ("\n".join([*lines, *blocks.texts()]) + "\n").encode()


class _Blocks:
    """Triples by subject, with the text of every node remembered."""

    def __init__(self, triples: Iterable[ox.Triple], *, merged: bool) -> None:
        self._merged = merged
        self._about: dict[Term, set[ox.Triple]] = defaultdict(set)
        self._written: dict[object, str] = {}
        self._nested: set[object] = set()
        for triple in triples:
            self._about[triple.subject].add(triple)
            if isinstance(triple.object, ox.BlankNode):
                self._nested.add(triple.object)

    def texts(self) -> Iterator[str]:
        named = [node for node in self._about if isinstance(node, ox.NamedNode)]
        for node in sorted(named, key=self._text):
            yield f"\n{self._text(node)} {self._properties(node, ' ;' + chr(10) + '    ')} ."
        yield from self._general_axioms()

    def _general_axioms(self) -> Iterator[str]:
        """Yield the axioms whose left side has no name."""
        stated: dict[tuple[str, str], set[str]] = defaultdict(set)
        for node in [n for n in self._about if isinstance(n, ox.BlankNode)]:
            if node not in self._nested:
                outside = {t for t in self._about[node] if t.predicate.value in _CLASS_AXIOMS}
                self._about[node] -= outside
                for triple in outside:
                    pair = f"{self._text(triple.predicate)} {self._text(triple.object)}"
                    own = "" if self._merged else node.value
                    stated[self._text(node), own].add(pair)
        for left, own in sorted(stated):
            yield f"\n{left} {' ; '.join(sorted(stated[left, own]))} ."

    def _text(self, node: Term) -> str:
        if node not in self._written:
            self._written[node] = (
                self._blank(node) if isinstance(node, ox.BlankNode) else _term(node)
            )
        return self._written[node]

    def _blank(self, node: ox.BlankNode) -> str:
        about = {t.predicate.value: t.object for t in self._about[node]}
        if RDF + "first" not in about:
            return f"[ {self._properties(node, ' ; ')} ]"
        items: list[str] = []
        while about:
            items.append(self._text(about[RDF + "first"]))
            about = {t.predicate.value: t.object for t in self._about[about[RDF + "rest"]]}
        return f"( {' '.join(items)} )"

    def _properties(self, node: Node, separator: str) -> str:
        known: dict[str, list[str]] = defaultdict(list)
        for triple in self._about[node]:
            predicate = "a" if triple.predicate.value == _A else self._text(triple.predicate)
            known[predicate].append(self._text(triple.object))
        ordered = sorted(known, key=lambda name: (name != "a", name))
        return separator.join(f"{name} {', '.join(sorted(known[name]))}" for name in ordered)


def _term(node: Term) -> str:
    if isinstance(node, ox.NamedNode):
        return _iri(node.value)
    if isinstance(node, ox.BlankNode):
        return f"_:{node.value}"
    if isinstance(node, ox.Triple):
        raise TypeError("a triple inside a triple is not written")
    datatype = node.datatype.value
    if datatype in _BARE and _BARE[datatype].fullmatch(node.value):
        return node.value
    quoted = f'"{node.value.translate(_ESCAPES)}"'
    if node.language:
        return f"{quoted}@{node.language}"
    return quoted if datatype == XSD + "string" else f"{quoted}^^{_iri(datatype)}"


def _iri(iri: str) -> str:
    """Return the shortest prefixed name: the longest namespace that leaves a plain local part."""
    best = f"<{iri}>"
    for name, start in (*PREFIXES.items(), *_FOLDERS.items()):
        if iri.startswith(start) and _LOCAL.fullmatch(iri[len(start):]):
            best = f"{name}:{iri[len(start):]}"
    return best
