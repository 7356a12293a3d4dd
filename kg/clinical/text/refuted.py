"""Phrases that are said where a finding is not there ("sleeps through the night")."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.clinical.text.context import context, is_denying
from kg.clinical.text.cues import HARDLY
from kg.clinical.text.mentions import Mention
from kg.clinical.text.phrases import PhraseHit
from kg.clinical.text.results import REACH
from kg.clinical.words import Token

LIMITING = frozenset({
    "only", "if", "until", "unless", "then", "before", "but", "slowly", "second", "sec", "hardly",
    "barely", "pain", "painful", "hurt", "limited", "provoked", "help", "crutch", "stick", "minute",
})
"""Words near an ability that take part of it back ("can stand on the leg only for a moment")."""


def refuted(text: str, clause: Sequence[Token], hit: PhraseHit) -> Iterator[Mention]:
    """Yield the denials of what a phrase refutes ("sleeps well"); denied itself, it says nothing
    of its finding."""
    seen = context(clause, hit.first, hit.last, normal=False, named=True)
    ahead = clause[max(0, hit.first - 3):hit.first]
    denied = any(is_denying(token) or token.word in HARDLY for token in ahead)
    near = {token.word for token in (*clause[:hit.first], *clause[hit.last:hit.last + REACH])}
    if not denied and near.isdisjoint(LIMITING):
        start, end = clause[hit.first].start, clause[hit.last - 1].end
        for finding in hit.phrase.curies:
            yield Mention(start, end, text[start:end], finding, replace(seen, status="absent"))
