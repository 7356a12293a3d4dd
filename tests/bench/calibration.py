"""Do shares mean what they say: reliability by bins, and the expected calibration error."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.clinical.outcome import RANKED
from tests.bench.known_cases import Found

EDGES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0001)
"""Bins of the share of the first place."""


@dataclass(frozen=True)
class Bin:
    """First places whose share lies from ``low`` to ``high``: how many, their mean share, and
    how often they were right."""

    low: float
    high: float
    cases: int
    share: float
    right: float


def first_places(found: Sequence[Found]) -> list[tuple[float, bool]]:
    """Return share and truth of the first place of every ranked case with a condition."""
    return [
        (f.entries[0][0].share, f.entries[0][1])
        for f in found if f.case.decidable and f.outcome == RANKED and f.entries
    ]


def reliability(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Return the bins that are not empty."""
    bins = []
    for low, high in pairwise(EDGES):
        inside = [(share, right) for share, right in pairs if low <= share < high]
        if inside:
            n = len(inside)
            bins.append(Bin(low, min(high, 1.0), n, sum(s for s, _ in inside) / n,
                            sum(r for _, r in inside) / n))
    return bins


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error: the mean gap of share and truth over the bins."""
    return sum(b.cases * abs(b.share - b.right) for b in reliability(pairs)) / max(len(pairs), 1)


def by_band(found: Sequence[Found]) -> dict[str, tuple[int, int]]:
    """Return, by band, the entries of ranked cases with a condition, and the right ones."""
    counts: dict[str, tuple[int, int]] = {}
    for case in found:
        if case.case.decidable and case.outcome == RANKED:
            for entry, right in case.entries:
                shown, hits = counts.get(entry.band, (0, 0))
                counts[entry.band] = shown + 1, hits + right
    return counts
