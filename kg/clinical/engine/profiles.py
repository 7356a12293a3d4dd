"""From what each row is known to show to the cells of the engine, over the rows' own background.

A report is taken as drawn from what a row shows: a row that shows much gives each of its findings
the less. ``breadth`` says by how much: 0 takes no account of it, 1 all.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.clinical.engine.model import Cell

Profile = Mapping[int, float]
"""Findings that a row shows, with the frequency of each (above 0, to 1)."""
FLOOR = -1.0
"""How far a denied finding may count against a row (log10)."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A profile carried up the hierarchy: the ``frequency`` of a finding is at least that of each
    of its kinds; ``size`` is how many findings a case shows on average."""

    frequency: Profile
    size: float


def raised(profile: Profile, ancestors: Sequence[frozenset[int]]) -> Raised:
    """Carry ``profile`` up to every ancestor."""
    frequency: dict[int, float] = {}
    for finding, value in profile.items():
        for above in (finding, *ancestors[finding]):
            if value > frequency.get(above, 0.0):
                frequency[above] = value
    return Raised(frequency, sum(profile.values()))


def shares(rows: Sequence[Raised], findings: int) -> list[float]:
    """Return the share of rows that show each finding or a kind of it; half a row where none."""
    counts = [0] * findings
    for row in rows:
        for finding in row.frequency:
            counts[finding] += 1
    return [max(n, 0.5) / len(rows) for n in counts]


def columns(
    rows: Sequence[Raised], findings: int, *, breadth: float, background_rows: int
) -> list[list[Cell]]:
    """Return the cells by finding; the first ``background_rows`` rows make the background.

    ``present`` is the row's share of a finding over the mean of the rows, ``absent`` compares
    not showing it and is never above zero: what a row shows is never for it when denied.
    """
    known = rows[:background_rows]
    mean_size = sum(row.size for row in known) / len(known)
    divisors = [max(row.size, 1.0) ** breadth * mean_size ** (1.0 - breadth) for row in rows]
    drawn, often = [1.0 / mean_size] * findings, [0.0] * findings
    for row, divisor in zip(known, divisors, strict=False):
        for finding, frequency in row.frequency.items():
            drawn[finding] += frequency / divisor
            often[finding] += frequency
    result: list[list[Cell]] = [[] for _ in range(findings)]
    for index, (row, divisor) in enumerate(zip(rows, divisors, strict=True)):
        for finding, frequency in row.frequency.items():
            present = math.log10(frequency / divisor * len(known) / drawn[finding])
            absent = _denied(frequency, min(often[finding] / len(known), 0.99))
            result[finding].append(Cell(index, finding, present, absent))
    return result


def _denied(frequency: float, background: float) -> float:
    ratio = (1.0 - min(frequency, 0.99)) / (1.0 - background)
    return max(FLOOR, min(0.0, math.log10(ratio)))
