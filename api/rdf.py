"""Entities as RDF: the same triples that the snapshot's relation graph holds."""

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple, serialize

from kg.iris import (
    DCTERMS,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    XSD,
    entity_iri,
    foreign_iri,
    term_iri,
)
from kg.model import Entity
from kg.query.formats import GRAPHS

_TYPE = NamedNode(RDF + "type")
_CLASS = NamedNode(OWL + "Class")
_LABEL = NamedNode(RDFS + "label")
_SUBCLASS = NamedNode(RDFS + "subClassOf")


def entity(view: dict[str, Any], media_type: str) -> bytes:
    """Return the description ``view`` of an entity in ``media_type``."""
    return _write(_entity_triples(view), media_type)


def listing(entities: Iterable[Entity], media_type: str) -> bytes:
    """Return names and kinds of ``entities`` in ``media_type``."""
    return _write((t for e in entities for t in _names(e.id, e.label, e.kind)), media_type)


def write(triples: Iterable[Triple], media_type: str) -> bytes:
    """Return ``triples`` in ``media_type``, with the common prefixes."""
    return _write(triples, media_type)


def _write(triples: Iterable[Triple], media_type: str) -> bytes:
    return serialize(triples, format=GRAPHS[media_type], prefixes=PREFIXES) or b""


def _names(curie: str, label: str, kind: str) -> Iterator[Triple]:
    subject = NamedNode(entity_iri(curie))
    yield Triple(subject, _TYPE, _CLASS)
    yield Triple(subject, _LABEL, Literal(label, language="en"))
    yield Triple(subject, _SUBCLASS, NamedNode(term_iri(kind)))


def _entity_triples(view: dict[str, Any]) -> Iterator[Triple]:
    subject = NamedNode(view["iri"])
    yield from _names(view["id"], view["label"], view["kind"])
    for synonym in view["synonyms"]:
        yield Triple(subject, NamedNode(SKOS + "altLabel"), Literal(synonym, language="en"))
    if view["definition"]:
        text = Literal(view["definition"], language="en")
        yield Triple(subject, NamedNode(SKOS + "definition"), text)
    for parent in view["hierarchy"]["parents"]:
        yield Triple(subject, _SUBCLASS, NamedNode(entity_iri(parent["id"])))
    for relation in view["relations"]:
        target = NamedNode(entity_iri(relation["target"]["id"]))
        yield Triple(subject, NamedNode(term_iri(relation["property"])), target)
    if view["deprecated"]:
        true = Literal("true", datatype=NamedNode(XSD + "boolean"))
        yield Triple(subject, NamedNode(OWL + "deprecated"), true)
    if "replaced_by" in view:
        successor = NamedNode(entity_iri(view["replaced_by"]["id"]))
        yield Triple(subject, NamedNode(DCTERMS + "isReplacedBy"), successor)
    for mapping in view["mappings"]:
        if iri := foreign_iri(mapping["code"]):
            yield Triple(subject, _match(mapping["predicate"]), NamedNode(iri))


def _match(predicate: str) -> NamedNode:
    return NamedNode(f"{SKOS}{predicate}Match")
