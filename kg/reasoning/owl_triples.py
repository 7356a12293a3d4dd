"""Axioms as N-Triples of the OWL 2 mapping to RDF, for the reasoners that read OWL."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.authoring.owl import axiom_triples
from kg.axioms import (
    And,
    Axiom,
    DisjointClasses,
    EquivalentClasses,
    Expression,
    Named,
    Some,
    SubClassOf,
    SubPropertyOf,
)
from kg.iris import OWL, RDF, RDFS

_TYPE = ox.NamedNode(RDF + "type")
_CHAIN = ox.NamedNode(OWL + "propertyChainAxiom")


def axioms_to_ntriples(axioms: Iterable[Axiom]) -> str:
    """Return ``axioms`` with declarations of every class and property, as N-Triples."""
    listed = list(axioms)
    triples: dict[ox.Triple, None] = {}
    for axiom in listed:
        made = _role_triples(axiom) if isinstance(axiom, SubPropertyOf) else axiom_triples(axiom)
        triples.update(dict.fromkeys(made))
    triples.update(dict.fromkeys(_declarations(listed)))
    return "".join(f"{triple} .\n" for triple in triples)


def _role_triples(axiom: SubPropertyOf) -> Iterator[ox.Triple]:
    sup = ox.NamedNode(axiom.sup)
    if len(axiom.chain) == 1:
        yield ox.Triple(ox.NamedNode(axiom.chain[0]), ox.NamedNode(RDFS + "subPropertyOf"), sup)
        return
    cells = [ox.BlankNode(f"c{axiom.identifier}{n}") for n in range(len(axiom.chain))]
    yield ox.Triple(sup, _CHAIN, cells[0])
    for number, (cell, role) in enumerate(zip(cells, axiom.chain, strict=True)):
        rest = cells[number + 1] if number + 1 < len(cells) else ox.NamedNode(RDF + "nil")
        yield ox.Triple(cell, ox.NamedNode(RDF + "first"), ox.NamedNode(role))
        yield ox.Triple(cell, ox.NamedNode(RDF + "rest"), rest)


def _declarations(axioms: Iterable[Axiom]) -> Iterator[ox.Triple]:
    classes: set[str] = set()
    roles: set[str] = set()
    for axiom in axioms:
        if isinstance(axiom, SubPropertyOf):
            roles.update((*axiom.chain, axiom.sup))
            continue
        both = (axiom.sub, axiom.sup) if isinstance(axiom, SubClassOf) else _sides(axiom)
        for expression in both:
            _collect(expression, classes, roles)
    for iri in sorted(classes):
        yield ox.Triple(ox.NamedNode(iri), _TYPE, ox.NamedNode(OWL + "Class"))
    for iri in sorted(roles):
        yield ox.Triple(ox.NamedNode(iri), _TYPE, ox.NamedNode(OWL + "ObjectProperty"))


def _sides(axiom: EquivalentClasses | DisjointClasses) -> tuple[Expression, Expression]:
    if isinstance(axiom, EquivalentClasses):
        return axiom.name, axiom.definition
    return axiom.one, axiom.other


def _collect(expression: Expression, classes: set[str], roles: set[str]) -> None:
    if isinstance(expression, Named):
        classes.add(expression.iri)
    elif isinstance(expression, Some):
        roles.add(expression.role)
        _collect(expression.filler, classes, roles)
    elif isinstance(expression, And):
        for operand in expression.operands:
            _collect(operand, classes, roles)
