"""Mentions of findings in free text, with offsets and context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.clinical.index import Index
from kg.clinical.text.context import Context, clauses, context, is_context
from kg.clinical.text.vocabulary import Phrase, build, meaning
from kg.clinical.words import Token, tokens

NEAR = 6
"""How many words may stand between a type and its site ("tingling down the back of the thigh")."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A finding in a text: ``finding`` by CURIE, or ``type`` and ``site`` of a composed one.

    Offsets are code points, ``end`` exclusive.
    """

    start: int
    end: int
    text: str
    finding: str
    context: Context
    type: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions of a text, and the spans in which nothing was recognized."""

    mentions: Sequence[Mention]
    silent: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Hit:
    first: int
    last: int
    phrase: Phrase


class Annotator:
    """Finds the phrases of one ontology in texts."""

    def __init__(self, index: Index) -> None:
        """Build the phrases."""
        self._index = index
        self._trie = build(index)

    def read(self, text: str) -> Reading:
        """Return what ``text`` mentions."""
        mentions: list[Mention] = []
        silent: list[tuple[int, int]] = []
        for clause in clauses(tokens(text)):
            found = list(self._clause(text, clause))
            mentions.extend(found)
            silent.extend(_leftover(clause, found))
        return Reading(mentions, silent)

    def _clause(self, text: str, clause: Sequence[Token]) -> Iterator[Mention]:
        hits = self._hits(clause)
        sites = [h for h in hits if h.phrase.role == "site"]
        for hit in hits:
            if hit.phrase.role in {"finding", "normal"}:
                yield from self._named(text, clause, hit)
            elif hit.phrase.role == "type":
                site = _nearest(hit, sites)
                if site is not None:
                    yield self._composed(text, clause, hit, site)

    def _hits(self, clause: Sequence[Token]) -> list[_Hit]:
        words: list[str] = []
        places: list[int] = []
        for place, token in enumerate(clause):
            for word in meaning(token):
                words.append(word)
                places.append(place)
        hits = []
        position = 0
        while position < len(words):
            found = self._trie.longest(words, position)
            if found is None:
                position += 1
            else:
                hits.append(_Hit(places[position], places[found[0] - 1] + 1, found[1]))
                position = found[0]
        return hits

    def _named(self, text: str, clause: Sequence[Token], hit: _Hit) -> Iterator[Mention]:
        normal = hit.phrase.role == "normal"
        seen = context(clause, hit.first, hit.last, normal=normal)
        if seen.status == "unclear":
            return
        start, end = clause[hit.first].start, clause[hit.last - 1].end
        for finding in hit.phrase.curies:
            yield Mention(start, end, text[start:end], finding, seen)

    def _composed(
        self, text: str, clause: Sequence[Token], kind: _Hit, site: _Hit
    ) -> Mention:
        first, last = min(kind.first, site.first), max(kind.last, site.last)
        start, end = clause[first].start, clause[last - 1].end
        seen = context(clause, first, last, normal=False)
        return Mention(
            start, end, text[start:end], "", seen, kind.phrase.curies[0], site.phrase.curies[0]
        )


def _leftover(clause: Sequence[Token], found: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Yield the runs of words that belong to no mention and are not words of context alone."""
    run: list[Token] = []
    for token in (*clause, None):
        outside = token is not None and not any(
            m.start <= token.start < m.end for m in found
        )
        if token is not None and outside:
            run.append(token)
        else:
            if any(not is_context(t) for t in run):
                yield run[0].start, run[-1].end
            run = []


def _nearest(kind: _Hit, sites: Sequence[_Hit]) -> _Hit | None:
    near = [
        (max(site.first - kind.last, kind.first - site.last), site.first, site)
        for site in sites
        if max(site.first - kind.last, kind.first - site.last) <= NEAR
    ]
    return min(near, key=lambda item: item[:2])[2] if near else None
