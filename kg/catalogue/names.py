"""Finding entities by name: exact, synonym, prefix and fuzzy matches, in that order."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.model import Entity

ORDER = ("exact", "synonym", "prefix", "fuzzy")
FUZZY_LEAST = 0.35
"""Least overlap of letter triples for a fuzzy match: one slip in a word of eight letters or more
passes, words that only share an ending do not."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entity found by one of its names; a higher ``score`` is a closer match of one kind."""

    entity: Entity
    match: str
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class _Name:
    plain: str
    words: tuple[str, ...]
    triples: frozenset[str]
    text: str
    is_label: bool
    entity: Entity


def plain(text: str) -> str:
    """Return ``text`` without case, accents and punctuation.

    >>> plain("Piriformis  Syndrome (Müller)")
    'piriformis syndrome muller'
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", letters))


class Names:
    """All labels and exact synonyms, ready to be searched."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Index ``entities``, except obsolete ones."""
        self._names = [n for e in entities if not e.deprecated for n in _names_of(e)]

    def search(self, text: str, kinds: frozenset[str] | None = None) -> list[Match]:
        """Return the best match of every entity that ``text`` finds, best first."""
        wanted = plain(text)
        if not wanted:
            return []
        words, triples = wanted.split(), _triples(wanted)
        best: dict[str, Match] = {}
        for name in self._names:
            if kinds is not None and name.entity.kind not in kinds:
                continue
            found = _match(name, wanted, words, triples)
            if found is not None and _rank(found) < _rank(best.get(found.entity.id, found), 1):
                best[found.entity.id] = found
        return sorted(best.values(), key=_rank)

    def complete(self, text: str, kinds: frozenset[str] | None = None) -> list[Match]:
        """Return the entities with a name that ``text`` begins, best first."""
        return [m for m in self.search(text, kinds) if m.match != "fuzzy"]


def _rank(found: Match, later: int = 0) -> tuple[int, float, int, str, int]:
    label = found.entity.label
    return ORDER.index(found.match), -found.score, len(found.matched), label, later


def _names_of(entity: Entity) -> Iterator[_Name]:
    for text in (entity.label, *entity.synonyms):
        simple = plain(text)
        yield _Name(
            simple, tuple(simple.split()), _triples(simple), text, text == entity.label, entity
        )


def _triples(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def _match(
    name: _Name, wanted: str, words: list[str], triples: frozenset[str]
) -> Match | None:
    if name.plain == wanted:
        return Match(name.entity, "exact" if name.is_label else "synonym", name.text, 1.0)
    if name.plain.startswith(wanted):
        return Match(name.entity, "prefix", name.text, 1.0)
    if all(any(part.startswith(word) for part in name.words) for word in words):
        return Match(name.entity, "prefix", name.text, 0.5)
    shared = len(triples & name.triples)
    overlap = shared / (len(triples) + len(name.triples) - shared)
    return Match(name.entity, "fuzzy", name.text, overlap) if overlap >= FUZZY_LEAST else None
