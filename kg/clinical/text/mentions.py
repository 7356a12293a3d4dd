"""Mentions of findings: one by one, and as the rest of their sentence leaves them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from kg.clinical.text.clauses import side_of
from kg.clinical.text.context import Context, is_exception, is_over
from kg.clinical.text.counts import Decided
from kg.clinical.text.measurements import Measured
from kg.clinical.words import Token


@dataclass(frozen=True, slots=True)
class Mention:
    """A finding in a text: ``finding`` by CURIE, or the ``members`` of an expression.

    Offsets are code points, ``end`` exclusive.
    """

    start: int
    end: int
    text: str
    finding: str
    context: Context
    members: tuple[tuple[str, str], ...] = ()


def is_measured(mention: Mention, by: Measured) -> bool:
    """Tell whether a measurement says what a mention inside it says; a grade of strength does
    not say all: 4/5 is no severe weakness and yet a weakness."""
    inside = by.start <= mention.start and mention.end <= by.end
    graded = by.measure == "mrc_grade"
    return inside and (not graded or by.value <= _SEVERE_UP_TO and bool(mention.finding))


def asked(mentions: Sequence[Mention], text: str, end: int) -> list[Mention]:
    """Return mentions as the question mark leaves them that follows at ``end`` ("weakness of
    EHL?"): in doubt, if reported."""
    if text[end:].lstrip()[:1] != "?":
        return list(mentions)
    return [
        replace(m, context=replace(m.context, certainty="uncertain"))
        if m.context.status == "present" and m.context.certainty == "certain" else m
        for m in mentions
    ]


def once(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield mentions without those that say what an overlapping one of the same clause says."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: m.start - m.end):
        if not any(
            (m.finding, m.members, m.context) == (mention.finding, mention.members, mention.context)
            for m in kept
        ):
            kept.append(mention)
    return iter(sorted(kept, key=lambda m: (m.start, m.end)))


def settled(mentions: Sequence[Mention]) -> list[Mention]:
    """Return mentions without those that a longer one around them says the opposite of: "neuro" is
    no finding within "neuro exam normal"."""
    return [
        one for one in mentions if not any(
            (one.finding, one.members) == (other.finding, other.members)
            and one.context.status != other.context.status
            and other.start <= one.start and one.end <= other.end
            and other.end - other.start > one.end - one.start
            for other in mentions
        )
    ]


def each_denied(mention: Mention) -> Iterator[Mention]:
    """Yield what a denial denies: of each of two activities, not of both together."""
    by_member: dict[str, list[tuple[str, str]]] = {}
    for pair in mention.members:
        by_member.setdefault(pair[0], []).append(pair)
    for members in product(*by_member.values()):
        yield replace(mention, members=tuple(members))


def revised(mentions: Sequence[Mention], clause: Sequence[Token]) -> list[Mention]:
    """Return the mentions before ``clause`` as it leaves them: over, or denied with exceptions."""
    if is_over(clause):
        return [replace(m, context=replace(m.context, temporal="past")) for m in mentions]
    side = side_of(clause[0]) if len(clause) == 1 else ""
    if side:
        return [
            m if m.context.laterality else replace(m, context=replace(m.context, laterality=side))
            for m in mentions
        ]
    if is_exception(clause):
        return [m for m in mentions if m.context.status != "absent"]
    return list(mentions)


_SEVERE_UP_TO = 3
"""The grade of strength up to which the measurement names the findings itself."""
AS_SAID = Context("present", "", "patient", "certain", "current")


def overlap(mention: Mention, other: Decided) -> bool:
    """Tell whether a mention and what a number decides share text."""
    return mention.start < other.end and other.start < mention.end
