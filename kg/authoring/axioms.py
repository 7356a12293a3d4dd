"""Knowledge -> OWL axioms, each with the records that it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.authoring import rules, terms
from kg.authoring.problems import Problem
from kg.axioms import Axiom, EquivalentClasses, Expression, Named, SubClassOf, conjunction
from kg.iris import entity_iri, record_iri, term_iri
from kg.model import Claim, Condition, Entity, Finding, Knowledge

# A genus such as pain is a class of findings, not a class of genera: its kinds are findings too.
_CLASS_OF_KIND = {"FindingType": "Finding"}


@dataclass(frozen=True, slots=True)
class Supported:
    """An axiom and the IRIs of the records and entities that it rests on, sorted."""

    axiom: Axiom
    support: tuple[str, ...]


def axioms_of(knowledge: Knowledge) -> tuple[list[Supported], list[Problem]]:
    """Return every axiom that ``knowledge`` states, by canonical text, and what prevents others.

    An axiom that several records state appears once, with all of them as its support.
    """
    problems: list[Problem] = []
    support: dict[str, tuple[Axiom, set[str]]] = {}
    for axiom, iri in (*_statements(knowledge), *rules.rule_axioms(knowledge, problems)):
        support.setdefault(axiom.text, (axiom, set()))[1].add(iri)
    made = [Supported(axiom, tuple(sorted(iris))) for _, (axiom, iris) in sorted(support.items())]
    return made, problems


def _statements(knowledge: Knowledge) -> Iterator[tuple[Axiom, str]]:
    for entity in knowledge.entities.values():
        iri = entity_iri(entity.id)
        for axiom in _entity_axioms(entity):
            yield axiom, iri
            for source in entity.sources:
                yield axiom, record_iri("source", source)
    for claim in knowledge.of(Claim).values():
        if claim.stance == "axiom":
            yield _relation(claim.subject, claim.property, claim.object), \
                record_iri("claim", claim.id)
    yield from _bands(knowledge)


def _entity_axioms(entity: Entity) -> Iterator[Axiom]:
    own = terms.entity(entity.id)
    yield SubClassOf(own, Named(term_iri(_CLASS_OF_KIND.get(entity.kind, entity.kind))))
    if entity.parent:
        yield SubClassOf(own, terms.entity(entity.parent))
    for name, target in entity.relations:
        yield _relation(entity.id, name, target)
    if isinstance(entity, Finding):
        yield from _composition(entity, own)
        if entity.bilateral_form:
            sides = [terms.some("hasFinding", conjunction((own, side)))
                     for side in (terms.LEFT, terms.RIGHT)]
            yield SubClassOf(conjunction((terms.PRESENTATION, *sides)),
                             terms.some("hasFinding", terms.entity(entity.bilateral_form)))
    if isinstance(entity, Condition):
        for role, folder in (("hasCandidate", "candidate-for"),
                             ("meetsCriteriaFor", "meets-criteria-for"),
                             ("hasRedFlag", "red-flag-for")):
            yield SubClassOf(conjunction((terms.PRESENTATION, terms.some(role, own))),
                             terms.marker(folder, entity.id))


def _composition(finding: Finding, own: Named) -> Iterator[Axiom]:
    parts: list[Expression] = [terms.entity(finding.type)] if finding.type else []
    parts += [terms.some(name, terms.entity(target)) for name, target in finding.composition]
    if finding.defined and len(parts) > 1:
        yield EquivalentClasses(own, conjunction(parts))
    else:
        yield from (SubClassOf(own, part) for part in parts)


def _relation(subject: str, name: str, target: str) -> Axiom:
    return SubClassOf(terms.entity(subject), terms.some(name, terms.entity(target)))


def _bands(knowledge: Knowledge) -> Iterator[tuple[Axiom, str]]:
    bands = [finding for finding in knowledge.findings().values() if finding.measure]
    for inner in bands:
        for outer in bands:
            if inner.id != outer.id and _within(inner, outer):
                yield SubClassOf(terms.entity(inner.id), terms.entity(outer.id)), \
                    entity_iri(inner.id)


def _within(inner: Finding, outer: Finding) -> bool:
    if inner.measure != outer.measure:
        return False
    low_fits = outer.minimum is None or (
        inner.minimum is not None and inner.minimum >= outer.minimum)
    high_fits = outer.maximum is None or (
        inner.maximum is not None and inner.maximum <= outer.maximum)
    return low_fits and high_fits
