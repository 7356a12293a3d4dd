"""The terms of every row, made where somebody looks at them, and the sums of all rows at once.

Few rows of a ranking are shown term by term. The others need their sums alone: a column at a
time, by the rules of ``kg.clinical.engine.groups``. Rows that hear of a finding and of a kind of
it outside groups are summed from their terms.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from kg.clinical.engine.effects import Effects
from kg.clinical.engine.groups import Member, counted, settle, total
from kg.clinical.engine.model import Group, Model, Observed, Term
from kg.clinical.engine.told import Told, all_told


class Rows(Sequence[list[Term]]):
    """The settled terms of each row; ``totals`` are their sums (log10)."""

    def __init__(self, totals: Sequence[float], make: Callable[[int], list[Term]]) -> None:
        """Keep the sums, and how the terms of a row are made."""
        self.totals = totals
        self._make = make
        self._made: dict[int, list[Term]] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.totals)

    @overload
    def __getitem__(self, row: int) -> list[Term]: ...
    @overload
    def __getitem__(self, row: slice) -> list[list[Term]]: ...
    def __getitem__(self, row: int | slice) -> list[Term] | list[list[Term]]:
        """Return the terms of a row, in the order of the findings, present ones first."""
        if isinstance(row, slice):
            return [self[r] for r in range(*row.indices(len(self)))]
        if not 0 <= row < len(self.totals):
            raise IndexError(row)
        if row not in self._made:
            self._made[row] = self._make(row)
        return self._made[row]


def rows_of(model: Model, effects: Effects, observed: Observed) -> Rows:
    """Return the rows of a model that does not blend."""
    told = list(all_told(model, effects, observed))

    def make(row: int) -> list[Term]:
        found = [_term(t, row, observed) for t in told if t.heard >> row & 1]
        if found:
            settle(model, found)
        return found

    sums = [0.0] * len(model.priors)
    rows = Rows(sums, make)
    for row in _bits(_add_all(model, told, sums)):
        sums[row] = total(rows[row])
    return rows


def _term(told: Told, row: int, observed: Observed) -> Term:
    effect = told.effect
    place = effect.rows.index(row)
    cell = effect.cells[place]
    gated = cell.gate >= 0 and observed.gate(cell.gate)
    return Term(cell, effect.values[place], told.direct, told.present, gated)


def _add_all(model: Model, told: Sequence[Told], sums: list[float]) -> int:
    """Add everything to ``sums``; return the rows that must be summed from their terms."""
    grouped: dict[int, list[Told]] = {}
    for one in told:
        grouped.setdefault(model.group[one.finding], []).append(one)
    ungrouped = grouped.pop(-1, [])
    _add(ungrouped, sums)
    for index, members in grouped.items():
        group = model.groups[index]
        mixed = members[0].present is not members[-1].present
        if group.cap is None and not group.clusters:
            if len(members) <= group.max_members and not mixed:
                _add(members, sums)
                continue
            if group.max_members == 1:
                _add_furthest(members, sums)
                continue
        _add_counted(group, members, sums)
    return _nested(model, ungrouped)


def _add(told: Sequence[Told], sums: list[float]) -> None:
    for one in told:
        for row, value in _heard(one):
            sums[row] += value


def _add_furthest(members: Sequence[Told], sums: list[float]) -> None:
    """Add the member furthest from zero to each row: a shorter way for groups of one."""
    present: dict[int, float] = {}
    denied: dict[int, float] = {}
    for one in members:
        best = present if one.present else denied
        for row, value in _heard(one):
            known = best.get(row, 0.0)
            if abs(value) > abs(known) or value == -known > 0.0 or row not in best:
                best[row] = value
    for row, value in denied.items():
        if row not in present or value > present[row] >= 0.0:
            present[row] = value
    for row, value in present.items():
        sums[row] += value


def _add_counted(group: Group, members: Sequence[Told], sums: list[float]) -> None:
    """Add what counts of the members of a group to each row."""
    present: dict[int, list[Member]] = {}
    denied: dict[int, list[Member]] = {}
    for one in members:
        side, finding = present if one.present else denied, one.finding
        for row, value in _heard(one):
            side.setdefault(row, []).append((value, finding))
    for row in present.keys() | denied.keys():
        for _, value in counted(group, present.get(row, ()), denied.get(row, ())):
            sums[row] += value


def _heard(told: Told) -> Sequence[tuple[int, float]]:
    """Return the rows that hear of a finding, with what it adds to each."""
    effect, heard = told.effect, told.heard
    if heard == effect.mask:
        return effect.pairs
    return [pair for pair in effect.pairs if heard >> pair[0] & 1]


def _nested(model: Model, ungrouped: Sequence[Told]) -> int:
    """Return the rows that hear of a finding and of a kind of it, outside groups."""
    heard = {t.finding: t.heard for t in ungrouped if t.present and t.heard}
    rows = 0
    for finding, own in heard.items():
        above = model.parent[finding]
        while above >= 0:
            rows |= own & heard.get(above, 0)
            above = model.parent[above]
    return rows


def _bits(rows: int) -> Iterator[int]:
    while rows:
        yield (rows & -rows).bit_length() - 1
        rows &= rows - 1
