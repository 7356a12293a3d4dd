"""The words of a note, spelled and written out as names and rules are."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.clinical.index import Index
from kg.clinical.text.ambiguous import joins_next
from kg.clinical.text.clauses import answered, parted_sides, without_questions
from kg.clinical.text.context import is_joining
from kg.clinical.text.phrases import PhraseHit, Phrases
from kg.clinical.text.shorthand import turned, written_out
from kg.clinical.text.spelling import Speller
from kg.clinical.text.vocabulary import known_words
from kg.clinical.words import Token, plain, singular, tokens


class Tokenizer:
    """Makes tokens of notes; the phrases of an ontology say what belongs together."""

    def __init__(self, index: Index) -> None:
        """Build the phrases and the speller."""
        self.phrases = Phrases(index)
        self._index = index
        self._speller = Speller(known_words(index))

    def words(self, text: str) -> list[Token]:
        """Return the words of ``text``, spelled and written out as names and rules are."""
        found = parted_sides(written_out(map(self._spelled, tokens(text))))
        found = answered(found, text)
        hits = self.phrases.hits(found)
        for hit in hits:
            after = [token.word for token in found[hit.last:hit.last + 2]]
            if self.is_test(hit) and (plus := joins_next(text, found, hit, hits)) >= 0:
                found[plus] = replace(found[plus], word="and")
            if self.is_test(hit) and (after[:1] == ["nt"] or after == ["not", "tolerated"]):
                found[hit.last] = replace(found[hit.last], word="equivocal")
        named = {
            place for hit in hits if hit.last - hit.first > 1
            for place in range(hit.first, hit.last)
        }
        if "?" in text:
            return turned(without_questions(found), ())
        return turned(found, named)

    def kept_together(self, found: Sequence[Token]) -> set[int]:
        """Return the positions that part no clause: inside a name, or in a list of tests."""
        hits = self.phrases.hits(found)
        inside = {place for hit in hits for place in range(hit.first, hit.last)}
        for hit, following in pairwise(hits):
            between = range(hit.last, following.first)
            if self.is_test(hit) and self.is_test(following) and all(
                is_joining(found[place]) for place in between
            ):
                inside.update(between)
        return inside

    def is_test(self, hit: PhraseHit) -> bool:
        """Tell whether a phrase names a test or a function, which a result word follows."""
        if hit.phrase.role != "finding":
            return hit.phrase.role in {"normal", "tested"}
        return self._index.findings[hit.phrase.curies[0]].kind == "TestResult"

    def _spelled(self, token: Token) -> Token:
        """Return ``token`` as it was meant, where it is one typing error from a known word."""
        if token.stop or self._speller.knows(token.word):
            return token
        word = self._speller.correct(token.word)
        if word == token.word:
            whole = plain(token.raw)
            meant = self._speller.correct(whole)
            word = word if meant == whole else singular(meant)
        return token if word == token.word else replace(token, word=word)
