"""Mentions of findings in free text, with offsets and context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.clinical.index import Index
from kg.clinical.text.context import (
    Context,
    clauses,
    context,
    has_result,
    is_context,
    is_joining,
)
from kg.clinical.text.measurements import Measured, measurements
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
    measured: Sequence[Measured] = ()


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

    def read(self, text: str, known: Sequence[tuple[int, int]] = ()) -> Reading:
        """Return what ``text`` mentions; the spans ``known`` are understood by others."""
        mentions: list[Mention] = []
        silent: list[tuple[int, int]] = []
        measured = measurements(text)
        spans = [*known, *((m.start, m.end) for m in measured)]
        found = tokens(text)
        before: Sequence[Token] = ()
        for clause in clauses(found, self._kept_together(found)):
            read = list(self._clause(text, clause))
            if not read and mentions:
                read = list(self._same_test(text, before, clause, mentions[-1]))
            mentions.extend(read)
            near = [s for s in spans if s[0] < clause[-1].end and clause[0].start < s[1]]
            silent.extend(_leftover(clause, [*near, *((m.start, m.end) for m in read)]))
            before = clause
        return Reading(mentions, silent, measured)

    def _kept_together(self, found: Sequence[Token]) -> set[int]:
        """Return the positions that part no clause: inside a name, or in a list of tests."""
        hits = self._hits(found)
        inside = {place for hit in hits for place in range(hit.first, hit.last)}
        for hit, following in pairwise(hits):
            between = range(hit.last, following.first)
            if self._is_test(hit) and self._is_test(following) and all(
                is_joining(found[place]) for place in between
            ):
                inside.update(between)
        return inside

    def _is_test(self, hit: _Hit) -> bool:
        """Tell whether a phrase names a test or a function, which a result word follows."""
        if hit.phrase.role != "finding":
            return hit.phrase.role == "normal"
        return self._index.findings[hit.phrase.curies[0]].kind == "TestResult"

    def _result_at(self, clause: Sequence[Token], hits: Sequence[_Hit], number: int) -> int:
        """Return where the result of a test starts: after the last of the tests listed with it
        ("FAIR, Freiberg and Beatty negative")."""
        last = hits[number].last
        for following in hits[number + 1:]:
            joined = all(is_joining(token) for token in clause[last:following.first])
            if not (self._is_test(hits[number]) and self._is_test(following) and joined):
                break
            last = following.last
        return last

    def _same_test(
        self, text: str, before: Sequence[Token], clause: Sequence[Token], tested: Mention
    ) -> Iterator[Mention]:
        """Yield the test of the clause before on another side ("SLR positive L, negative R")."""
        gap = text[before[-1].end:clause[0].start] if before else ""
        if gap.strip() != "," or not all(is_context(token) for token in clause):
            return
        kind = self._index.findings[tested.finding].kind if tested.finding else ""
        seen = context(clause, 0, 0, normal=False)
        if kind == "TestResult" and seen.laterality and has_result(clause):
            start, end = clause[0].start, clause[-1].end
            yield Mention(start, end, text[start:end], tested.finding, seen)

    def _clause(self, text: str, clause: Sequence[Token]) -> Iterator[Mention]:
        hits = self._hits(clause)
        sites = [h for h in hits if h.phrase.role == "site"]
        for number, hit in enumerate(hits):
            if hit.phrase.role in {"finding", "normal"}:
                result = self._result_at(clause, hits, number)
                yield from self._named(text, clause, hit, result)
            elif hit.phrase.role == "type":
                site = _nearest(hit, sites)
                if site is not None:
                    yield self._composed(text, clause, hit, site)

    def _hits(self, clause: Sequence[Token]) -> list[_Hit]:
        words: list[str] = []
        places: list[int] = []
        for place, token in enumerate(clause):
            for word in ("\n",) if token.stop and token.word != "," else meaning(token):
                words.append(word)
                places.append(place)
        hits: list[_Hit] = []
        position = 0
        while position < len(words):
            found = self._trie.longest(words, position)
            if found is None:
                position += 1
            else:
                hits.extend(self._sharing(clause, words, places, position, found[0]))
                hits.append(_Hit(places[position], places[found[0] - 1] + 1, found[1]))
                position = found[0]
        return hits

    def _sharing(
        self, clause: Sequence[Token], words: Sequence[str], places: Sequence[int], start: int,
        end: int,
    ) -> Iterator[_Hit]:
        """Yield what shares its last words with the phrase after it: "bladder" in "bladder or
        bowel disturbance"."""
        first = start - 2 if words[max(0, start - 1):start] in (["or"], ["and"]) else start - 1
        if first < 0 or end - start < 2 or words[start - 1] == "\n":
            return
        alike = first == start - 2 or clause[places[first]].end + 1 == clause[places[start]].start
        name = [words[first], *words[start + 1:end]]
        found = self._trie.longest(name, 0)
        if alike and found is not None and found[0] == len(name) and found[1].role == "finding":
            yield _Hit(places[first], places[first] + 1, found[1])

    def _named(
        self, text: str, clause: Sequence[Token], hit: _Hit, result: int
    ) -> Iterator[Mention]:
        normal = hit.phrase.role == "normal"
        seen = context(clause, hit.first, hit.last, normal=normal, result=result)
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


def _leftover(
    clause: Sequence[Token], known: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the runs of words outside the spans ``known`` that are not words of context alone."""
    run: list[Token] = []
    for token in (*clause, None):
        outside = token is not None and not any(
            start <= token.start < end for start, end in known
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
