"""Scores of all rows at once, without a term for each: for thousands of rows.

The same columns as the terms', remembered by finding; the sums are those of ``rank_family``.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from kg.clinical.engine.blend import Column, column
from kg.clinical.engine.model import Blend, Model, Observed
from kg.clinical.engine.terms import absent_term


class Totals:
    """Scores over one model that blends and has neither gates nor dependency groups."""

    def __init__(self, model: Model, blend: Blend, *, remembered: int = 1024) -> None:
        """Keep the columns of the ``remembered`` findings that were asked for last.

        Raises:
            ValueError: a cell is gated or a finding grouped; such rows need their terms.
        """
        gated = any(cell.gate >= 0 for cells in model.columns for cell in cells)
        if gated or any(group >= 0 for group in model.group):
            raise ValueError("gates and dependency groups are settled term by term")
        self._model = model
        self._column: Callable[[int], Column] = lru_cache(remembered)(
            lambda finding: column(model, blend, finding, _closed)
        )

    def scores(self, observed: Observed) -> list[float]:
        """Return the score of every row (log10)."""
        sums = [0.0] * len(self._model.priors)
        for finding in sorted(observed.present.keys() & observed.direct):
            self._add(sums, finding, observed.weights)
        for finding in sorted(observed.absent):
            weight = observed.absent[finding]
            for cell in self._model.columns[finding]:
                sums[cell.row] += absent_term(cell, observed, weight).raw
        return [round(p + s, 9) for p, s in zip(self._model.priors, sums, strict=True)]

    def _add(self, sums: list[float], finding: int, weights: Mapping[int, float]) -> None:
        weight = weights.get(finding, 1.0)
        known = self._column(finding)
        for row, value in zip(known.rows, known.values, strict=True):
            sums[row] += value * weight


def _closed(_: int) -> bool:
    return False
