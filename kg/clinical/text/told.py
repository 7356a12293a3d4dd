"""Phrases said in place of a finding, compared by stems and by words that mean the same there.

"Struggling to get up out of the sofa" and "hard to rise from a chair" become the same few keys,
so that a row of the tables stands for all the ways that its words are said.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from kg.clinical.text.abbreviations import SIDES, SKIPPED
from kg.clinical.text.book import PhraseBook
from kg.clinical.text.cues import PLAIN_DENIALS
from kg.clinical.text.shorthand import words_written_out
from kg.clinical.text.stems import stem
from kg.clinical.text.tables import FILLERS, SAME
from kg.clinical.text.templates import forms
from kg.clinical.text.trie import Trie

Key = tuple[str, int, int]
"""A key with the positions of the words that it stands for, the second exclusive."""


class Told:
    """Phrases by their keys, and what each means."""

    def __init__(self, book: PhraseBook, values: Sequence[Any]) -> None:
        """Take the value of every meaning of ``book``; one without a value is not told."""
        self._book, self._values = book, values

    def get(self, words: Sequence[str]) -> Any | None:
        """Return the value of the phrase that ``words`` are from the first to the last."""
        found = keys([stem(word) for word in words])
        hit = self._longest(self._book.spelled([key for key, _, _ in found]), 0)
        return hit[1] if hit and hit[0] == len(found) else None

    def hits(self, stems: Sequence[str]) -> dict[int, tuple[int, Any]]:
        """Return the longest phrase at every position of a clause: its end and its value."""
        found = keys(stems)
        spelled = self._book.spelled([key for key, _, _ in found])
        hits = {}
        for number in self._book.starts(spelled):
            if hit := self._longest(spelled, number):
                hits[found[number][1]] = (found[hit[0] - 1][2], hit[1])
        return hits

    def _longest(self, spelled: Sequence[str], start: int) -> tuple[int, Any] | None:
        best = None
        for end, meaning in self._book.endings(spelled, start):
            value = self._values[meaning]
            if value is not None and (best is None or best[0] < end):
                best = (end, value)
        return best


def plain_forms(template: str) -> list[str]:
    """Return the phrases of a template without the words that fill them, each once."""
    return forms(_filling().sub("", template))


@cache
def _filling() -> re.Pattern[str]:
    words = "|".join(sorted({word for word in (*SKIPPED, *FILLERS) if word.isalpha()}))
    return re.compile(rf"\b({words})\b(?!') ?")


def keys_of(phrase: str) -> tuple[str, ...]:
    """Return the keys of a plain phrase without stops."""
    return tuple(key for key, _, _ in keys([stem(word) for word in words_written_out(phrase)]))


def bare_keys(stems: Sequence[str]) -> list[Key]:
    """Return the keys of a clause by its own words, none of which stands for others."""
    fillers = _fillers()
    return [
        (word, place, place + 1) for place, word in enumerate(stems)
        if word and word not in fillers
    ]


def keys(stems: Sequence[str]) -> list[Key]:
    """Return the keys of a clause; words that fill it have none, nor has a side that belongs to
    no phrase ("all right", "lie on the left side" are phrases)."""
    fillers, sides = _fillers(), _sides()
    found = [
        (word, place, place + 1) for place, word in enumerate(stems)
        if word and (word not in fillers or word in sides)
    ]
    if not sides.isdisjoint(stems):
        found = [key for key in _read(found, _sided()) if key[0] not in sides]
    return _read(found, _same())


def _read(found: Sequence[Key], same: Trie) -> list[Key]:
    """Return keys with the phrases of ``same`` as one key each."""
    words = [word for word, _, _ in found]
    result: list[Key] = []
    position = 0
    while position < len(words):
        hit = same.longest(words, position) if same.begins(words[position]) else None
        end, key = hit if hit else (position + 1, words[position])
        result.append((key, found[position][1], found[end - 1][2]))
        position = end
    return result


@cache
def _sides() -> frozenset[str]:
    """Return the stems of the words that name a side."""
    return frozenset(stem(word) for word, side in SIDES.items() if side in {"left", "right"})


@cache
def _fillers() -> frozenset[str]:
    """Return the stems that tell no phrase from another: articles, sides, adverbs of degree."""
    words = (word for phrase in FILLERS for word in words_written_out(phrase))
    return (frozenset(map(stem, (*SKIPPED, *words))) | _sides()) - PLAIN_DENIALS


@cache
def _same() -> Trie:
    """Return the phrases of one meaning that name no side."""
    trie = Trie()
    for meaning, words in _phrases():
        if _sides().isdisjoint(words):
            trie.add(words, f"={meaning}")
    return trie


@cache
def _sided() -> Trie:
    """Return the phrases of one meaning that name a side."""
    trie = Trie()
    for meaning, words in _phrases():
        if not _sides().isdisjoint(words):
            trie.add(words, f"={meaning}")
    return trie


def _phrases() -> Iterator[tuple[str, list[str]]]:
    """Yield the phrases of one meaning, by stems without fillers."""
    fillers, sides = _fillers(), _sides()
    for meaning, templates in SAME.items():
        yield meaning, [stem(meaning)]
        for phrase in plain_forms(templates):
            stems = map(stem, words_written_out(phrase))
            yield meaning, [word for word in stems if word not in fillers or word in sides]
