"""Whether words tell when a complaint began, or what brings it on."""

from collections.abc import Sequence
from itertools import pairwise

from kg.clinical.text.cues import BEGINNING, INJURIES, SINCE_UNTIL, TIMES
from kg.clinical.words import Token

_UNITS = TIMES | {"7", "52", "12"}
"""Units of time, and what days, weeks and months are written over ("3/52")."""


def is_onset(clause: Sequence[Token], place: int) -> bool:
    """Tell whether what stands at ``place`` tells when it began, not what brings it on: "pain
    since lifting", "3/52 after moving house"."""
    before = [t.word for t in clause[:place]]
    if "since" in before:
        return SINCE_UNTIL.isdisjoint(before[len(before) - before[::-1].index("since"):])
    if "after" not in before[-3:]:
        return False
    timed = before[:len(before) - 1 - before[::-1].index("after")][-2:]
    return not _UNITS.isdisjoint(timed)


def is_old_injury(clause: Sequence[Token], key: str) -> bool:
    """Tell whether a clause tells an injury, by the key of its finding, of years ago: it brought
    nothing on now; or a birth that is longer ago than the finding reaches."""
    words = {token.word for token in clause}
    if key in _AFTER_BIRTH:
        return _is_long_since(clause, _AFTER_BIRTH[key])
    return key in INJURIES and words >= {"year", "ago"} and BEGINNING.isdisjoint(words)


_AFTER_BIRTH = {"pregnant_or_postpartum": 6, "postpartum_6w": 1}
"""Months after a birth up to which a finding speaks of it, by key."""


def _is_long_since(clause: Sequence[Token], months: int) -> bool:
    """Tell whether a clause names more months than ``months``, or years: "9/12 post partum"."""
    words = [t.word for t in clause]
    return any(
        count.isdigit() and (
            unit in {"12", "month"} and int(count) > months or unit == "year" and int(count) > 0
        )
        for count, unit in pairwise(words)
    )
