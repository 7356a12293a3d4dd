"""What the words around a mention say of it: denied, whose, when, how sure, which side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.clinical.text.abbreviations import IMPLIED_DENIALS, SIDES, SKIPPED
from kg.clinical.text.clauses import side_of
from kg.clinical.text.cues import (
    ABLE,
    AFFIRMING,
    AFTER_DENYING,
    ASSERTING,
    BEGINNING,
    BY_NOW,
    DENYING,
    DENYING_INSIDE,
    DOUBTFUL,
    ENDING,
    EXCEPTING,
    FAMILY,
    FILLING,
    HARDLY,
    HYPOTHETICAL,
    IMAGES,
    JOINING,
    LINKING,
    LINKING_FUNCTION,
    LOST,
    LOWER,
    NORMAL,
    NORMAL_FUNCTION,
    NORMAL_INSIDE,
    OVER,
    PAST,
    PLAIN_DENIALS,
    PROBLEMS,
    TELLING,
    TIMES,
    TOLD_OF,
    UNABLE,
    UNDECIDED,
    UNHELPFUL,
)
from kg.clinical.text.laterality import side_after, side_near
from kg.clinical.text.results import (
    REACH,
    brought_nothing_on,
    dashed,
    is_harmless,
    painless,
    result_word,
    shared_result,
)
from kg.clinical.words import Token


@dataclass(frozen=True, slots=True)
class Context:
    """The context of one mention, in the words of the answer."""

    status: str
    laterality: str
    experiencer: str
    certainty: str
    temporal: str


def context(
    clause: Sequence[Token], first: int, last: int, *, normal: bool, result: int = -1,
    named: bool = False, bag: bool = False,
) -> Context:
    """Read the context of the mention ``clause[first:last]``; a word for its result is looked
    for after it, and after ``result`` where several tests share one.

    ``normal`` says that the mention names a function, not a finding: it is denied when the
    function is called normal, and affirmed when it is called lost. What is ``named`` word by word
    is not denied by a word inside its name ("pulses not palpable"); the ``bag`` of a name's words
    is, where one of them calls it normal.
    """
    words = [token.word for token in clause]
    before, inside, after = words[:first], words[first:last], words[last:]
    if normal:
        status = _status_of_function(before, inside, after, words[max(result, last):])
    else:
        told = result_word(after) or result_word(words[max(result, last):])
        if result >= 0 and not told:
            told = dashed(after) or painless(words[max(result, last):]) or shared_result(after)
        if told == "full" and result < 0:
            told = ""
        status = _status(before, told, inside, named=named)
        intact = bag and not NORMAL_INSIDE.isdisjoint(inside[1:])
        if intact or result >= 0 and not told and brought_nothing_on(before):
            status = "absent"
    lost = normal or _is_of_function(inside, named=named)
    return Context(
        status,
        side_near(clause, first, last) or side_after(clause, result),
        "family" if _is_of_other(before, inside, after) else "patient",
        _certainty(before, inside, after),
        "past" if _is_past(before, inside, after, lost=lost) else "current",
    )


def _is_of_other(
    before: Sequence[str], inside: Sequence[str], after: Sequence[str]
) -> bool:
    """Tell whether somebody else has it: "his wife has a fever", "cancer in his mother"."""
    if not FAMILY.isdisjoint(inside):
        return False
    for place, word in enumerate(before):
        if word in FAMILY:
            following = before[place + 1:place + 3]
            with_them = before[max(0, place - 2):place][:1] == ["live"]
            if TELLING.isdisjoint(following) and not with_them:
                return True
    near = [word for word in after[:3] if word not in SKIPPED and word not in {"in", "-"}]
    return near[:1] != [] and near[0] in FAMILY


def _is_past(
    before: Sequence[str], inside: Sequence[str], after: Sequence[str], *, lost: bool
) -> bool:
    """Tell whether a mention is over: "previous fever", "fever resolved", "rash 3 years ago",
    "had fever two weeks ago" (but not "pain that began two years ago"). What is ``lost`` when it
    is gone, as a function is, is not over."""
    over = inside[:1] == ["resolved"] or not lost and _is_gone(inside, after) or (
        "resolved" in inside[1:] and HARDLY.isdisjoint((*before[-2:], *inside))
    )
    if over or not PAST.isdisjoint(before[-3:]) or not OVER.isdisjoint(after[:REACH]):
        return True
    if before[-1:] == ["old"] and before[-2:-1] != ["year"]:
        return True
    around = {*before, *after}
    if _is_year_after_in((*before, *inside, *after)):
        return BEGINNING.isdisjoint(around)
    dated = "ago" in around and BEGINNING.isdisjoint(around)
    years = ("year", "ago") in pairwise((*before, *inside, *after))
    return dated and (years or not TOLD_OF.isdisjoint(before[-3:]))


def _is_gone(inside: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether a mention ends in what says that it went: "leg pain gone now", "numbness has
    completely gone"; what is gone on lying down is eased."""
    told = [*inside[1:], *after]
    told = told[:told.index("since")] if "since" in told[1:] else told
    while told and told[-1] in BY_NOW:
        told.pop()
    return told[-1:] == ["gone"] and "not" not in told


def _is_of_function(inside: Sequence[str], *, named: bool) -> bool:
    """Tell whether a mention is of what is missed when it is gone ("power in foot gone")."""
    return named and "gone" in inside or not _MISSED.isdisjoint(inside)


_MISSED = frozenset({"power", "strength", "feeling", "sensation", "control", "reflex", "pulse"})


def _is_year_after_in(words: Sequence[str]) -> bool:
    return any(
        word == "in" and len(year) == 4 and year.isdigit() and year[:2] in {"19", "20"}
        for word, year in pairwise(words)
    )


