"""Knowledge, schema and axioms -> deterministic Turtle."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.authoring.axioms import Supported
from kg.authoring.owl import Term, axiom_triples
from kg.authoring.schema import Schema
from kg.authoring.triples import CLASS, LABEL, TYPE, description_triples
from kg.axioms import own_support
from kg.iris import BASE, OWL, entity_iri, is_entity_iri, record_iri, snake_case, term_iri
from kg.model import RECORDS as RECORD_FOLDERS
from kg.model import Knowledge
from kg.places import ONTOLOGY, RECORDS
from kg.turtle import turtle

_ANNOTATION = ox.NamedNode(OWL + "AnnotationProperty")
_PROPERTY_KINDS = frozenset(
    ox.NamedNode(OWL + name)
    for name in ("AnnotationProperty", "ObjectProperty", "DatatypeProperty"))
_SUPPORT = ox.NamedNode(term_iri("AxiomSupport"))
_BY = ox.NamedNode(term_iri("supportedBy"))


def compiled_triples(
    knowledge: Knowledge, schema: Schema, axioms: Sequence[Supported],
) -> list[ox.Triple]:
    """Return every triple of the compiled ontology."""
    triples = list(_relabeled(schema.triples))
    sources = {
        entity_iri(entity.id): [record_iri("source", key) for key in entity.sources]
        for entity in knowledge.entities.values()
    }
    triples += description_triples(knowledge)
    for supported in axioms:
        triples += axiom_triples(supported.axiom)
        triples += support_triples(supported, sources)
    triples += _markers(knowledge, triples)
    triples += _annotation_properties(triples)
    return triples


def compiled_files(triples: Iterable[ox.Triple]) -> dict[str, bytes]:
    """Return the Turtle of the compiled ontology by file name; equal triples give equal bytes.

    What is recorded about entities (evidence, claims, rules) stands in a file of its own.
    """
    parts: dict[str, list[ox.Triple]] = {ONTOLOGY: [], RECORDS: []}
    for triple in triples:
        parts[RECORDS if _is_recorded(triple.subject) else ONTOLOGY].append(triple)
    header = b"# Generated from the authored sources by `gluteal build`; do not edit.\n"
    return {name: header + turtle(part) for name, part in parts.items()}


def _is_recorded(node: Term) -> bool:
    if not isinstance(node, ox.NamedNode) or not node.value.startswith(BASE):
        return False
    folder, slash, _ = node.value.removeprefix(BASE).partition("/")
    return bool(slash) and folder in RECORD_FOLDERS


def support_triples(
    supported: Supported, sources: Mapping[str, Sequence[str]]
) -> Iterator[ox.Triple]:
    """Yield the node that says on which records an axiom rests.

    An axiom that rests on nothing but the record or entity that it is about, and an entity's
    ``sources`` (by IRI), needs none: a reader knows them.
    """
    own = own_support(supported.axiom)
    if set(supported.support) == {*own, *(key for iri in own for key in sources.get(iri, ()))}:
        return
    node = ox.NamedNode(record_iri("axiom", supported.axiom.identifier))
    yield ox.Triple(node, TYPE, _SUPPORT)
    for iri in supported.support:
        yield ox.Triple(node, _BY, ox.NamedNode(iri))


def _markers(knowledge: Knowledge, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Declare and label each generated class, such as ``candidate-for/GKG_0004000``."""
    nodes = {node.value for triple in triples for node in (triple.subject, triple.object)
             if isinstance(node, ox.NamedNode) and node.value.startswith(BASE)}
    folders = ("rule", "candidate-for", "meets-criteria-for", "red-flag-for", "red-flag-trigger",
               "criterion-met", "criterion-in-complaint", "contraindicated")
    for iri in sorted(nodes):
        folder, _, name = iri.removeprefix(BASE).partition("/")
        if folder in folders and name:
            curie = name.replace("_", ":")
            named = knowledge.entities[curie].label if is_entity_iri(BASE + name) else name
            yield ox.Triple(ox.NamedNode(iri), TYPE, CLASS)
            label = f"{folder.replace('-', ' ')} {named}"
            yield ox.Triple(ox.NamedNode(iri), LABEL, ox.Literal(label, language="en"))


def _annotation_properties(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Declare every property of ours that is used and that the schema does not declare."""
    declared = {triple.subject for triple in triples
                if triple.predicate == TYPE and triple.object in _PROPERTY_KINDS}
    used = {triple.predicate for triple in triples if triple.predicate.value.startswith(BASE)}
    for node in sorted(used - declared, key=str):
        words = snake_case(node.value.removeprefix(BASE)).replace("_", " ")
        yield ox.Triple(node, TYPE, _ANNOTATION)
        yield ox.Triple(node, LABEL, ox.Literal(words, language="en"))


def _relabeled(triples: Sequence[ox.Triple]) -> Iterator[ox.Triple]:
    """Give the schema's blank nodes labels that follow from what they say and who says it."""
    about: dict[ox.BlankNode, list[ox.Triple]] = {}
    users: dict[ox.BlankNode, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            about.setdefault(triple.subject, []).append(triple)
        if isinstance(triple.object, ox.BlankNode):
            users.setdefault(triple.object, []).append(triple)

    def content(node: Term) -> str:
        if not isinstance(node, ox.BlankNode):
            return str(node)
        parts = sorted(f"{t.predicate} {content(t.object)}" for t in about.get(node, ()))
        return f"[{' ; '.join(parts)}]"

    def place(node: Term) -> str:
        if not isinstance(node, ox.BlankNode):
            return str(node)
        above = sorted(f"{place(t.subject)} {t.predicate}" for t in users.get(node, ()))
        return f"{' , '.join(above)} {content(node)}"

    def label(node: ox.BlankNode) -> ox.BlankNode:
        return ox.BlankNode("s" + hashlib.sha256(place(node).encode()).hexdigest()[:12])

    for triple in triples:
        subject, value = triple.subject, triple.object
        yield ox.Triple(
            label(subject) if isinstance(subject, ox.BlankNode) else subject,
            triple.predicate,
            label(value) if isinstance(value, ox.BlankNode) else value,
        )
