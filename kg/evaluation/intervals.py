"""Shares with their 95 % intervals."""

import math
from dataclasses import dataclass

Z_95 = 1.959964
"""The standard normal quantile that leaves 2.5 % above it."""


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share, between 0 and 1; ``None`` of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % score interval of Wilson (J Am Stat Assoc 1927;22:209); ``None`` of nothing.

        Unlike the textbook interval it stays inside 0 to 1 and is no point at 0 or 100 %.
        """
        if not self.total:
            return None
        n, p, square = self.total, self.hits / self.total, Z_95 * Z_95
        middle = (p + square / (2 * n)) / (1 + square / n)
        half = Z_95 * math.sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def to_json(self) -> dict[str, object]:
        """Return the share as JSON values."""
        interval = self.interval
        return {
            "hits": self.hits, "total": self.total, "value": self.value,
            "low": interval and interval[0], "high": interval and interval[1],
        }

    def __str__(self) -> str:
        """Return such as "43/50, 86 % (74-93)"."""
        if self.value is None or self.interval is None:
            return "none to judge"
        low, high = self.interval
        return f"{self.hits}/{self.total}, {self.value:.0%} ({100 * low:.0f}-{100 * high:.0f})"
