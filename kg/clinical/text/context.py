"""What the words around a mention say of it: denied, whose, when, how sure, which side."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.clinical.text.abbreviations import CAPITAL_SIDES, IMPLIED_DENIALS, SIDES, SKIPPED
from kg.clinical.words import Token

_DENYING = frozenset({
    "no", "not", "denie", "denied", "denying", "deny", "without", "negative", "never", "nil",
    "absent", "absence", "nor", "free", "-ve", "neg",
})
_ENDING = frozenset({"but", "however", "although", "though", "except", "apart", "yet", "now"})
_JOINING = frozenset({"or", "nor"})
_AFTER_DENYING = frozenset({
    "negative", "neg", "-ve", "absent", "denied", "nil", "painless",
})
_NORMAL = frozenset({
    "normal", "fine", "intact", "ok", "okay", "clear", "preserved", "unremarkable", "nad", "good",
    "symmetrical", "normally",
})
_AFFIRMING = frozenset({"positive", "pos", "+ve", "+", "present", "provocative", "abnormal"})
_FAMILY = frozenset({
    "mother", "mum", "mom", "father", "dad", "brother", "sister", "aunt", "uncle", "family",
    "grandmother", "grandfather", "parent",
})
_DOUBTFUL = frozenset({"possible", "possibly", "suspected", "query", "probable", "maybe"})
_CONDITIONAL = frozenset({"if", "unless", "should"})
_PAST = frozenset({
    "previous", "previously", "past", "former", "formerly", "resolved", "ago",
    "childhood",
})
_LINKING = frozenset({"is", "are", "was", "were", "test", "sign", "on", "all", "both", "remain"})
_FILLING = frozenset({
    "and", "with", "has", "have", "had", "in", "at", "to", "for", "he", "she", "they", "i",
})
LONGEST = 80
"""Words of a clause at most, so that a note without stops is still read in linear time."""
REACH = 4
"""How many words away a side or a word about the result may stand."""


@dataclass(frozen=True, slots=True)
class Context:
    """The context of one mention, in the words of the answer."""

    status: str
    laterality: str
    experiencer: str
    certainty: str
    temporal: str


def context(clause: Sequence[Token], first: int, last: int, *, normal: bool) -> Context:
    """Read the context of the mention ``clause[first:last]``.

    ``normal`` says that the mention names a function, not a finding: it is denied when the
    function is called normal, and affirmed otherwise.
    """
    words = [token.word for token in clause]
    before, after = words[:first], words[last:]
    status = _status(before, after, words[first:last], normal=normal)
    return Context(
        status,
        _side(clause, first, last),
        "family" if not _FAMILY.isdisjoint(before) else "patient",
        _certainty(before),
        "past" if not _PAST.isdisjoint(words) else "current",
    )


def _certainty(before: Sequence[str]) -> str:
    if not _CONDITIONAL.isdisjoint(before):
        return "hypothetical"
    return "uncertain" if not _DOUBTFUL.isdisjoint(before) else "certain"


def _status(
    before: Sequence[str], after: Sequence[str], inside: Sequence[str], *, normal: bool
) -> str:
    result = _result_word(after)
    if normal:
        usual = result in _NORMAL or not _NORMAL.isdisjoint(before[-2:])
        return "absent" if usual else "unclear"
    if not IMPLIED_DENIALS.isdisjoint(inside):
        return "absent"
    if result in _AFFIRMING or inside[-1:] in (["positive"], ["+ve"], ["+"], ["pos"]):
        return "present"
    if result in _AFTER_DENYING or result in _NORMAL or _denied(before):
        return "absent"
    return "present"


def _result_word(after: Sequence[str]) -> str:
    for word in after[:REACH]:
        if word in _AFTER_DENYING or word in _NORMAL or word in _AFFIRMING:
            return word
        if word not in _LINKING and word not in SIDES and word not in {"l", "r", "and", ","}:
            return ""
    return ""


def _denied(before: Sequence[str]) -> bool:
    """Tell whether a denial reaches to the end of ``before``.

    A comma ends it, unless the mention continues a list that "or" closes; the caller cuts
    clauses so that such lists stay whole.
    """
    for position in range(len(before) - 1, -1, -1):
        word = before[position]
        if word in _ENDING:
            return False
        if word in _DENYING:
            return "with" not in before[position + 1:]
    return False


def _side(clause: Sequence[Token], first: int, last: int) -> str:
    """Return the nearest side within reach, those before and inside the mention first.

    "Both" names a side only right before what it speaks of: two tests may both be positive.
    """
    if "both" in (token.word for token in clause[max(0, first - 1):last]):
        return "bilateral"
    inside = [side_of(token) for token in clause[first:last]]
    before = [side_of(token) for token in reversed(clause[max(0, first - REACH):first])]
    after = [side_of(token) for token in clause[last:last + REACH]]
    for sides in (inside, before, after):
        for side in sides:
            if side:
                return side
    return ""


def side_of(token: Token) -> str:
    """Return the side that a token names, empty for any other."""
    if token.stop:
        return ""
    return CAPITAL_SIDES.get(token.raw, "") or SIDES.get(token.word, "")


def is_context(token: Token) -> bool:
    """Tell whether a token only says something of a mention: a denial, a side, a link."""
    known = (
        _DENYING | _ENDING | _JOINING | _AFTER_DENYING | _NORMAL | _AFFIRMING | _LINKING | SKIPPED
    )
    return token.stop or token.word in known or bool(side_of(token)) or token.word in _FILLING


def clauses(found: Sequence[Token]) -> list[list[Token]]:
    """Split tokens into clauses: at full stops, and at commas that do not join a list.

    A list after a denial ("no fever, rash or weight loss") stays one clause when "or" closes it.
    """
    result: list[list[Token]] = [[]]
    for position, token in enumerate(found):
        if token.stop and not (token.word == "," and _list_goes_on(result[-1], found, position)):
            result.append([])
        elif token.word in _ENDING and not token.stop or len(result[-1]) >= LONGEST:
            result.append([token])
        else:
            result[-1].append(token)
    return [clause for clause in result if clause]


def _list_goes_on(clause: Sequence[Token], found: Sequence[Token], comma: int) -> bool:
    if _DENYING.isdisjoint(token.word for token in clause):
        return False
    for token in found[comma + 1:]:
        if token.word in _JOINING:
            return True
        if token.word in _DENYING or token.word in _ENDING or token.stop and token.word != ",":
            return False
    return False
