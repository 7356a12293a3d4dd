"""Whether two answers are the same: blank nodes may bear any labels, order counts where it must."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions as rows of terms in the order of ``variables``; ``None`` is unbound."""

    variables: tuple[str, ...]
    rows: list[Row]
    is_ordered: bool = False


def same(actual: object, expected: object) -> bool:
    """Tell whether two answers (truth values, tables or graphs as lists of rows) are the same."""
    if isinstance(actual, Table) and isinstance(expected, Table):
        return _same_table(actual, expected)
    if isinstance(actual, list) and isinstance(expected, list):
        return _match(actual, expected, {})
    return type(actual) is type(expected) and actual == expected


def reduces(actual: Table, expected: Table) -> bool:
    """Tell whether each row comes at least once and at most as often as expected (REDUCED)."""
    order = sorted(expected.variables)
    ours, theirs = ([[canonical(term) for term in row] for row in _arranged(table, order)]
                    for table in (actual, expected))
    return all(1 <= ours.count(row) <= theirs.count(row) for row in [*ours, *theirs])


def _same_table(actual: Table, expected: Table) -> bool:
    order = sorted(expected.variables)
    if sorted(actual.variables) != order:
        return False
    ours, theirs = _arranged(actual, order), _arranged(expected, order)
    if expected.is_ordered:
        bound: dict[str, str] = {}
        return len(ours) == len(theirs) and all(
            _unify(a, e, bound) for a, e in zip(ours, theirs, strict=True)
        )
    return _match(ours, theirs, {})


def _arranged(table: Table, order: list[str]) -> list[Row]:
    places = [table.variables.index(name) for name in order]
    return [tuple(row[place] for place in places) for row in table.rows]


def _match(actual: Sequence[Row], expected: Sequence[Row], bound: dict[str, str]) -> bool:
    """Pair the rows one to one; rows without blank nodes go first and leave little to try."""
    if len(actual) != len(expected):
        return False
    if not expected:
        return True
    first, *others = sorted(expected, key=_blanks)
    for at, row in enumerate(actual):
        trial = dict(bound)
        if _unify(row, first, trial):
            rest = [*actual[:at], *actual[at + 1 :]]
            if _match(rest, others, trial):
                return True
            if not _blanks(first):
                return False
    return False


def _blanks(term: object) -> int:
    if isinstance(term, ox.BlankNode):
        return 1
    if isinstance(term, ox.Triple):
        return sum(map(_blanks, term))
    return sum(map(_blanks, term)) if isinstance(term, tuple) else 0


def _unify(one: object, other: object, bound: dict[str, str]) -> bool:
    """Make ``one`` and ``other`` the same by renaming blank nodes one to one, where possible."""
    if isinstance(one, ox.BlankNode) and isinstance(other, ox.BlankNode):
        key = "a" + one.value
        if key not in bound and "e" + other.value not in bound:
            bound[key], bound["e" + other.value] = other.value, one.value
        return bound.get(key) == other.value
    if isinstance(one, tuple | ox.Triple) and isinstance(other, tuple | ox.Triple):
        return all(_unify(a, e, bound) for a, e in zip(one, other, strict=True))
    return canonical(one) == canonical(other)


def canonical(term: object) -> object:
    """Return a number or a truth value in place of how it is written: the engine keeps values."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        try:
            if kind in (XSD + "decimal", XSD + "integer"):
                return kind, Decimal(term.value)
            if kind in (XSD + "double", XSD + "float"):
                return kind, repr(float(term.value))
            if kind == XSD + "boolean":
                return kind, {"0": "false", "1": "true"}.get(term.value, term.value)
        except (ArithmeticError, ValueError):
            return term
    return term
