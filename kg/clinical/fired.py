"""Which rules of the knowledge fire on a presentation, each by its permanent identifier.

An answer shows what a reader needs; this lists everything, so that a change of the rules can be
followed through known presentations.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.clinical.answer import Answerer, Worked
from kg.clinical.index import Json
from kg.clinical.outcome import RANKED
from kg.clinical.red_flags import suspected
from kg.clinical.safety import is_safe
from kg.model import (
    Criterion,
    Escalation,
    Evidence,
    Examination,
    Knowledge,
    RedFlag,
    Screening,
    TreatmentOption,
)

CRITERION, ESCALATION, GATE, RED_FLAG = "criteria", "escalation", "ranking gate", "red flag"
RULED_OUT, SCREENING, TREATMENT = "ruled out", "screening open", "treatment withheld"
UNSAFE = "test not offered"
NEVER = "never"
"""The gate of evidence that does not rank anywhere."""


@dataclass(frozen=True, slots=True, order=True)
class Firing:
    """A rule that fires: its kind, its identifier (a slug where the rule is a field of an
    entity), and in a few words what comes of it."""

    kind: str
    rule: str
    what: str = ""


def all_rules(knowledge: Knowledge) -> list[Firing]:
    """Return every rule that could fire on some presentation, sorted, saying nothing more."""
    return sorted(Firing(kind, rule) for kind, rule in _rules(knowledge))


def _rules(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    kinds = {RedFlag: RED_FLAG, Criterion: CRITERION, Escalation: ESCALATION,
             Screening: SCREENING}
    for record, kind in kinds.items():
        yield from ((kind, rule) for rule in knowledge.of(record))
    yield from (
        (TREATMENT, o.id) for o in knowledge.of(TreatmentOption).values() if o.contraindicated_by
    )
    yield from (
        (GATE, r.id) for r in knowledge.of(Evidence).values() if r.gate and r.gate != NEVER
    )
    for condition in knowledge.conditions().values():
        if condition.ranking_gate:
            yield GATE, condition.slug
        if condition.necessary:
            yield RULED_OUT, condition.slug
    for entity in knowledge.entities.values():
        if isinstance(entity, Examination) and entity.unsafe_if:
            yield UNSAFE, entity.slug


def fired_rules(answerer: Answerer, worked: Worked) -> list[Firing]:
    """Return every rule that fires on the case that was ``worked`` out, sorted."""
    return sorted({
        *_flags_and_criteria(worked), *_screens(answerer, worked), *_plan(answerer, worked),
        *_unsafe(answerer, worked), *_gates(answerer, worked), *_ruled_out(answerer, worked),
    })


def _flags_and_criteria(worked: Worked) -> Iterator[Firing]:
    for found in worked.case.flags:
        yield Firing(RED_FLAG, found.flag.id, found.flag.flag_class)
    for criterion in worked.case.realisation.criteria:
        yield Firing(CRITERION, criterion)


def _screens(answerer: Answerer, worked: Worked) -> Iterator[Firing]:
    rows: Iterable[Screening] = answerer.index.knowledge.of(Screening).values()
    names = {row.condition: row.id for row in rows}
    suspects = set(suspected(worked.case.flags))
    for entry in answerer.open_screens(worked):
        condition = entry.screen.condition
        yield Firing(SCREENING, names[condition], "suspected" if condition in suspects else "")


def _plan(answerer: Answerer, worked: Worked) -> Iterator[Firing]:
    rankings = worked.rankings if worked.outcome == RANKED else ()
    plan, _ = answerer.planner.plan(worked.case, rankings)
    for item in plan["withheld"]:
        yield Firing(TREATMENT, item["rule"], "; ".join(sorted(map(_cause, item["because"]))))
    for item in plan["escalation"]:
        yield Firing(ESCALATION, item["rule"])


def _cause(reason: Json) -> str:
    named = reason.get("rule") or reason.get("finding") or reason.get("condition")
    return str(named["label"] if isinstance(named, dict) else named)


def _unsafe(answerer: Answerer, worked: Worked) -> Iterator[Firing]:
    suspects = suspected(worked.case.flags)
    holding = {*suspects, *worked.case.realisation.present}
    for entity in answerer.index.knowledge.entities.values():
        if isinstance(entity, Examination) and not is_safe(worked.case, [entity], suspects):
            unsafe = not holding.isdisjoint(entity.unsafe_if)
            yield Firing(UNSAFE, entity.slug, "unsafe" if unsafe else "ask first")


def _gates(answerer: Answerer, worked: Worked) -> Iterator[Firing]:
    knowledge = answerer.index.knowledge
    rows: Iterable[Evidence] = knowledge.of(Evidence).values()
    gates = [(row.id, row.gate) for row in rows if row.gate]
    gates += [(c.slug, c.ranking_gate) for c in knowledge.conditions().values() if c.ranking_gate]
    for complaint in range(worked.case.presentation.complaints):
        facts = worked.case.facts_in(complaint)
        yield from (Firing(GATE, rule) for rule, gate in gates if facts.holds(gate) is True)


def _ruled_out(answerer: Answerer, worked: Worked) -> Iterator[Firing]:
    conditions = answerer.index.conditions
    for condition in worked.case.realisation.refuted:
        yield Firing(RULED_OUT, conditions[condition].slug)
