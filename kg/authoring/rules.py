"""Evidence, criteria, red flags and contraindications -> general class axioms, one per rule.

No rule is a disjunction and none concludes from an absence, so that the whole stays OWL 2 EL.
"""

import itertools
import math
from collections.abc import Iterator

from kg.authoring import terms
from kg.authoring.problems import Problem
from kg.authoring.triggers import triggers
from kg.axioms import Axiom, Expression, SubClassOf, conjunction
from kg.iris import record_iri
from kg.model import Condition, Criterion, Evidence, Finding, Knowledge, RedFlag, TreatmentOption

SPECIFIC_RATIO = 2.0
"""A finding points at a condition when it is this many times as frequent as in the background,
or has this positive likelihood ratio. A modelling choice: weaker findings still rank, but do not
by themselves make a condition a candidate."""

MOST_COMBINATIONS = 1000
"""The largest expansion of one "at least n of m"."""

Pair = tuple[Axiom, str]


def rule_axioms(knowledge: Knowledge, problems: list[Problem]) -> Iterator[Pair]:
    """Yield the axioms of every rule with the IRI of its record; add to ``problems``."""
    for row in knowledge.of(Evidence).values():
        if is_specific(row, knowledge):
            yield from _evidence(row)
    for criterion in knowledge.of(Criterion).values():
        yield from _criterion(criterion, knowledge, problems)
    for flag in knowledge.of(RedFlag).values():
        yield from _red_flag(flag, knowledge, problems)
    for option in knowledge.of(TreatmentOption).values():
        yield from _contraindications(option, knowledge)


def is_specific(row: Evidence, knowledge: Knowledge) -> bool:
    """Tell whether presence of the row's finding makes its condition a candidate."""
    if row.status != "present" or row.frequency_high_pct == 0:
        return False
    if row.band_basis == "definitional_criterion":
        return True
    if row.usable_as_lr in ("yes", "with_shrinkage") and (row.lr_pos or 0) >= SPECIFIC_RATIO:
        return True
    finding = knowledge.entities[row.finding]
    background = finding.background_pct if isinstance(finding, Finding) else None
    known = [pct for pct in (row.frequency_low_pct, row.frequency_high_pct) if pct is not None]
    if not known or background is None:
        return False
    return sum(known) / len(known) >= SPECIFIC_RATIO * background


def _has(finding: Expression) -> Expression:
    return terms.some("hasFinding", finding)


def _evidence(row: Evidence) -> Iterator[Pair]:
    iri, rule = record_iri("evidence", row.id), terms.marker("rule", row.id)
    finding = terms.entity(row.finding)
    yield SubClassOf(conjunction((terms.PRESENTATION, _has(finding))), rule), iri
    yield SubClassOf(rule, terms.some("hasCandidate", terms.entity(row.condition))), iri


def _criterion(
    criterion: Criterion, knowledge: Knowledge, problems: list[Problem],
) -> Iterator[Pair]:
    iri = record_iri("criterion", criterion.id)
    concludes_finding = isinstance(knowledge.entities[criterion.concludes], Finding)
    if problem := _criterion_problem(criterion, for_finding=concludes_finding):
        problems.append(Problem(iri, *problem))
        return
    met = terms.marker("criterion-met", criterion.id)
    inside = terms.marker("criterion-in-complaint", criterion.id)
    for side in terms.COMPATIBLE if criterion.sided else (None,):
        for chosen in itertools.combinations(criterion.of, criterion.at_least):
            members = [_has(_sided(f, side)) for f in (*criterion.all_of, *chosen)]
            if members:
                goal: Expression = inside
                if concludes_finding:
                    goal = _has(_sided(criterion.concludes, side))
                yield SubClassOf(conjunction((terms.COMPLAINT, *members)), goal), iri
    if concludes_finding:
        return
    needs = [_has(terms.entity(finding)) for finding in criterion.shared]
    if criterion.all_of or criterion.at_least:
        needs.append(terms.some("hasComplaint", inside))
    yield SubClassOf(conjunction((terms.PRESENTATION, *needs)), met), iri
    condition = terms.entity(criterion.concludes)
    yield SubClassOf(met, terms.some("meetsCriteriaFor", condition)), iri


def _sided(finding: str, side: Expression | None) -> Expression:
    named = terms.entity(finding)
    return named if side is None else conjunction((named, side))


def _criterion_problem(criterion: Criterion, *, for_finding: bool) -> tuple[str, str] | None:
    members = len(criterion.of)
    if criterion.at_least > members:
        return "at_least", f"asks for {criterion.at_least} of only {members}"
    if members and not criterion.at_least:
        return "at_least", "must be at least 1 where there is a list to choose from"
    if math.comb(members, criterion.at_least) > MOST_COMBINATIONS:
        return "at_least", f"{criterion.at_least} of {members} are over {MOST_COMBINATIONS} sets"
    if not (criterion.all_of or criterion.of or criterion.shared):
        return "all_of", "a criterion needs at least one finding"
    if for_finding and criterion.shared:
        return "shared", "a criterion that concludes a finding stays within one complaint"
    return None


def _red_flag(flag: RedFlag, knowledge: Knowledge, problems: list[Problem]) -> Iterator[Pair]:
    iri = record_iri("red-flag", flag.id)
    trigger = terms.marker("red-flag-trigger", flag.id)
    for disjunct in triggers(flag, knowledge, problems):
        yield SubClassOf(conjunction((terms.PRESENTATION, *disjunct)), trigger), iri
    for curie in flag.conditions:
        yield SubClassOf(trigger, terms.some("hasRedFlag", terms.entity(curie))), iri


def _contraindications(option: TreatmentOption, knowledge: Knowledge) -> Iterator[Pair]:
    marker = terms.marker("contraindicated", option.id)
    for curie in option.contraindicated_by:
        if not isinstance(knowledge.entities[curie], Condition):
            forbidding = conjunction((terms.PRESENTATION, _has(terms.entity(curie))))
            yield SubClassOf(forbidding, marker), record_iri("treatment-option", option.id)
