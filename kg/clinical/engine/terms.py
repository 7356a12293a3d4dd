"""From what was observed to the terms of each row, before dependency groups."""

from kg.clinical.engine.blend import blended_terms
from kg.clinical.engine.model import Blend, Cell, Model, Observed, Term

BACK_OFF = 0.7
"""Discount of a finding that stands in for a more specific one (a starting point)."""
DIGITS = 4
"""Decimals of a term: what is shown is what is summed."""


def raw_value(cell: Cell, *, present: bool, gated: bool, weight: float) -> float:
    """Return what ``cell`` says of a report of ``weight``, in log10."""
    if present:
        value = cell.present_gated if gated else cell.present
    else:
        value = cell.absent_gated if gated else cell.absent
    return value if weight == 1.0 else round(value * weight, DIGITS)


def absent_term(cell: Cell, observed: Observed, weight: float) -> Term:
    """Return the term of a denied finding, before dependency groups."""
    gated = cell.gate >= 0 and observed.gate(cell.gate)
    value = raw_value(cell, present=False, gated=gated, weight=weight)
    return Term(cell, value, weight == 1.0, present=False, gated=gated)


def gather_blended(model: Model, blend: Blend, observed: Observed) -> list[list[Term]]:
    """Return the terms of every row of a model that blends, values not yet set: one for each
    report, in the order of the findings."""
    rows: list[list[Term]] = [[] for _ in model.priors]
    for finding in sorted(observed.present.keys() & observed.direct):
        for term in blended_terms(model, blend, observed, finding):
            rows[term.cell.row].append(term)
    for finding in sorted(observed.absent):
        weight = observed.absent[finding]
        for cell in model.columns[finding]:
            rows[cell.row].append(absent_term(cell, observed, weight))
    return rows
