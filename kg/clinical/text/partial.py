"""The rule of safety for denials: what is denied is never wider than what was said."""

from collections.abc import Collection, Sequence

from kg.clinical.text.context import is_context
from kg.clinical.text.cues import DENYING, ENDING, JOINING, QUALIFYING
from kg.clinical.words import Token

_LEADING = frozenset({
    "down", "into", "to", "radiating", "radiation", "radiate", "spread", "spreading", "referral",
})
"""Words before the place where a denied pain would go."""


def is_denied_in_part(
    clause: Sequence[Token], places: Collection[int], known: Collection[int]
) -> bool:
    """Tell whether a denial speaks of something narrower than the mention at ``places``: "no pain
    on whistling" denies no pain. ``known`` are the places of all that was understood."""
    start, end = min(places), max(places) + 1
    while start > 0 and not _parts(clause[start - 1]):
        start -= 1
    while end < len(clause) and not _parts(clause[end]):
        end += 1
    return any(
        place not in known and not is_context(clause[place])
        and clause[place].word not in QUALIFYING | _LEADING
        for place in range(start, end)
    )


def _parts(token: Token) -> bool:
    """Tell whether a token ends the member of a list that a denial speaks of."""
    return (
        token.stop or token.word in DENYING or token.word in ENDING or token.word in JOINING
        or token.word in {"and", "with", "has", "is", "are", "was"}
    )
