"""Expected information of unanswered questions, in bits."""

from collections.abc import Collection, Mapping, Sequence
from math import log2


def binary_entropy(p: float) -> float:
    """Return the entropy of a yes or no with probability ``p``, in bits."""
    if p <= 0.0 or p >= 1.0:
        return 0.0
    q = 1.0 - p
    return -p * log2(p) - q * log2(q)


class Information:
    """What each finding would tell of weighted rows: the mutual information of both."""

    def __init__(
        self, rows: int, frequencies: Sequence[Sequence[tuple[int, float]]],
        backgrounds: Sequence[float], asked: Collection[int],
    ) -> None:
        """Sort what is known of the findings that are ``asked`` for by its row.

        ``frequencies`` gives, by finding, its probability in each row that says something of it,
        ``backgrounds`` its probability elsewhere.
        """
        self._of_row: list[list[tuple[int, float, float]]] = [[] for _ in range(rows)]
        for finding in sorted(asked):
            for row, p in frequencies[finding]:
                self._of_row[row].append((finding, p, binary_entropy(p)))
        self._elsewhere = [(p, binary_entropy(p)) for p in backgrounds]

    def bits(self, weights: Mapping[int, float], closed: Collection[int]) -> dict[int, float]:
        """Return the bits of each finding of which a weighted row says something, those apart
        that are ``closed``.

        ``weights`` are the shares of the rows that matter, together at most 1; the rest of the
        mass answers as the background does.
        """
        found = {}
        for finding, (mean, inside, mass) in self._sums(weights).items():
            if finding not in closed:
                background, entropy = self._elsewhere[finding]
                mass = max(mass, 0.0)
                whole = binary_entropy(mean + mass * background)
                found[finding] = max(0.0, whole - inside - mass * entropy)
        return found

    def _sums(self, weights: Mapping[int, float]) -> dict[int, list[float]]:
        """Return by finding its mean and its mean entropy over the weighted rows that say
        something of it, and the mass of all others."""
        sums: dict[int, list[float]] = {}
        known = sums.get
        for row in sorted(weights):
            weight = weights[row]
            for finding, p, entropy in self._of_row[row]:
                if (one := known(finding)) is None:
                    sums[finding] = [weight * p, weight * entropy, 1.0 - weight]
                else:
                    one[0] += weight * p
                    one[1] += weight * entropy
                    one[2] -= weight
        return sums
