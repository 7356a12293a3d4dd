"""Many phrases in a static trie of a few megabytes, which is read from a file in milliseconds."""

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import marisa_trie

from kg.clinical.text.trie import NUMBER, is_number

Meaning = tuple[tuple[str, ...], ...]
"""What a phrase may mean, the first first: a role and the keys of findings, by table."""
_UNKNOWN = "\0"
_FIRST = 0x100
_SURROGATES = range(0xD800, 0xE000)


class PhraseBook:
    """Phrases as sequences of words, and a number for what each means (``meanings``)."""

    def __init__(self, content: bytes) -> None:
        """Read what :func:`write_book` wrote.

        Raises:
            ValueError: it is damaged.
        """
        head, _, body = content.partition(b"\n")
        digest, _, described = head.partition(b" ")
        if hashlib.sha256(described + b"\n" + body).hexdigest().encode() != digest:
            raise ValueError("the phrases are damaged")
        told = json.loads(described)
        self.meanings: list[Meaning] = [
            tuple(tuple(one) for one in meant) for meant in told["meanings"]
        ]
        self._letters = dict(zip(told["words"], _letters(len(told["words"])), strict=True))
        self._meant = array("I")
        self._meant.frombytes(body[:told["bytes"]])
        self._trie = marisa_trie.Trie()
        self._trie.frombytes(body[told["bytes"]:])
        self._first = set(filter(self._leads_on, self._letters.values()))

    def spelled(self, words: Sequence[str]) -> Sequence[str]:
        """Return a letter for every word; for a number its own, if any, and that of any number."""
        letters, number = self._letters, self._letters.get(NUMBER, "")
        plain = "".join([letters.get(word, _UNKNOWN) for word in words])
        if number and any(map(is_number, words)):
            return [letter + number * is_number(word)
                    for letter, word in zip(plain, words, strict=True)]
        return plain

    def starts(self, spelled: Sequence[str]) -> list[int]:
        """Return the places at which a phrase may begin."""
        first = self._first
        return [place for place, letters in enumerate(spelled) if not first.isdisjoint(letters)]

    def endings(self, spelled: Sequence[str], start: int) -> Iterator[tuple[int, int]]:
        """Yield the ends (exclusive) of the phrases at ``start`` and the numbers of what they
        mean, the shortest first; of two that end alike the one that names the number itself."""
        trie, paths = self._trie, [*spelled[start]]
        if isinstance(spelled, str):
            for path in trie.prefixes(spelled[start:]):
                yield start + len(path), self._meant[trie[path]]
            return
        for place in range(start + 1, len(spelled) + 1):
            for path in paths:
                if (number := trie.get(path)) is not None:
                    yield place, self._meant[number]
            if not paths or place == len(spelled):
                return
            longer = [path + letter for path in paths for letter in spelled[place]]
            paths = list(filter(self._leads_on, longer))

    def _leads_on(self, path: str) -> bool:
        return next(self._trie.iterkeys(path), None) is not None


def write_book(phrases: Mapping[tuple[str, ...], Meaning]) -> bytes:
    """Return ``phrases`` and what they mean as bytes, the same for the same phrases."""
    count = Counter(word for phrase in phrases for word in phrase)
    words = sorted(count, key=lambda word: (-count[word], word))
    letters = dict(zip(words, _letters(len(words)), strict=True))
    meanings = {meant: number for number, meant in enumerate(dict.fromkeys(phrases.values()))}
    spelled = {"".join(letters[word] for word in phrase): meant
               for phrase, meant in phrases.items()}
    trie = marisa_trie.Trie(sorted(spelled))
    meant = array("I", bytes(4 * len(trie)))
    for phrase, meaning in spelled.items():
        meant[trie[phrase]] = meanings[meaning]
    numbers, tree = meant.tobytes(), bytes(trie.tobytes())
    described = json.dumps(
        {"words": words, "meanings": list(meanings), "bytes": len(numbers)},
        separators=(",", ":"),
    ).encode()
    rest = described + b"\n" + numbers + tree
    return hashlib.sha256(rest).hexdigest().encode() + b" " + rest


def _letters(count: int) -> list[str]:
    """Return ``count`` letters, none of which UTF-8 cannot write."""
    numbers = range(_FIRST, _FIRST + count + len(_SURROGATES))
    return [chr(number) for number in numbers if number not in _SURROGATES][:count]
