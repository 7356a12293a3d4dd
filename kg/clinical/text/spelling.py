"""One typing error in a long word."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONG = 7
"""Letters of a known word that may be mistyped; in a shorter one another letter is too often
another word."""

COMMONER = 5
"""How many times as often a word must stand in names to be preferred to another one."""


class Speller:
    """Corrects words that are one insertion, omission, swap or other letter from a known word."""

    def __init__(self, known: Iterable[str]) -> None:
        """Keep the long words of ``known`` by their first letter, which people seldom mistype."""
        words = Counter(word for word in known if word.isalpha())
        self._known = words
        self._long: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words):
            if len(word) >= LONG:
                self._long[word[0]].append(word)
        self.correct = lru_cache(20_000)(self._correct)

    def _correct(self, word: str) -> str:
        """Return the one known word a typing error away, or by far the commonest, or ``word``."""
        if len(word) < LONG - 1 or word in self._known or not word.isalpha():
            return word
        near = process.extract(
            word, self._long.get(word[0], ()), scorer=OSA.distance, score_cutoff=1, limit=3
        )
        common = sorted((self._known[found], found) for found, _, _ in near)
        clear = common and (len(common) == 1 or common[-1][0] >= COMMONER * common[-2][0])
        return common[-1][1] if clear else word
