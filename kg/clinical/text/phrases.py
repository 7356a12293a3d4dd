"""Names and wordings that stand in a clause word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.clinical.index import Index
from kg.clinical.text.abbreviations import CAPITAL_SIDES, IMPLIED_DENIALS
from kg.clinical.text.cues import PLAIN_DENIALS
from kg.clinical.text.stems import stem
from kg.clinical.text.vocabulary import Phrase, build, meaning
from kg.clinical.words import Token


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A phrase in a clause: ``clause[first:last]``."""

    first: int
    last: int
    phrase: Phrase


class Phrases:
    """All phrases of one ontology."""

    def __init__(self, index: Index) -> None:
        """Build the phrases."""
        self._trie, self._told = build(index)

    def hits(self, clause: Sequence[Token]) -> list[PhraseHit]:
        """Return the phrases of a clause, the longest first at every place; a label comes before
        what is said in its place, and that before a synonym."""
        words, places = _words(clause)
        told = self._told.hits([stem_of(token) for token in clause])
        hits: list[PhraseHit] = []
        position = 0
        while position < len(words):
            place = places[position]
            found = self._trie.longest(words, position)
            last = places[found[0] - 1] + 1 if found else place
            other = told.get(place)
            if other is not None and (other[0], _rank(other[1])) > (
                last, 2 * found[1].label if found else 0
            ):
                last = other[0]
                hits.append(PhraseHit(place, last, other[1]))
            elif found is not None:
                hits.append(PhraseHit(place, last, found[1]))
            else:
                position += 1
                continue
            end = position + 1
            while end < len(words) and places[end] < last:
                end += 1
            hits.extend(self._sharing(clause, words, places, position, end))
            hits.extend(self._denied_name(words, places, position, end))
            position = end
        return sorted(hits, key=lambda hit: (hit.first, hit.last))

    def _named(self, words: Sequence[str]) -> Phrase | None:
        """Return what ``words`` name, all of them together."""
        found = self._trie.longest(words, 0)
        return found[1] if found and found[0] == len(words) else self._told.get(words)

    def _sharing(
        self, clause: Sequence[Token], words: Sequence[str], places: Sequence[int], start: int,
        end: int,
    ) -> Iterator[PhraseHit]:
        """Yield what shares its last words with the phrase after it: "bladder" in "bladder or
        bowel disturbance"."""
        first = start - 2 if words[max(0, start - 1):start] in (["or"], ["and"]) else start - 1
        if first < 0 or end - start < 2 or words[start - 1] == "\n":
            return
        if words[first] in PLAIN_DENIALS or clause[places[end - 1]].word in IMPLIED_DENIALS:
            return
        alike = first == start - 2 or clause[places[start]].slashed
        name = [words[first], *words[start + 1:end]]
        if alike and (found := self._named(name)) and found.role == "finding":
            yield PhraseHit(places[first], places[first] + 1, found)

    def _denied_name(
        self, words: Sequence[str], places: Sequence[int], start: int, end: int
    ) -> Iterator[PhraseHit]:
        """Yield the name that a longer name denies: "injury" in "no injury"."""
        if words[start] in PLAIN_DENIALS and end - start > 1 and (
            found := self._named(words[start + 1:end])
        ):
            yield PhraseHit(places[start + 1], places[end - 1] + 1, found)


def _rank(told: Phrase) -> int:
    """Return how what is told stands beside a synonym (0) or a label (2) as long as it is."""
    return 1 if told.role in {"finding", "refuting"} else 0


def _words(clause: Sequence[Token]) -> tuple[list[str], list[int]]:
    """Return the words of a clause as names are kept, and for each the place of its token."""
    words: list[str] = []
    places: list[int] = []
    for place, token in enumerate(clause):
        for word in ("\n",) if token.stop and token.word != "," else meaning(token):
            words.append(word)
            places.append(place)
    return words, places


def stem_of(token: Token) -> str:
    """Return the stem that a token is looked up by where it is told; empty for a comma or side."""
    if token.stop:
        return "" if token.word == "," else "\n"
    return "" if token.raw in CAPITAL_SIDES else stem(token.word)
