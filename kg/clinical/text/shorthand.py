"""Shorthand and turns of phrase, rewritten to the words that names and rules are told in.

"KJ WNL" becomes "knee reflex normal", "may have had a fever" becomes "query a fever". Names of
the ontology are rewritten by the terms too, so that both sides stay comparable; turns of phrase
are rewritten in notes only, and never within a name.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from kg.clinical.text.idioms import NAMED_SITES, SITE_PREFIXES, WHEN_DOING
from kg.clinical.text.tables import CAPITALS, TERMS, TURNS
from kg.clinical.text.trie import Trie
from kg.clinical.words import Token, tokens


def written_out(text: Iterable[Token]) -> list[Token]:
    """Return tokens with shorthand written out; each keeps the span that it came from."""
    result: list[Token] = []
    for token in text:
        words = None if token.stop else _capitals().get(token.raw)
        result.extend(_spanning(words, (token,)) if words else (token,))
    return list(_rewritten(_terms(), result, ()))


@cache
def name_tokens(name: str) -> tuple[Token, ...]:
    """Return the tokens of a name, written out. Names are few and read several times."""
    return tuple(written_out(tokens(name)))


def turned(text: Sequence[Token], named: Collection[int]) -> list[Token]:
    """Return tokens with turns of phrase rewritten, except at the positions ``named``, which
    belong to a name."""
    return list(_rewritten(_turns(), text, named))


def _rewritten(trie: Trie, found: Sequence[Token], kept: Collection[int]) -> Iterator[Token]:
    words = ["\n" if token.stop else token.word for token in found]
    position = 0
    while position < len(words):
        hit = None if position in kept else trie.longest(words, position)
        if hit is None:
            yield found[position]
            position += 1
        else:
            yield from _spanning(hit[1], found[position:hit[0]])
            position = hit[0]


def _spanning(words: Sequence[str], found: Sequence[Token]) -> Iterator[Token]:
    """Yield ``words`` in place of tokens; a word that stood there keeps its own span."""
    own = {token.word: token for token in found}
    for word in words:
        yield own.get(word) or Token(word, found[0].start, found[-1].end, word)


def _phrases(meanings: Mapping[str, str]) -> Trie:
    trie = Trie()
    for meant, phrases in meanings.items():
        for phrase in phrases.split("|"):
            trie.add((t.word for t in tokens(phrase)), tuple(meant.split()))
    return trie


@cache
def _terms() -> Trie:
    trie = _phrases(TERMS)
    for short, whole in SITE_PREFIXES.items():
        for site in NAMED_SITES:
            trie.add((short, *site.split()), (whole, *site.split()))
    return trie


@cache
def _first_terms() -> frozenset[str]:
    return _terms().first_words()


@cache
def _turns() -> Trie:
    trie = _phrases(TURNS)
    for person in ("he", "she", "they", "patient", "pt"):
        for doing in WHEN_DOING:
            trie.add(("if", person, doing), ("when", person, doing))
    for doing in WHEN_DOING:
        trie.add(("if", doing), ("when", doing))
    return trie


@cache
def _capitals() -> dict[str, tuple[str, ...]]:
    return {short: tuple(meant.split()) for short, meant in CAPITALS.items()}


@cache
def _word(raw: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens(raw))


def words_written_out(phrase: str) -> list[str]:
    """Return the words of a plain phrase without stops, written out; quicker for thousands."""
    words = [word for raw in phrase.split() for word in _word(raw)]
    trie, position, result = _terms(), 0, list[str]()
    if _first_terms().isdisjoint(words):
        return words
    while position < len(words):
        hit = trie.longest(words, position)
        result.extend(hit[1] if hit else (words[position],))
        position = hit[0] if hit else position + 1
    return result


def shorthand_words() -> set[str]:
    """Return every word that shorthand is written with."""
    texts = [*TERMS, *TURNS, *TERMS.values(), *TURNS.values()]
    return {t.word for text in texts for phrase in text.split("|") for t in tokens(phrase)}
