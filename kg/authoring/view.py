"""The graph that checks read: the compiled triples and plain shortcuts that are never published.

Checks are short because of these: ``?a gluteal:partOf ?b`` for ``?a`` a subclass of
``partOf some ?b``, and ``gluteal:reads`` from every record to the entities that its gates name.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from kg.authoring.build import CompiledOntology
from kg.authoring.fields import specs
from kg.authoring.triggers import MEASURES
from kg.gates import Atom, Comparison, Sex, leaves, parse
from kg.iris import entity_iri, record_iri, term_iri
from kg.model import Finding, Knowledge

_READS = ox.NamedNode(term_iri("reads"))
_READS_KEY = ox.NamedNode(term_iri("readsKey"))


def check_store(compiled: CompiledOntology) -> ox.Store:
    """Return a store with the compiled triples and the shortcuts."""
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(triple.subject, triple.predicate, triple.object) for triple in compiled.triples)
    for triple in (*_relations(compiled.knowledge), *_gates(compiled.knowledge)):
        store.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    return store


def _relations(knowledge: Knowledge) -> Iterator[ox.Triple]:
    for entity in knowledge.entities.values():
        pairs = entity.relations
        if isinstance(entity, Finding):
            pairs += entity.composition
        for name, target in pairs:
            yield ox.Triple(ox.NamedNode(entity_iri(entity.id)), ox.NamedNode(term_iri(name)),
                            ox.NamedNode(entity_iri(target)))


def _gates(knowledge: Knowledge) -> Iterator[ox.Triple]:
    by_key = {entity.key: entity.id for entity in knowledge.entities.values() if entity.key}
    written: list[tuple[str, object]] = [
        (entity_iri(curie), entity) for curie, entity in knowledge.entities.items()]
    for folder, records in knowledge.records.items():
        written += [(record_iri(folder, identifier), r) for identifier, r in records.items()]
    for iri, record in written:
        for name, spec in specs(type(record)).items():
            value = getattr(record, name) if spec.is_gate else ()
            for text in value if isinstance(value, tuple) else (value,):
                yield from _gate(ox.NamedNode(iri), text, by_key)


def _gate(subject: ox.NamedNode, text: str, by_key: dict[str, str]) -> Iterator[ox.Triple]:
    for leaf in leaves(parse(text)) if text else ():
        if isinstance(leaf, Atom):
            yield ox.Triple(subject, _READS, ox.NamedNode(entity_iri(by_key[leaf.key])))
        elif isinstance(leaf, Comparison):
            yield ox.Triple(subject, _READS_KEY, ox.Literal(MEASURES[leaf.measure]))
        elif isinstance(leaf, Sex):
            yield ox.Triple(subject, _READS_KEY, ox.Literal(f"{leaf.value}_sex"))
