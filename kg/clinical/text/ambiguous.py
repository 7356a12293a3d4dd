"""Marks and words that mean two things: a plus that is a result or an "and", "fair" and FAIR."""

from collections.abc import Sequence

from kg.clinical.text.cues import AFFIRMING, AFTER_DENYING, EVERYDAY, NORMAL
from kg.clinical.text.phrases import PhraseHit
from kg.clinical.text.results import has_result
from kg.clinical.words import Token

_RESULTS = AFFIRMING | AFTER_DENYING | NORMAL


def joins_next(
    text: str, found: Sequence[Token], hit: PhraseHit, hits: Sequence[PhraseHit]
) -> int:
    """Return where a plus after a test only joins the next one, which has a result in letters
    ("SLR + slump negative"; "SLR + slump -" are two results); -1 where none does."""
    for place in (hit.last - 1, hit.last):
        if place >= len(found) or _written(text, found[place]) != "+":
            continue
        for other in hits:
            last = other.last - (found[other.last - 1].word in _RESULTS)
            told = found[last:last + 1] if other.first == place + 1 else ()
            if told and told[0].word in _RESULTS and _written(text, told[0]).isalpha():
                return place
    return -1


def _written(text: str, token: Token) -> str:
    return text[token.start:token.end]


def is_ordinary(clause: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether the name of a test is an everyday word here: "in fair health"."""
    alone = last - first == 1 and clause[first].word in EVERYDAY
    return alone and not clause[first].raw.isupper() and not has_result(clause)
