"""Warnings of an answer: what a clinician should know about how it came about."""

from collections.abc import Sequence

from kg.clinical.arrays import Arrays
from kg.clinical.case import Case
from kg.clinical.index import Index, Json
from kg.clinical.must_not_miss import SHOWN, Open
from kg.clinical.ranking import Ranking

SPECIFIC = 0.477
"""A finding is specific for a condition from a likelihood ratio of 3 (log10)."""


def warnings_of(case: Case, opened: Sequence[Open]) -> list[Json]:
    """Return what understanding, realising and screening give to warn of."""
    found = list(case.presentation.warnings)
    reports = case.presentation.reports
    found.extend(
        {
            "code": "unsided_denial", "input": reports[i].input,
            "detail": "denied without a side while a side is reported: taken as saying nothing",
        }
        for i in case.realisation.ineffective
    )
    if len(opened) > SHOWN:
        found.append({
            "code": "not_yet_excluded", "input": "",
            "detail": f"{len(opened) - SHOWN} further must-not-miss conditions are not excluded",
        })
    return found


def unexplained(index: Index, arrays: Arrays, ranking: Ranking) -> list[Json]:
    """Return a warning where the leader leaves two specific present findings unexplained."""
    if not ranking.entries:
        return []
    lead = ranking.entries[0]
    explained = {t.cell.finding for t in lead.ranked.terms if t.raw > 0}
    below = {a for f in explained for a in arrays.model.ancestors[f]}
    for entry in ranking.entries[1:]:
        left = [
            t.cell.finding
            for t in entry.ranked.terms
            if t.present and t.direct and t.value >= SPECIFIC
            and t.cell.finding not in explained and t.cell.finding not in below
        ]
        if len(left) >= 2:
            pair = left[:2]
            return [{
                "code": "unexplained_findings", "input": "",
                "detail": "the leading condition does not explain two findings that speak for"
                          " another: consider both",
                "findings": [index.ref(arrays.findings[f]) for f in pair],
                "conditions": [index.ref(lead.condition), index.ref(entry.condition)],
            }]
    return []
