"""Words for the result of a test, and for what was found at a place."""

from collections.abc import Sequence

from kg.clinical.text.abbreviations import SIDES, SKIPPED
from kg.clinical.text.cues import (
    AFFIRMING,
    AFTER_DENYING,
    DIRECTIONS,
    HARMLESS,
    LINKING,
    NORMAL,
    PLACES,
    PROBLEMS,
    SIGNS,
)
from kg.clinical.words import Token

REACH = 4
"""How many words away a side or a word about the result may stand."""


def has_result(clause: Sequence[Token]) -> bool:
    """Tell whether a clause has a word for the result of a test."""
    return any(t.word in AFTER_DENYING or t.word in AFFIRMING for t in clause)


def has_normal_after(clause: Sequence[Token], last: int) -> bool:
    """Tell whether what stands before ``last`` is called normal right after it."""
    return result_word([t.word for t in clause[last:]]) in NORMAL


def has_own_result(clause: Sequence[Token], last: int) -> bool:
    """Tell whether the test that ends before ``last`` has a result, or is called normal."""
    called = result_word([t.word for t in clause[last:]]) in {"normal", "clear"}
    return called or has_result(clause[last:last + REACH])


def has_result_after(clause: Sequence[Token], last: int) -> bool:
    """Tell whether a clause ends with a positive result right after ``last`` ("stairs ++")."""
    after = [t.word for t in clause[last:]]
    return bool(after) and all(word == "positive" for word in after)


def is_no_problem(clause: Sequence[Token], last: int, place: int) -> bool:
    """Tell whether "no problem" ends at ``place``, right after what stands before ``last``."""
    words = [t.word for t in clause[last:place + 1]]
    return last > 0 and len(words) == 2 and words[0] == "no" and words[1] in PROBLEMS


def result_word(after: Sequence[str]) -> str:
    """Return the word for a result that follows at once, over words that only link."""
    if list(after[:1]) == ["no"]:
        return "normal" if after[1:2] and after[1] in PROBLEMS else "nil" if len(after) == 1 else ""
    for place, word in enumerate(after[:REACH]):
        if word == "not" and not AFFIRMING.isdisjoint(after[place + 1:place + 2]):
            return "negative"
        if word in AFTER_DENYING or word in NORMAL or word in AFFIRMING:
            return word
        if word not in LINKING and word not in SIDES and word not in {"l", "r", ","}:
            return ""
    return ""


def painless(after: Sequence[str]) -> str:
    """Return the negative result that "no pain" after a test is ("log roll: nil pain"), on a
    side or at a place too ("FADIR R no groin pain"), or that it made "no worse"."""
    skipped = {"causes", "cause", "give", "elicit", "l", "r"}
    bare = [word for word in after[:5] if word not in skipped and word not in SIDES]
    told = is_harmless(bare[1:], frozenset()) or not _UNCHANGED.isdisjoint(bare[1:2])
    return "negative" if bare[:1] == ["no"] and told else ""


_UNCHANGED = frozenset({"worse", "change", "different", "effect"})


def is_harmless(after: Sequence[str], signs: frozenset[str] = SIGNS) -> bool:
    """Tell whether what "no" stands before is what a test or a place may not show: a symptom, one
    of ``signs``, or a pain somewhere."""
    placed = after[1:2] == ["pain"] and after[0] in PLACES | DIRECTIONS
    return placed or not (HARMLESS | signs).isdisjoint(after[:1])


def dashed(after: Sequence[str]) -> str:
    """Return the negative result that a dash before the side of a test is ("SLR - bilat")."""
    return "negative" if after[:1] == ["dash"] else ""


def shared_result(after: Sequence[str]) -> str:
    """Return the result that a test shares with what is joined to it: "SLR and hip IR normal"."""
    if after[:1] not in (["and"], ["or"], [","]):
        return ""
    results = (w for w in after if w in AFTER_DENYING or w in NORMAL or w in AFFIRMING)
    return next(results, "")


def brought_nothing_on(before: Sequence[str]) -> bool:
    """Tell whether a test brought nothing on: "no pain with SLR", "nothing on slump"."""
    near = [word for word in before[-4:] if word not in SKIPPED]
    return near[-1:] != [] and near[-1] in {"with", "on", "during", "w"} and (
        near[-3:-2] == ["no"] and near[-2] in HARMLESS or near[-2:-1] == ["nothing"]
    )
