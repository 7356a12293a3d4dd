"""Axioms -> triples, by the standard mapping of OWL 2 to RDF.

A blank node is labelled by a digest of the axiom that it belongs to and its place inside it, so
that the same ontology always has the same labels and no two axioms share a node.
"""

import hashlib
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.axioms import (
    And,
    Axiom,
    DisjointClasses,
    EquivalentClasses,
    Expression,
    Named,
    Nothing,
    SubClassOf,
)
from kg.iris import OWL, RDF, RDFS

_RESTRICTION = ox.NamedNode(OWL + "Restriction")
_CLASS = ox.NamedNode(OWL + "Class")
_ON = ox.NamedNode(OWL + "onProperty")
_FROM = ox.NamedNode(OWL + "someValuesFrom")
_INTERSECTION = ox.NamedNode(OWL + "intersectionOf")
_TYPE = ox.NamedNode(RDF + "type")
_FIRST = ox.NamedNode(RDF + "first")
_REST = ox.NamedNode(RDF + "rest")
_NIL = ox.NamedNode(RDF + "nil")

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def axiom_triples(axiom: Axiom) -> Iterator[ox.Triple]:
    """Yield the triples of a class axiom.

    Raises:
        TypeError: property axioms are written by hand in the schema, never generated.
    """
    writer = _Writer(axiom.identifier)
    if isinstance(axiom, SubClassOf):
        left, predicate, right = axiom.sub, RDFS + "subClassOf", axiom.sup
    elif isinstance(axiom, EquivalentClasses):
        left, predicate, right = axiom.name, OWL + "equivalentClass", axiom.definition
    elif isinstance(axiom, DisjointClasses):
        left, predicate, right = axiom.one, OWL + "disjointWith", axiom.other
    else:
        raise TypeError(f"not a class axiom: {axiom.text}")
    subject, value = writer.node(left, "0"), writer.node(right, "1")
    writer.add(subject, ox.NamedNode(predicate), value)
    yield from writer.triples


class _Writer:
    """The triples of one axiom."""

    def __init__(self, identifier: str) -> None:
        self._identifier = identifier
        self.triples: list[ox.Triple] = []

    def add(self, subject: Node, predicate: ox.NamedNode, value: Node) -> None:
        self.triples.append(ox.Triple(subject, predicate, value))

    def node(self, expression: Expression, place: str) -> Node:
        """Return the node of an expression that stands at ``place`` inside the axiom."""
        if isinstance(expression, Named):
            return ox.NamedNode(expression.iri)
        if isinstance(expression, Nothing):
            return ox.NamedNode(OWL + "Nothing")
        own = self._blank(place)
        if isinstance(expression, And):
            self.add(own, _TYPE, _CLASS)
            self.add(own, _INTERSECTION, self._list(expression.operands, place))
        else:
            self.add(own, _TYPE, _RESTRICTION)
            self.add(own, _ON, ox.NamedNode(expression.role))
            self.add(own, _FROM, self.node(expression.filler, place + ".f"))
        return own

    def _list(self, operands: Sequence[Expression], place: str) -> Node:
        cells = [self._blank(f"{place}.l{number}") for number in range(len(operands))]
        for number, operand in enumerate(operands):
            rest = cells[number + 1] if number + 1 < len(cells) else _NIL
            self.add(cells[number], _FIRST, self.node(operand, f"{place}.{number}"))
            self.add(cells[number], _REST, rest)
        return cells[0]

    def _blank(self, place: str) -> ox.BlankNode:
        digest = hashlib.sha256(f"{self._identifier} {place}".encode()).hexdigest()
        return ox.BlankNode(f"b{digest[:12]}")
