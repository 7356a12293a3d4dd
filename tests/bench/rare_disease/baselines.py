"""What the engine is held against: enrichment and best-match similarity, plainly.

Both are textbook methods: the hypergeometric tail over terms with their ancestors, and the mean
over reported terms of the information of the best common ancestor (Resnik).
"""

import math
from collections.abc import Iterable

from tests.bench.rare_disease.ranker import Ranker


class Baselines:
    """The two methods over the rows of ``ranker``."""

    def __init__(self, ranker: Ranker) -> None:
        """Note for each finding the rows that show it or a kind of it."""
        self._information = ranker.information
        self._ancestors = ranker.model.ancestors
        self._shown = [[cell.row for cell in cells] for cells in ranker.model.columns]
        self._sizes = [0] * len(ranker.model.priors)
        for rows in self._shown:
            for row in rows:
                self._sizes[row] += 1
        self._annotated = sum(bool(rows) for rows in self._shown)
        self._logs = [math.lgamma(n + 1) for n in range(len(self._shown) + 2)]

    def enrichment(self, findings: Iterable[int]) -> list[float]:
        """Return minus the log probability of so many shared terms by chance, for each row."""
        above = {a for f in findings for a in (f, *self._ancestors[f])}
        drawn = {f for f in above if self._shown[f]}
        shared = [0] * len(self._sizes)
        for finding in drawn:
            for row in self._shown[finding]:
                shared[row] += 1
        tails: dict[tuple[int, int], float] = {}
        for key in zip(self._sizes, shared, strict=True):
            if key not in tails:
                tails[key] = self._tail(*key, len(drawn))
        return [tails[key] for key in zip(self._sizes, shared, strict=True)]

    def resnik(self, findings: Iterable[int]) -> list[float]:
        """Return the summed information of the best common ancestors, for each row."""
        sums = [0.0] * len(self._sizes)
        for finding in sorted(set(findings)):
            best: dict[int, float] = {}
            line = (finding, *self._ancestors[finding])
            for above in sorted(line, key=lambda f: self._information[f]):
                best.update(dict.fromkeys(self._shown[above], self._information[above]))
            for row, value in best.items():
                sums[row] += value
        return sums

    def _choose(self, n: int, k: int) -> float:
        return self._logs[n] - self._logs[k] - self._logs[n - k]

    def _tail(self, size: int, shared: int, drawn: int) -> float:
        whole, total = self._annotated, 0.0
        for k in range(max(shared, drawn + size - whole), min(size, drawn) + 1):
            log = self._choose(size, k) + self._choose(whole - size, drawn - k)
            total += math.exp(log - self._choose(whole, drawn))
        return -math.log(total) if total > 0.0 else math.inf
