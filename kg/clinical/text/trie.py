"""Many phrases looked up at once, longest first."""

from collections.abc import Iterable, Sequence
from typing import Any

_END = ""
NUMBER = "000"
"""A word of a phrase that every number fits."""
SEVERAL = "=several"
"""The key of small numbers in phrases that are told (``same.tsv``)."""


class Trie:
    """Phrases as sequences of words; the first value added under a phrase stays."""

    def __init__(self) -> None:
        """Start empty."""
        self._root: dict[str, Any] = {}

    def add(self, words: Iterable[str], value: object) -> None:
        """Add a phrase; an empty one is ignored."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        if node is not self._root:
            node.setdefault(_END, value)

    def first_words(self) -> frozenset[str]:
        """Return the words that phrases begin with; to pass over the others quickly."""
        return frozenset(self._root)

    def begins(self, word: str) -> bool:
        """Tell whether any phrase begins with ``word``."""
        return word in self._root or is_number(word) and NUMBER in self._root

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Any] | None:
        """Return the end and value of the longest phrase at ``start``, or ``None``."""
        if not self.begins(words[start]):
            return None
        nodes, best = [self._root], None
        for position in range(start, len(words)):
            word = words[position]
            names = (word, NUMBER) if is_number(word) else (word,)
            nodes = [node[name] for node in nodes for name in names if name in node]
            if not nodes:
                break
            told = [node[_END] for node in nodes if _END in node]
            if told:
                best = (position + 1, told[0])
        return best


def is_number(word: str) -> bool:
    """Tell whether a word of a text is a number, or stands for the small ones."""
    return word[:1].isdigit() or word == SEVERAL
