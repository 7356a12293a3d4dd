"""One typing error in a long word, two in a very long one, changed places in a short one."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONG = 7
"""Letters of a known word that may be mistyped; in a shorter one another letter is too often
another word."""

VERY_LONG = 11
"""Letters of a word in which two typing errors are allowed."""
SWAPPED = 5
"""Letters of a known word two neighbors of which may have changed places ("nigth", "weigth")."""
COMMONER = 5
"""How many times as often a word must stand in names to be preferred to another one."""


class Speller:
    """Corrects words that are one insertion, omission, swap or other letter from a known word."""

    def __init__(self, known: Iterable[str]) -> None:
        """Keep the long words of ``known`` by their first letter, which people seldom mistype."""
        words = Counter(word for word in known if word.isalpha())
        self._known = words
        self._long: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words):
            if len(word) >= LONG:
                self._long[word[0]].append(word)
            elif len(word) >= SWAPPED:
                self._short[_letters(word)].append(word)
        self.correct = lru_cache(20_000)(self._correct)

    def knows(self, word: str) -> bool:
        """Tell whether ``word`` is spelled as a known word."""
        return word in self._known

    def _correct(self, word: str) -> str:
        """Return the one known word a typing error away, or by far the commonest, or ``word``."""
        if word in self._known or not word.isalpha() or len(word) < SWAPPED:
            return word
        if len(word) < LONG:
            alike = self._short.get(_letters(word), ())
            near = [one for one in alike if OSA.distance(one, word) == 1]
            if near or len(word) < LONG - 1:
                return near[0] if len(near) == 1 else word
        found = self._near(word, 1)
        found = found or (self._near(word, 2) if len(word) >= VERY_LONG else "")
        return found or word

    def _near(self, word: str, errors: int) -> str:
        """Return the one known long word that many errors away, or by far the commonest."""
        near = process.extract(
            word, self._long.get(word[0], ()), scorer=OSA.distance, score_cutoff=errors, limit=3
        )
        common = sorted((self._known[found], found) for found, _, _ in near)
        clear = common and (len(common) == 1 or common[-1][0] >= COMMONER * common[-2][0])
        return common[-1][1] if clear else ""


def _letters(word: str) -> str:
    """Return the letters of a word in the order of the alphabet, the first in front."""
    return word[0] + "".join(sorted(word[1:]))
