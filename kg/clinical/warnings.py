"""Warnings of an answer: what a clinician should know about how it came about."""

from collections import Counter
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


class Unexplained:
    """Knows which findings are specific for which conditions."""

    def __init__(self, index: Index, arrays: Arrays) -> None:
        """Note the rows that each finding may be specific for."""
        self._index = index
        self._arrays = arrays
        self._rows = [
            [c.row for c in column if max(c.present, c.present_gated) >= SPECIFIC]
            for column in arrays.model.columns
        ]

    def warnings(self, ranking: Ranking) -> list[Json]:
        """Return a warning where the leader leaves two specific present findings unexplained."""
        if not ranking.entries:
            return []
        lead = ranking.entries[0]
        explained = {t.cell.finding for t in lead.ranked.terms if t.raw > 0}
        explained |= {a for f in explained for a in self._arrays.model.ancestors[f]}
        left = (ranking.observed.direct & ranking.observed.present.keys()) - explained
        speaking = Counter(row for finding in left for row in self._rows[finding])
        for entry in ranking.entries[1:]:
            if speaking[entry.ranked.lead] < 2:
                continue
            pair = [
                t.cell.finding for t in entry.ranked.terms
                if t.present and t.value >= SPECIFIC and t.cell.finding in left
            ][:2]
            if len(pair) == 2:
                return [self._warning(pair, [lead.condition, entry.condition])]
        return []

    def _warning(self, findings: Sequence[int], conditions: Sequence[str]) -> Json:
        return {
            "code": "unexplained_findings", "input": "",
            "detail": "the leading condition does not explain two findings that speak for"
                      " another: consider both",
            "findings": [self._index.ref(self._arrays.findings[f]) for f in findings],
            "conditions": [self._index.ref(c) for c in conditions],
        }
