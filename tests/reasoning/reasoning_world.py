"""What the reasoning tests ask the committed ontology, and random presentations to ask about."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.axioms import (
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    Some,
    SubClassOf,
    conjunction,
)
from kg.iris import entity_iri, term_iri
from kg.model import Knowledge
from kg.places import INFERRED, ONTOLOGY, RECORDS
from kg.reasoning.presentation import HAS_COMPLAINT, HAS_FINDING, Report, presentation_axioms
from kg.reasoning.read import compiled_axioms, supports_from_triples
from kg.reasoning.realise import Realisation, Realiser
from kg.reasoning.taxonomy import Taxonomy
from kg.snapshot.read import knowledge_from_rdf, parse_turtle

SIDES = ("left", "right", "bilateral", "unknown")


@dataclass(frozen=True)
class World:
    """The ontology's knowledge, axioms and reasoner, with look-ups by label."""

    knowledge: Knowledge
    axioms: list[Axiom]
    taxonomy: Taxonomy
    realiser: Realiser

    def curie(self, label: str) -> str:
        return next(e.id for e in self.knowledge.entities.values() if e.label == label)

    def key(self, key: str) -> str:
        return next(e.id for e in self.knowledge.entities.values() if e.key == key)

    def named(self, label: str) -> Named:
        return Named(entity_iri(self.curie(label)))

    def some(self, role: str, label: str) -> Some:
        return Some(term_iri(role), self.named(label))

    def finding(self, key: str) -> Named:
        return Named(entity_iri(self.key(key)))

    def is_a(self, sub: str, sup: str) -> bool:
        return entity_iri(self.curie(sup)) in self.taxonomy.subsumers(entity_iri(self.curie(sub)))

    def related(self, subject: str, role: str) -> set[str]:
        """The labels of everything that ``subject`` relates to by ``role``."""
        labels = {entity_iri(e.id): e.label for e in self.knowledge.entities.values()}
        pairs = self.taxonomy.relations(entity_iri(self.curie(subject)))
        return {labels[t] for r, t in pairs if r == term_iri(role) and t in labels}

    def realise(self, *reports: Report, complaints: int = 1) -> Realisation:
        return self.realiser.realise(reports, complaints)


def read_world(compiled: Path) -> World:
    """Read the compiled files and classify them."""
    asserted = parse_turtle([compiled / ONTOLOGY, compiled / RECORDS])
    inferred = parse_turtle([compiled / INFERRED])
    triples = [*asserted, *inferred]
    knowledge = knowledge_from_rdf(triples)
    axioms = compiled_axioms(asserted, inferred)
    taxonomy = Taxonomy.from_axioms(axioms, supports_from_triples(triples, axioms))
    return World(knowledge, axioms, taxonomy, Realiser(knowledge, taxonomy))


@dataclass(frozen=True)
class Case:
    """One random presentation."""

    reports: tuple[Report, ...]
    complaints: int


def random_cases(world: World, seed: int, count: int) -> list[Case]:
    """Draw ``count`` presentations; many of their findings belong together, as in a clinic."""
    draw = random.Random(seed)
    return [_case(world, draw) for _ in range(count)]


def _case(world: World, draw: random.Random) -> Case:
    complaints = draw.choice((1, 1, 1, 2))
    reports = [
        _report(world, draw, expression, complaints) for expression in _findings(world, draw)
    ]
    return Case(tuple(reports), complaints)


def _findings(world: World, draw: random.Random) -> Iterator[Expression]:
    findings = sorted(world.knowledge.findings())
    rows = sorted(world.knowledge.records["evidence"].values(), key=lambda row: row.id)
    about = draw.choice(rows).condition
    related = [row.finding for row in rows if row.condition == about]
    criteria = sorted(world.knowledge.records["criterion"].values(), key=lambda row: row.id)
    criterion = draw.choice(criteria)
    members = [*criterion.all_of, *criterion.of, *criterion.shared]
    if draw.random() < 0.3:
        yield from (Named(entity_iri(curie)) for curie in members)
    for _ in range(draw.randint(1, 9)):
        pool = draw.choice((findings, related, related, members))
        curie = draw.choice(pool)
        finding = world.knowledge.findings()[curie]
        if finding.type and finding.composition and draw.random() < 0.3:
            parts = [Some(term_iri(r), Named(entity_iri(t))) for r, t in finding.composition]
            yield conjunction([Named(entity_iri(finding.type)), *parts])
        else:
            yield Named(entity_iri(curie))


def _report(world: World, draw: random.Random, expression: Expression, complaints: int) -> Report:
    return Report(
        expression,
        draw.choice(("present", "present", "absent")),
        draw.choice((*SIDES, "none", "midline")),
        draw.choice((None, *range(complaints))),
    )


def case_name(number: int) -> str:
    return term_iri(f"test-presentation/{number}")


def case_axioms(cases: Sequence[Case], ineffective: Sequence[Sequence[int]]) -> Iterator[Axiom]:
    """The axioms of all cases, each a class of its own; see :func:`presentation_axioms`."""
    for number, case in enumerate(cases):
        yield from presentation_axioms(
            case_name(number), case.reports, case.complaints, ineffective[number]
        )


def report_name(number: int, report: int) -> str:
    return f"{case_name(number)}/report/{report}"


def report_axioms(cases: Sequence[Case]) -> Iterator[Axiom]:
    """Every reported expression as a class of its own, so that a reasoner can compare them."""
    for number, case in enumerate(cases):
        for index, report in enumerate(case.reports):
            yield EquivalentClasses(Named(report_name(number, index)), report.expression)


def ineffective_denials(
    number: int, case: Case, subsumptions: Collection[tuple[str, str]]
) -> tuple[int, ...]:
    """The unsided denials that stand beside sided positives only, by the rule and by what a
    reasoner says of the expressions: not by asking the realiser."""
    found = []
    for index, denial in enumerate(case.reports):
        if denial.status != "absent" or denial.side in ("left", "right", "bilateral"):
            continue
        reach = None if case.complaints == 1 else denial.complaint
        clashing = [
            other
            for position, other in enumerate(case.reports)
            if other.status == "present"
            and reach in (None, other.complaint)
            and (
                other.expression == denial.expression
                or (report_name(number, position), report_name(number, index)) in subsumptions
            )
        ]
        sides = {other.side in ("left", "right", "bilateral") for other in clashing}
        if sides == {True}:
            found.append(index)
    return tuple(found)


def probe_axioms(number: int, complaint: int, finding: str) -> Iterator[Axiom]:
    """A case that has ``finding`` in ``complaint`` after all: impossible when it is refuted."""
    probe = Named(f"{case_name(number)}/probe/{complaint}/{finding.replace(':', '_')}")
    part = Named(f"{case_name(number)}/complaint/{complaint}")
    has = Some(HAS_FINDING, Named(entity_iri(finding)))
    yield SubClassOf(probe, Named(case_name(number)))
    yield SubClassOf(probe, Some(HAS_COMPLAINT, conjunction([part, has])))
