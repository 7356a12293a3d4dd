"""Back-off by mixture: a report stands for itself or, with a share each, for what is above it.

The ratio of a row is the mixture of the ratios of what the report may stand for, against a report
that has nothing to do with the row: ``log10(1 + odds * sum of share * ratio)``. It is never below
zero, so what a row leaves unexplained costs it only what other rows gain.
"""

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.clinical.engine.model import Blend, Cell, Model, Observed, Term


@dataclass(frozen=True, slots=True)
class Column:
    """What a report of one finding adds to each row that explains any of it, in log10."""

    rows: Sequence[int]
    values: Sequence[float]


def column(
    model: Model, blend: Blend, finding: int, gate: Callable[[int], bool]
) -> Column:
    """Return the column of a report of ``finding``, rows in ascending order."""
    ratios: dict[int, float] = {}
    known = ratios.get
    for above, share in blend.lineages[finding]:
        factor = share * blend.odds
        for cell in model.columns[above]:
            value = cell.present
            if cell.gate >= 0 and gate(cell.gate):
                value = cell.present_gated
            ratios[cell.row] = known(cell.row, 0.0) + factor * 10.0**value
    rows = sorted(ratios)
    return Column(array("l", rows), array("d", [math.log10(1.0 + ratios[r]) for r in rows]))


def blended_terms(model: Model, blend: Blend, observed: Observed, finding: int) -> list[Term]:
    """Return one term for each row that explains some of a report of ``finding``; its cell is the
    nearest that the row has."""
    nearest: dict[int, Cell] = {}
    for above, _ in blend.lineages[finding]:
        for cell in model.columns[above]:
            nearest.setdefault(cell.row, cell)
    weight = observed.weights.get(finding, 1.0)
    found = column(model, blend, finding, observed.gate)
    return [
        Term(cell, value * weight, direct=cell.finding == finding,
             gated=cell.gate >= 0 and observed.gate(cell.gate))
        for row, value in zip(found.rows, found.values, strict=True)
        for cell in (nearest[row],)
    ]
