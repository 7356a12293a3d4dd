"""Many phrases looked up at once, longest first."""

from collections.abc import Iterable, Sequence
from typing import Any

_END = ""
NUMBER = "000"
"""A word of a phrase that every word beginning with a digit fits."""


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
        return word in self._root or (word[:1].isdigit() and NUMBER in self._root)

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Any] | None:
        """Return the end and value of the longest phrase at ``start``, or ``None``."""
        first = words[start]
        if first not in self._root and not first[:1].isdigit():
            return None
        node, best = self._root, None
        for position in range(start, len(words)):
            word = words[position]
            following = node.get(word)
            if following is None and word[:1].isdigit():
                following = node.get(NUMBER)
            if following is None:
                break
            node = following
            if _END in node:
                best = (position + 1, node[_END])
        return best
