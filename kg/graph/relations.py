"""What is stated of an entity and what the reasoner adds, as pairs of property and target."""

from collections.abc import Iterable, Iterator

from kg.axioms import Named, Some, SubClassOf
from kg.errors import UnknownEntityError
from kg.graph.model import SUBCLASS, Edge
from kg.graph.redundancy import Entailed, is_implied
from kg.iris import BASE, entity_curie, entity_iri, is_entity_iri, term_iri
from kg.model import Claim, Entity, Finding, Knowledge
from kg.reasoning.taxonomy import Taxonomy

Pair = tuple[str, str]


def stated_pairs(knowledge: Knowledge, entity: Entity, claims: Iterable[Claim]) -> set[Pair]:
    """Return the pairs that the sources state of ``entity``, ``claims`` being those about it."""
    pairs = set(entity.relations)
    if isinstance(entity, Finding):
        pairs |= set(entity.composition)
    for claim in claims:
        if claim.stance == "axiom" and claim.subject == entity.id and claim.object:
            pairs.add((claim.property, claim.object))
    return {(p, t) for p, t in pairs if t in knowledge.entities}


def entailed_pairs(knowledge: Knowledge, taxonomy: Taxonomy, entity: Entity) -> list[Pair]:
    """Return the pairs that are entailed of ``entity``, stated ones among them, sorted."""
    try:
        pairs = taxonomy.relations(entity_iri(entity.id))
    except UnknownEntityError:
        return []
    base = term_iri("")
    named = [(p.removeprefix(base), entity_curie(t)) for p, t in pairs if is_entity_iri(t)]
    return sorted(pair for pair in named if pair[1] in knowledge.entities)


def relation_edges(knowledge: Knowledge, taxonomy: Taxonomy) -> Iterator[Edge]:
    """Yield every relation and every subsumption between entities that are not obsolete."""
    claims: dict[str, list[Claim]] = {}
    for claim in knowledge.of(Claim).values():
        claims.setdefault(claim.subject, []).append(claim)
    living = {k: e for k, e in knowledge.entities.items() if not e.deprecated}
    stated: dict[str, set[Pair]] = {}
    entailed: dict[str, set[Pair]] = {}
    for curie, entity in living.items():
        pairs = stated_pairs(knowledge, entity, claims.get(curie, ()))
        pairs |= {(SUBCLASS, kind) for kind in _stated_kinds(entity, taxonomy)}
        stated[curie] = {pair for pair in pairs if pair[1] in living}
        found = [*entailed_pairs(knowledge, taxonomy, entity), *_kinds(knowledge, taxonomy, curie)]
        entailed[curie] = {p for p in (*found, *stated[curie]) if p[1] in living} - {
            (SUBCLASS, curie)}
    known = Entailed(entailed, taxonomy)
    for curie in sorted(entailed):
        for pair in sorted(entailed[curie]):
            if pair in stated[curie]:
                yield _stated_edge(taxonomy, curie, *pair)
            else:
                yield _inferred_edge(known, curie, *pair)


def _stated_kinds(entity: Entity, taxonomy: Taxonomy) -> Iterator[str]:
    """Yield what ``entity`` is stated to be a kind of, bands of one number included."""
    if entity.parent:
        yield entity.parent
    if isinstance(entity, Finding) and entity.type:
        yield entity.type
    if isinstance(entity, Finding) and entity.measure:
        own = Named(entity_iri(entity.id))
        for iri in taxonomy.subsumers(own.iri):
            if is_entity_iri(iri) and SubClassOf(own, Named(iri)).identifier in taxonomy.supports:
                yield entity_curie(iri)


def _kinds(knowledge: Knowledge, taxonomy: Taxonomy, curie: str) -> Iterator[Pair]:
    try:
        subsumers = taxonomy.subsumers(entity_iri(curie))
    except UnknownEntityError:
        return
    for iri in subsumers:
        if is_entity_iri(iri) and entity_curie(iri) in knowledge.entities:
            yield SUBCLASS, entity_curie(iri)


def _stated_edge(taxonomy: Taxonomy, source: str, relation: str, target: str) -> Edge:
    named = Named(entity_iri(target))
    filler = named if relation == SUBCLASS else Some(term_iri(relation), named)
    axiom = SubClassOf(Named(entity_iri(source)), filler)
    folders: dict[str, list[str]] = {}
    for iri in taxonomy.supports.get(axiom.identifier, ()):
        folder, _, identifier = iri.removeprefix(BASE).partition("/")
        folders.setdefault(folder, []).append(identifier)
    return Edge(
        source=source, relation=relation, target=target,
        records=tuple(sorted(folders.get("claim", ()))),
        sources=tuple(sorted(folders.get("source", ()))),
    )


def _inferred_edge(known: Entailed, source: str, relation: str, target: str) -> Edge:
    return Edge(
        source=source, relation=relation, target=target, basis="entailed", weight=0.3,
        implied=is_implied(known, source, relation, target),
    )