def _certainty(before: Sequence[str], inside: Sequence[str], after: Sequence[str]) -> str:
    if not HYPOTHETICAL.isdisjoint(before) or "planned" in after:
        return "hypothetical"
    near = after[:REACH]
    near = near[:near.index("but")] if "but" in near else near
    doubted = not DOUBTFUL.isdisjoint(_since_with(before)) or not DOUBTFUL.isdisjoint(inside[1:])
    undecided = not UNDECIDED.isdisjoint((*near, *inside, *before[-1:])) or near[:1] == ["nt"]
    return "uncertain" if doubted or undecided else "certain"


def _since_with(before: Sequence[str]) -> Sequence[str]:
    """Return the words that a doubt must stand among: "?piriformis with calf pain" doubts one,
    and "r/o fracture - no fever" denies the fever."""
    parting = [
        place for place, word in enumerate(before)
        if word in {"with", "as", "because"}
        or place and word in PLAIN_DENIALS and before[place - 1] not in DOUBTFUL
    ]
    return before[parting[-1]:] if parting else before


def _status_of_function(
    before: Sequence[str], inside: Sequence[str], after: Sequence[str], shared: Sequence[str]
) -> str:
    told = _function_word(after) or _function_word(shared)
    before, inside = _without_limb(before), _without_limb(inside)
    if told in LOST or not LOST.isdisjoint((*before[-2:], *inside)):
        return "absent" if _denied([w for w in before if w not in LOST]) else "present"
    ahead = [word for word in before[-2:] if word not in {"is", "are"}]
    usual = told in NORMAL_FUNCTION or not NORMAL.isdisjoint((*ahead, *inside))
    if usual and ("not" in (*before[-1:], *inside[1:], *after[:2])):
        return "present"
    return "absent" if usual or "5/5" in inside else "unclear"


def _without_limb(words: Sequence[str]) -> list[str]:
    return [w for w, n in zip(words, (*words[1:], ""), strict=False) if (w, n) not in LOWER]


def _function_word(after: Sequence[str]) -> str:
    for word in after[:REACH + 2]:
        if word in NORMAL_FUNCTION or word in LOST:
            return word
        if word not in LINKING_FUNCTION | SIDES.keys() | {"l", "r", ",", "not"}:
            return ""
    return ""


def _status(before: Sequence[str], result: str, inside: Sequence[str], *, named: bool) -> str:
    if not IMPLIED_DENIALS.isdisjoint(inside) or not named and _denied_inside(inside):
        return "absent"
    if result in AFFIRMING or inside[-1:] == ["positive"] or inside[:1] == ["since"]:
        return "present"
    if result in AFTER_DENYING or result in NORMAL or _denied(before):
        return "absent"
    return "present"


def _denied_inside(inside: Sequence[str]) -> bool:
    """Tell whether a mention is denied within: "piriformis not tender", "can tie shoes", "walks
    to the shop no problem"."""
    no = inside.index("no") if "no" in inside[1:] else 0
    said = inside[no + 1:]
    harmless = is_harmless(said) or not (UNHELPFUL | PROBLEMS).isdisjoint(said[:1])
    shown = no > 0 and harmless or not IMAGES.isdisjoint(inside[:no])
    denying = DENYING_INSIDE - ({"without"} if not UNABLE.isdisjoint(inside) else set())
    if shown or not denying.isdisjoint(inside[1:]) or "5/5" in inside:
        return True
    for position, word in enumerate(inside):
        if word in ABLE and inside[position + 1:position + 2] != ["be"]:
            around = (*inside[max(0, position - 1):position], *inside[position + 1:position + 2])
            return HARDLY.isdisjoint(around)
    return False


def _denied(before: Sequence[str]) -> bool:
    """Tell whether a denial reaches to the end of ``before``.

    A comma ends it, unless the mention continues a list that "or" closes; the caller cuts
    clauses so that such lists stay whole. "With", and a verb joined by "and", end it too.
    """
    for position in range(len(before) - 1, -1, -1):
        word = before[position]
        if word in ENDING:
            return False
        if word in DENYING:
            unable = word == "without" and not UNABLE.isdisjoint(before[:position])
            return not unable and {"with", "since"}.isdisjoint(before[position + 1:])
        if word in ASSERTING and before[position - 1:position] in (["and"], [","], ["who"]):
            return False
    return False


def is_context(token: Token) -> bool:
    """Tell whether a token only says something of a mention: a denial, a side, a link."""
    return token.stop or token.word in _CONTEXT or bool(side_of(token))


_CONTEXT = (
    DENYING | ENDING | JOINING | AFTER_DENYING | NORMAL | AFFIRMING | LINKING | SKIPPED | FILLING
    | HYPOTHETICAL | DOUBTFUL | UNDECIDED
)


def is_over(clause: Sequence[Token]) -> bool:
    """Tell whether a clause says no more than that what stands before it is over."""
    first, *following = (t.word for t in clause)
    if [t.word for t in clause if t.word not in BY_NOW] == ["gone"]:
        return True
    if (first in OVER or first == "gone") and following[:1] in (["after"], ["within"]):
        return any(t.word.isdigit() or t.word in TIMES for t in clause[2:4])
    return any(t.word in OVER for t in clause) and all(
        is_context(t) or t.word in OVER for t in clause
    )


def is_exception(clause: Sequence[Token]) -> bool:
    """Tell whether a clause takes something out of what the clause before it denies."""
    return clause[0].word in EXCEPTING


def is_denying(token: Token) -> bool:
    """Tell whether a token denies."""
    return token.word in DENYING


def is_joining(token: Token) -> bool:
    """Tell whether a token only joins the members of a list, or names their side."""
    joins = token.word in JOINING or token.word in {"and", ","} or token.word in SKIPPED
    return joins or bool(side_of(token))
