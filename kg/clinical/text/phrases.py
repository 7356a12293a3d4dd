"""Names and wordings that stand in a clause word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.clinical.index import Index
from kg.clinical.text.cues import PLAIN_DENIALS
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
        self._trie = build(index)

    def hits(self, clause: Sequence[Token]) -> list[PhraseHit]:
        """Return the phrases of a clause, the longest first at every place."""
        words: list[str] = []
        places: list[int] = []
        for place, token in enumerate(clause):
            for word in ("\n",) if token.stop and token.word != "," else meaning(token):
                words.append(word)
                places.append(place)
        hits: list[PhraseHit] = []
        position = 0
        while position < len(words):
            found = self._trie.longest(words, position)
            if found is None:
                position += 1
            else:
                hits.extend(self._sharing(clause, words, places, position, found[0]))
                hits.extend(self._denied_name(words, places, position, found[0]))
                hits.append(PhraseHit(places[position], places[found[0] - 1] + 1, found[1]))
                position = found[0]
        return hits

    def _sharing(
        self, clause: Sequence[Token], words: Sequence[str], places: Sequence[int], start: int,
        end: int,
    ) -> Iterator[PhraseHit]:
        """Yield what shares its last words with the phrase after it: "bladder" in "bladder or
        bowel disturbance"."""
        first = start - 2 if words[max(0, start - 1):start] in (["or"], ["and"]) else start - 1
        if first < 0 or end - start < 2 or words[start - 1] == "\n":
            return
        if words[first] in PLAIN_DENIALS:
            return
        alike = first == start - 2 or clause[places[first]].end + 1 == clause[places[start]].start
        name = [words[first], *words[start + 1:end]]
        found = self._trie.longest(name, 0)
        if alike and found is not None and found[0] == len(name) and found[1].role == "finding":
            yield PhraseHit(places[first], places[first] + 1, found[1])

    def _denied_name(
        self, words: Sequence[str], places: Sequence[int], start: int, end: int
    ) -> Iterator[PhraseHit]:
        """Yield the name that a longer name denies: "injury" in "no injury"."""
        if words[start] in PLAIN_DENIALS and end - start > 1:
            found = self._trie.longest(words, start + 1)
            if found is not None and found[0] == end:
                yield PhraseHit(places[start + 1], places[end - 1] + 1, found[1])
