"""The reverse penalty: a reported finding that a condition leaves unexplained counts a little.

A condition that says nothing of a finding, of what it is a kind of, of its kinds, or of what
repeats it, does not explain it. Half of what is reported and not usual is taken to be due to what
the patient has (an estimate): such a finding is less frequent in the condition than in everyone
by that half. Knowledge is incomplete, so a finding never counts for more than a factor of two, and
one that no condition explains counts for nothing.
"""

import math
from collections.abc import Mapping, Sequence

from kg.clinical.engine.model import Cell

DUE = 0.5
"""The share of unusual reported findings that are due to what the patient has (an estimate)."""
LEAST = 0.02
"""A penalty smaller than this (log10) is left out."""
HISTORY, COMMON = "HistoryItem", 5.0
"""Kind of the findings that need no explanation where so many percent of everyone have them: an
exposure or another disease is why somebody may have a condition, not what the condition does. A
rare one (uveitis) still asks for an explanation."""
DIGITS = 4


def penalty(background: float) -> float:
    """Return what an unexplained finding adds, log10 (0 or less); usual findings need no
    explanation."""
    return round(math.log10(1.0 - DUE * (1.0 - background)), DIGITS)


def needs_none(kind: str, background_pct: float | None) -> bool:
    """Tell whether a finding of that kind and background needs no explanation."""
    return kind == HISTORY and (background_pct or 0.0) >= COMMON


def best_explained(cells: Mapping[int, Cell]) -> Cell | None:
    """Return the cell of the row that explains a finding best, ``None`` where none does."""
    known = [c for c in cells.values() if not c.weak and _support(c) > 0]
    return max(known, key=lambda c: (_support(c), -c.row), default=None)


def silent_rows(
    finding: int, rows: int, cells: Mapping[int, Mapping[int, Cell]],
    related: Sequence[int],
) -> list[int]:
    """Return the rows that leave ``finding`` unexplained: ``cells`` gives the cells of a finding
    by row, ``related`` what a row may say in its stead."""
    said = set(cells.get(finding, ()))
    for other in related:
        said |= cells.get(other, {}).keys()
    return [row for row in range(rows) if row not in said]


def kin_of_speakers(kin: Sequence[Sequence[int]], cells: Mapping[int, Cell]) -> frozenset[int]:
    """Return the rows of every family of which one row explains a finding by its cell."""
    return frozenset(
        row for parts in kin if any(p in cells and _support(cells[p]) > 0 for p in parts)
        for row in parts
    )


def _support(cell: Cell) -> float:
    return max(cell.present, cell.present_gated)
