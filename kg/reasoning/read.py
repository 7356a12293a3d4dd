"""Reads OWL axioms from RDF: the inverse of what the compiler writes.

What is not an axiom of the EL fragment that this project uses (annotations, declarations,
records) is passed over; a class expression outside the fragment is an error, never dropped.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.axioms import (
    Axiom,
    DisjointClasses,
    EquivalentClasses,
    Expression,
    Named,
    Nothing,
    Some,
    SubClassOf,
    SubPropertyOf,
    conjunction,
    own_support,
)
from kg.errors import ReasoningError
from kg.iris import BASE, DCTERMS, OWL, RDF, RDFS, is_entity_iri

_FIRST, _REST, _NIL, _TYPE = (ox.NamedNode(RDF + n) for n in ("first", "rest", "nil", "type"))
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_SUBPROPERTY = ox.NamedNode(RDFS + "subPropertyOf")
_INTERSECTION = ox.NamedNode(OWL + "intersectionOf")
_ON, _FROM = ox.NamedNode(OWL + "onProperty"), ox.NamedNode(OWL + "someValuesFrom")
_CHAIN = ox.NamedNode(OWL + "propertyChainAxiom")
_TRANSITIVE = ox.NamedNode(OWL + "TransitiveProperty")
_SOURCE = ox.NamedNode(DCTERMS + "source")
_SUPPORTED_BY = ox.NamedNode(BASE + "supportedBy")
_OTHER_EXPRESSIONS = frozenset(
    OWL + name for name in ("unionOf", "complementOf", "oneOf", "allValuesFrom", "hasValue",
                            "hasSelf", "minCardinality", "maxCardinality", "cardinality")
)

_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def axioms_from_triples(triples: Iterable[ox.Triple]) -> list[Axiom]:
    """Return the axioms in ``triples``, each once, in the order of their canonical texts.

    Raises:
        ReasoningError: an expression is outside the fragment (a union, a complement ...).
    """
    reader = _Reader(triples)
    found = {axiom.text: axiom for axiom in reader.axioms()}
    return [found[text] for text in sorted(found)]


def compiled_axioms(
    asserted: Iterable[ox.Triple], inferred: Iterable[ox.Triple]
) -> list[Axiom]:
    """Return the axioms of the two compiled files that conclusions may rest on.

    The inferred file also states the subsumptions that were concluded; taken as axioms they
    would prove themselves, so only its rules are kept.
    """
    stated = axioms_from_triples(asserted)
    rules = [axiom for axiom in axioms_from_triples(inferred) if not _concluded(axiom)]
    found = {axiom.text: axiom for axiom in (*stated, *rules)}
    return [found[text] for text in sorted(found)]


def _concluded(axiom: Axiom) -> bool:
    return (
        isinstance(axiom, SubClassOf)
        and isinstance(axiom.sub, Named)
        and isinstance(axiom.sup, Named)
        and is_entity_iri(axiom.sub.iri)
    )


def supports_from_triples(
    triples: Iterable[ox.Triple], axioms: Iterable[Axiom]
) -> dict[str, tuple[str, ...]]:
    """Return the IRIs of what supports each axiom, by the axiom's identifier.

    Where no record is named, an axiom rests on the entity that it is about and its sources.
    """
    prefix = BASE + "axiom/"
    told: dict[str, list[str]] = {}
    sources: dict[str, list[str]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode):
            if triple.predicate == _SUPPORTED_BY:
                told.setdefault(subject.value.removeprefix(prefix), []).append(value.value)
            elif triple.predicate == _SOURCE:
                sources.setdefault(subject.value, []).append(value.value)
    supports = {}
    for axiom in axioms:
        own = own_support(axiom)
        implied = [*own, *(key for iri in own for key in sources.get(iri, ()))]
        if found := told.get(axiom.identifier, implied):
            supports[axiom.identifier] = tuple(sorted(found))
    return supports


class _Reader:
    """An index of triples by subject and predicate, and the expressions built from it."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._by: dict[_Node, dict[str, list[_Node]]] = {}
        self._seen: dict[_Node, Expression] = {}
        for triple in triples:
            known = self._by.setdefault(triple.subject, {})
            known.setdefault(triple.predicate.value, []).append(triple.object)

    def axioms(self) -> Iterator[Axiom]:
        for subject, known in self._by.items():
            for value in known.get(_SUBCLASS.value, ()):
                yield SubClassOf(self._expression(subject), self._expression(value))
            for value in known.get(OWL + "equivalentClass", ()):
                yield from self._equivalence(subject, value)
            for value in known.get(OWL + "disjointWith", ()):
                yield DisjointClasses(self._expression(subject), self._expression(value))
            if isinstance(subject, ox.NamedNode):
                yield from self._role_axioms(subject.value, known)

    def _equivalence(self, subject: _Node, value: _Node) -> Iterator[Axiom]:
        name, definition = self._expression(subject), self._expression(value)
        if not isinstance(name, Named):
            name, definition = definition, name
        if not isinstance(name, Named):
            raise ReasoningError(f"an equivalence without a name: {definition.text}")
        yield EquivalentClasses(name, definition)

    def _role_axioms(self, role: str, known: dict[str, list[_Node]]) -> Iterator[Axiom]:
        is_object_property = any(
            kind in (ox.NamedNode(OWL + "ObjectProperty"), _TRANSITIVE)
            for kind in known.get(_TYPE.value, ())
        )
        if not is_object_property:
            return
        for value in known.get(_SUBPROPERTY.value, ()):
            yield SubPropertyOf((role,), self._iri(value))
        for value in known.get(_CHAIN.value, ()):
            yield SubPropertyOf(tuple(self._iri(item) for item in self._list(value)), role)
        if _TRANSITIVE in known[_TYPE.value]:
            yield SubPropertyOf((role, role), role)

    def _expression(self, node: _Node) -> Expression:
        if node not in self._seen:
            self._seen[node] = self._build(node)
        return self._seen[node]

    def _build(self, node: _Node) -> Expression:
        if isinstance(node, ox.NamedNode):
            return Nothing() if node.value == OWL + "Nothing" else Named(node.value)
        known = self._by.get(node, {})
        if outside := _OTHER_EXPRESSIONS & known.keys():
            raise ReasoningError(f"outside OWL 2 EL as used here: {sorted(outside)}")
        if items := known.get(_INTERSECTION.value):
            return conjunction(self._expression(item) for item in self._list(items[0]))
        if fillers := known.get(_FROM.value):
            return Some(self._iri(known[_ON.value][0]), self._expression(fillers[0]))
        raise ReasoningError(f"not a class expression: {node}")

    def _list(self, node: _Node) -> Iterator[_Node]:
        while node != _NIL:
            known = self._by.get(node, {})
            if _FIRST.value not in known or _REST.value not in known:
                raise ReasoningError(f"a broken RDF list at {node}")
            yield known[_FIRST.value][0]
            node = known[_REST.value][0]

    @staticmethod
    def _iri(node: _Node) -> str:
        if not isinstance(node, ox.NamedNode):
            raise ReasoningError(f"expected a named property, found {node}")
        return node.value
