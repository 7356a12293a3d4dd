"""Columns as they are summed: what each row gains from a finding, by the way it was reported.

They depend on the model alone and are worked out when a finding is first reported in that way.
Sets of rows are whole numbers whose bits are the rows, so that columns are compared without
looking at single rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.clinical.engine.model import Cell
from kg.clinical.engine.terms import raw_value


@dataclass(frozen=True, slots=True)
class Effect:
    """What one report of a finding adds to each row, in log10, before dependency groups.

    ``cells``, ``rows`` and ``values`` are in step; ``pairs`` are the rows and values that a sum
    may need: a denial that says nothing is left out, a report that says nothing may still stand
    before a denial. ``mask`` holds the rows as bits, ``against`` those that gain nothing or lose.
    """

    cells: Sequence[Cell]
    rows: Sequence[int]
    values: Sequence[float]
    pairs: Sequence[tuple[int, float]]
    mask: int
    against: int


class Effects:
    """The effects of one set of columns, each worked out once."""

    def __init__(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Keep the cells by finding."""
        self._columns = columns
        self._gates: dict[int, tuple[int, ...]] = {}
        self._known: dict[tuple[int, bool, float, tuple[int, ...]], Effect] = {}
        self._strong: dict[int, int] = {}

    def of(
        self, finding: int, gate: Callable[[int], bool], *, present: bool, weight: float
    ) -> Effect:
        """Return the effect of ``finding``, reported or denied with ``weight`` (1 where it was
        named itself), with the gates that are open."""
        gates = self._gates.get(finding)
        if gates is None:
            gates = tuple({c.gate for c in self._columns[finding] if c.gate >= 0})
            self._gates[finding] = gates
        opened = tuple([g for g in gates if gate(g)]) if gates else ()
        key = finding, present, weight, opened
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(finding, opened, present=present, weight=weight)
        return found

    def strong(self, finding: int) -> int:
        """Return the rows that know of ``finding`` by more than a mechanism or a silence."""
        found = self._strong.get(finding)
        if found is None:
            found = _bits([c.row for c in self._columns[finding] if not c.weak])
            self._strong[finding] = found
        return found

    def _made(
        self, finding: int, opened: Sequence[int], *, present: bool, weight: float
    ) -> Effect:
        every = weight == 1.0 or not present
        cells = [c for c in self._columns[finding] if every or not c.unexplained]
        values = [
            raw_value(c, present=present, gated=c.gate in opened, weight=weight) for c in cells
        ]
        rows = [c.row for c in cells]
        pairs = list(zip(rows, values, strict=True))
        against = [row for row, value in pairs if value <= 0]
        if not present:
            pairs = [pair for pair in pairs if pair[1]]
        return Effect(cells, rows, values, pairs, _bits(rows), _bits(against))


def _bits(rows: Sequence[int]) -> int:
    return sum([1 << row for row in rows])
