"""From what was observed to the terms of each row, before dependency groups.

A finding that follows only from something more specific counts, discounted, for a row that says
nothing of the specific one, and not at all for a row that does. A model that blends has one term
for each report instead.
"""

from collections.abc import Iterable

from kg.clinical.engine.blend import blended_terms
from kg.clinical.engine.model import Cell, Model, Observed, Term

BACK_OFF = 0.7
"""Discount of a finding that stands in for a more specific one (a starting point)."""
DIGITS = 4
"""Decimals of a term: what is shown is what is summed."""


def gather(model: Model, observed: Observed) -> list[list[Term]]:
    """Return the terms of every row, in the order of the findings, values not yet set."""
    rows: list[list[Term]] = [[] for _ in model.priors]
    for finding in sorted(observed.present):
        for term in _present_terms(model, observed, finding):
            rows[term.cell.row].append(term)
    for finding in sorted(observed.absent):
        weight = observed.absent[finding]
        for cell in model.columns[finding]:
            rows[cell.row].append(absent_term(cell, observed, weight))
    if model.blend is not None:
        return rows
    return [_uncovered(model, observed, terms) if len(terms) > 1 else terms for terms in rows]


def _present_terms(model: Model, observed: Observed, finding: int) -> list[Term]:
    direct = finding in observed.direct
    if model.blend is not None:
        return blended_terms(model, model.blend, observed, finding) if direct else []
    found = []
    for cell in model.columns[finding]:
        if direct or not cell.unexplained:
            gated = cell.gate >= 0 and observed.gate(cell.gate)
            raw = cell.present_gated if gated else cell.present
            found.append(Term(
                cell, raw if direct else round(raw * BACK_OFF, DIGITS), direct, True, gated  # noqa: FBT003 - by position is twice as fast
            ))
    return found


def absent_term(cell: Cell, observed: Observed, weight: float) -> Term:
    """Return the term of a denied finding, before dependency groups."""
    gated = cell.gate >= 0 and observed.gate(cell.gate)
    raw = cell.absent_gated if gated else cell.absent
    value = raw if weight == 1.0 else round(raw * weight, DIGITS)
    return Term(cell, value, weight == 1.0, present=False, gated=gated)


def _uncovered(model: Model, observed: Observed, terms: list[Term]) -> list[Term]:
    if all(t.direct for t in terms):
        return terms
    strong = [t for t in terms if not t.cell.weak]
    seen = [t.cell.finding for t in strong if t.present]
    denied = frozenset(t.cell.finding for t in strong if not t.present)
    return [t for t in terms if t.direct or not _covered(model, observed, t, seen, denied)]


def _covered(
    model: Model, observed: Observed, term: Term, seen: list[int], denied: frozenset[int]
) -> bool:
    """Tell whether the row speaks of something nearer to what was reported."""
    finding = term.cell.finding
    if not term.present:
        return term.raw <= 0 and not denied.isdisjoint(model.ancestors[finding])
    nearer = [f for f in seen if finding in model.ancestors[f]]
    if not nearer:
        return False
    explained = _reports(observed, nearer)
    return all(report in explained for report in observed.present[finding])


def _reports(observed: Observed, findings: Iterable[int]) -> set[int]:
    return {report for finding in findings for report in observed.present[finding]}
