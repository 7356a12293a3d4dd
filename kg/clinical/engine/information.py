"""Expected information of an unanswered question, in bits."""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache


def binary_entropy(p: float) -> float:
    """Return the entropy of a yes or no with probability ``p``, in bits."""
    if p <= 0.0 or p >= 1.0:
        return 0.0
    return -p * math.log2(p) - (1.0 - p) * math.log2(1.0 - p)


_known_entropy = lru_cache(maxsize=4096)(binary_entropy)
"""Entropies of figures that the knowledge states; there are few, and each is asked for often."""


def expected_bits(
    weights: Mapping[int, float], frequencies: Iterable[tuple[int, float]], background: float
) -> float:
    """Return the mutual information of a finding and the rows, in bits.

    ``weights`` are the shares of the rows that matter (together at most 1; the rest of the mass
    answers as the background does), ``frequencies`` the probability of the finding in each row
    that says something of it, ``background`` the probability elsewhere.
    """
    mean, inside, mass = 0.0, 0.0, 1.0
    for row, p in frequencies:
        weight = weights.get(row)
        if weight is not None:
            mean += weight * p
            inside += weight * _known_entropy(p)
            mass -= weight
    mass = max(mass, 0.0)
    mean += mass * background
    return max(0.0, binary_entropy(mean) - inside - mass * _known_entropy(background))
