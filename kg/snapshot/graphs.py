"""The named graphs of a snapshot, with the closures that queries would otherwise compute.

The default graph is their union. A triple stands in one graph only, so that the union can be read
off the named graphs and holds nothing twice.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.iris import BASE, OWL, RDF, RDFS, entity_iri, is_entity_iri, term_iri
from kg.model import RECORDS, Evidence, Knowledge
from kg.reasoning.taxonomy import Taxonomy

GRAPHS = {
    name: f"{BASE}graph/{name}"
    for name in ("asserted", "inferred", "relations", "evidence", "provenance", "mappings")
}
"""The IRI of each named graph by its name."""

HAS_MANIFESTATION = term_iri("hasManifestation")
"""Condition to finding: evidence or a mechanism says that it can be present, or a kind of it."""

_PROVENANCE = frozenset({"claim", "source", "document", "axiom"})
_GRAPH_OF_FOLDER = {
    "mapping": "mappings",
    **dict.fromkeys(RECORDS, "evidence"),
    **dict.fromkeys(_PROVENANCE, "provenance"),
}
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")


def named_quads(
    asserted: Iterable[ox.Triple],
    inferred: Iterable[ox.Triple],
    knowledge: Knowledge,
    taxonomy: Taxonomy,
) -> set[ox.Quad]:
    """Return the quads of all named graphs; a triple stands in one graph only."""
    placed: dict[ox.Triple, str] = {}
    for triples, rest in ((asserted, "asserted"), (inferred, "inferred")):
        for triple in triples:
            placed.setdefault(triple, _graph_of(triple.subject, rest))
    for triple in subsumption_triples(taxonomy):
        placed.setdefault(triple, "inferred")
    for triple in (*relation_triples(taxonomy), *manifestation_triples(knowledge, taxonomy)):
        placed.setdefault(triple, "relations")
    nodes = {name: ox.NamedNode(iri) for name, iri in GRAPHS.items()}
    return {
        ox.Quad(triple.subject, triple.predicate, triple.object, nodes[name])
        for triple, name in placed.items()
    }


def _graph_of(subject: object, rest: str) -> str:
    if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(BASE):
        return rest
    folder, slash, _ = subject.value.removeprefix(BASE).partition("/")
    return _GRAPH_OF_FOLDER.get(folder, rest) if slash else rest


def subsumption_triples(taxonomy: Taxonomy) -> Iterator[ox.Triple]:
    """Yield every entailed subsumption between entities and schema classes."""
    for sub, sup in taxonomy.subsumptions():
        if _is_entity_or_term(sub) and _is_entity_or_term(sup):
            yield ox.Triple(ox.NamedNode(sub), _SUBCLASS, ox.NamedNode(sup))


def relation_triples(taxonomy: Taxonomy) -> Iterator[ox.Triple]:
    """Yield :func:`entailed_relations` as triples."""
    for subject, role, target in entailed_relations(taxonomy):
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(role), ox.NamedNode(target))


def entailed_relations(taxonomy: Taxonomy) -> Iterator[tuple[str, str, str]]:
    """Yield ``C, property, D`` for every entailed ``C => property some D`` between entities.

    Targets that are kinds of entity ("some anatomical structure") say nothing and are left out;
    schema classes that no entity is a kind of, such as the roles of muscles, are kept.
    """
    entities = [iri for iri in taxonomy.names() if is_entity_iri(iri)]
    kinds = {sup for iri in entities for sup in taxonomy.subsumers(iri)} - set(entities)
    for iri in entities:
        for role, target in taxonomy.relations(iri):
            if target not in kinds and _is_entity_or_term(target):
                yield iri, role, target


def manifestation_triples(knowledge: Knowledge, taxonomy: Taxonomy) -> Iterator[ox.Triple]:
    """Yield each condition's manifestations: the findings of its rows and what they are kinds of.

    Rows that say how often a finding is absent, or that it never occurs, say nothing here.
    """
    prop = ox.NamedNode(HAS_MANIFESTATION)
    yield ox.Triple(prop, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "AnnotationProperty"))
    label = ox.Literal("has manifestation", language="en")
    yield ox.Triple(prop, ox.NamedNode(RDFS + "label"), label)
    for row in knowledge.of(Evidence).values():
        if row.status == "present" and row.frequency_high_pct != 0:
            for sup in taxonomy.subsumers(entity_iri(row.finding)):
                if is_entity_iri(sup):
                    condition = ox.NamedNode(entity_iri(row.condition))
                    yield ox.Triple(condition, prop, ox.NamedNode(sup))


def _is_entity_or_term(iri: str) -> bool:
    return iri.startswith(BASE) and "/" not in iri.removeprefix(BASE)
