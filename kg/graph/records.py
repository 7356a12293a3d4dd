"""Edges that records make: what a condition presents with, what tests for it, what treats it."""

from collections.abc import Iterator
from math import log10
from typing import Any

from kg.graph.model import Edge
from kg.model import (
    Condition,
    Criterion,
    Entity,
    Evidence,
    Examination,
    Knowledge,
    Screening,
    TestAccuracy,
    TreatmentOption,
)

PRESENTS = "canPresentWith"
_TREATS = {"for": "recommendedFor", "uncertain": "isOfUncertainBenefitFor",
           "against": "isAdvisedAgainstFor"}
_GRADES = {"A": 0.9, "B": 0.7, "C": 0.5}
_ESTIMATE = "author_estimate"


def record_edges(knowledge: Knowledge) -> Iterator[Edge]:
    """Yield the edges of all records; one pair of entities may be met several times.

    Rows that say how often a finding is absent, or that it never occurs, make no edge.
    """
    for row in knowledge.of(Evidence).values():
        if row.status == "present" and row.frequency_high_pct != 0:
            yield _manifestation(row)
    for test in knowledge.of(TestAccuracy).values():
        yield _accuracy(test)
    for option in knowledge.of(TreatmentOption).values():
        yield from _treatment(option)
    yield from _rules(knowledge)
    for entity in knowledge.entities.values():
        yield from _own(entity)


def _rules(knowledge: Knowledge) -> Iterator[Edge]:
    for criterion in knowledge.of(Criterion).values():
        for finding in sorted({*criterion.all_of, *criterion.of, *criterion.shared}):
            yield _of(criterion, finding, "isCriterionOf", criterion.concludes)
    for screening in knowledge.of(Screening).values():
        for finding in screening.must_all_be_answered:
            yield _of(screening, screening.condition, "isScreenedForByAskingAbout", finding)


def _own(entity: Entity) -> Iterator[Edge]:
    if isinstance(entity, Examination):
        if entity.result:
            yield Edge(source=entity.id, relation="yields", target=entity.result)
        for danger in entity.unsafe_if:
            yield Edge(source=entity.id, relation="isUnsafeWith", target=danger)
    if isinstance(entity, Condition):
        for finding in entity.necessary:
            yield Edge(source=entity.id, relation="requires", target=finding)


def _manifestation(row: Evidence) -> Edge:
    if row.basis == "mechanism":
        return Edge(
            source=row.condition, relation=PRESENTS, target=row.finding, basis="mechanism",
            records=(row.id,), sources=row.sources, weight=0.1,
        )
    bounds = [b for b in (row.frequency_low_pct, row.frequency_high_pct) if b is not None]
    likely = max(bounds) / 200 + min(bounds) / 200 if bounds else 0.2
    return Edge(
        source=row.condition, relation=PRESENTS, target=row.finding, basis="evidence",
        records=(row.id,), sources=row.sources, strength=row.frequency_band or _ratios(row),
        estimate=_is_estimate(row), weight=round(likely, 3),
    )


def _accuracy(test: TestAccuracy) -> Edge:
    size = abs(log10(test.lr_pos)) / 1.5 if test.lr_pos else 0.2
    return Edge(
        source=test.examination, relation="isTestFor", target=test.condition, basis="evidence",
        records=(test.id,), sources=test.sources, strength=_ratios(test),
        estimate=_is_estimate(test) if _ratios(test) else None, weight=round(min(size, 0.9), 3),
    )


def _treatment(option: TreatmentOption) -> Iterator[Edge]:
    grade = option.evidence_grade
    yield Edge(
        source=option.treatment, relation=_TREATS.get(option.recommendation, "usedFor"),
        target=option.condition, basis="evidence", records=(option.id,), sources=option.sources,
        strength=f"grade {grade}" if grade else "", weight=_GRADES.get(grade, 0.3),
    )
    for danger in option.contraindicated_by:
        yield _of(option, option.treatment, "isContraindicatedBy", danger)


def _of(record: Any, source: str, relation: str, target: str) -> Edge:
    return Edge(
        source=source, relation=relation, target=target, basis="evidence", records=(record.id,),
        sources=record.sources, weight=0.5,
    )


def _ratios(row: Evidence | TestAccuracy) -> str:
    figures = (("LR+", row.lr_pos), ("LR-", row.lr_neg), ("sensitivity", row.sensitivity),
               ("specificity", row.specificity))
    return ", ".join(f"{name} {value:g}" for name, value in figures if value is not None)


def _is_estimate(row: Evidence | TestAccuracy) -> bool:
    bases = (getattr(row, "band_basis", ""), row.lr_origin, row.provenance)
    return any(basis.startswith(_ESTIMATE) for basis in bases)
