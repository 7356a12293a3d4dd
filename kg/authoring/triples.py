"""Knowledge -> the triples that describe its entities and records (axioms apart)."""

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from kg.authoring.values import field_values, own_fields
from kg.iris import (
    DCTERMS,
    OWL,
    RDF,
    RDFS,
    SKOS,
    XSD,
    entity_iri,
    mapping_property,
    record_iri,
    term_iri,
)
from kg.model import RECORDS, Claim, Entity, Finding, Knowledge

TYPE = ox.NamedNode(RDF + "type")
LABEL = ox.NamedNode(RDFS + "label")
CLASS = ox.NamedNode(OWL + "Class")


def description_triples(knowledge: Knowledge) -> Iterator[ox.Triple]:
    """Yield what describes every entity, mapping and record."""
    for entity in knowledge.entities.values():
        yield from _entity(entity)
        yield from _mappings(entity)
    for folder, records in knowledge.records.items():
        for record in records.values():
            yield from record_triples(folder, record)
            if isinstance(record, Claim):
                subject = ox.NamedNode(record_iri(folder, record.id))
                for other in record.contradicts:
                    yield ox.Triple(subject, _term("contradicts"), _opponent(other, knowledge))


def record_triples(folder: str, record: Any) -> Iterator[ox.Triple]:
    """Yield what describes one record, whose IRI hangs under ``folder``; what a claim
    contradicts is left to the caller, who knows the other claims."""
    subject = ox.NamedNode(record_iri(folder, record.id))
    kind = RECORDS[folder]
    yield ox.Triple(subject, TYPE, _term(kind.__name__))
    yield ox.Triple(subject, _dc("identifier"), ox.Literal(record.id))
    for predicate, value in field_values(record, own_fields(kind) - {"contradicts"}):
        yield ox.Triple(subject, predicate, value)


def _entity(entity: Entity) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(entity_iri(entity.id))

    def state(
        predicate: ox.NamedNode, *values: str, language: str | None = None,
    ) -> Iterator[ox.Triple]:
        for value in values:
            if value:
                yield ox.Triple(subject, predicate, ox.Literal(value, language=language))

    yield ox.Triple(subject, TYPE, CLASS)
    yield from state(LABEL, entity.label, language="en")
    yield from state(ox.NamedNode(SKOS + "altLabel"), *entity.synonyms, language="en")
    yield from state(ox.NamedNode(SKOS + "definition"), entity.definition, language="en")
    yield from state(ox.NamedNode(SKOS + "notation"), entity.key)
    yield from state(ox.NamedNode(SKOS + "editorialNote"), entity.note)
    yield from state(_term("kind"), entity.kind)
    yield from state(_term("slug"), entity.slug)
    yield from state(_term("formerSlug"), *entity.former_slugs)
    for source in entity.sources:
        yield ox.Triple(subject, _dc("source"), ox.NamedNode(record_iri("source", source)))
    if entity.deprecated:
        true = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))
        yield ox.Triple(subject, ox.NamedNode(OWL + "deprecated"), true)
    if entity.replaced_by:
        replacement = ox.NamedNode(entity_iri(entity.replaced_by))
        yield ox.Triple(subject, _dc("isReplacedBy"), replacement)
    if isinstance(entity, Finding):
        yield from state(_term("composedOf"), *(" ".join(pair) for pair in entity.composition))
    for predicate, value in field_values(entity, own_fields(type(entity))):
        yield ox.Triple(subject, predicate, value)


def _mappings(entity: Entity) -> Iterator[ox.Triple]:
    for mapping in entity.mappings:
        subject = ox.NamedNode(record_iri("mapping", f"{entity.id}-{mapping.code}"))
        yield ox.Triple(subject, TYPE, _term("Mapping"))
        yield ox.Triple(subject, _term("mappedEntity"), ox.NamedNode(entity_iri(entity.id)))
        for name in ("code", "label", "predicate", "justification", "side"):
            if text := getattr(mapping, name):
                yield ox.Triple(subject, _term(mapping_property(name)), ox.Literal(text))


def _opponent(identifier: str, knowledge: Knowledge) -> ox.NamedNode | ox.Literal:
    for folder in ("claim", "evidence"):
        if identifier in knowledge.records.get(folder, {}):
            return ox.NamedNode(record_iri(folder, identifier))
    return ox.Literal(identifier)


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(term_iri(name))


def _dc(name: str) -> ox.NamedNode:
    return ox.NamedNode(DCTERMS + name)
