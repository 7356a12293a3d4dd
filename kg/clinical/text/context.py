"""What the words around a mention say of it: denied, whose, when, how sure, which side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kg.clinical.text.abbreviations import CAPITAL_SIDES, IMPLIED_DENIALS, SIDES, SKIPPED
from kg.clinical.words import Token

_DENIAL_VERBS = frozenset({"denie", "denied", "denying", "deny"})
_DENYING = _DENIAL_VERBS | frozenset({
    "no", "not", "without", "negative", "never", "nil",
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
_LOST = frozenset({
    "absent", "reduced", "diminished", "decreased", "lost", "impaired", "abnormal", "weak",
})
_FAMILY = frozenset({
    "mother", "mum", "mom", "father", "dad", "brother", "sister", "aunt", "uncle", "family",
    "grandmother", "grandfather", "parent",
})
_DOUBTFUL = frozenset({"possible", "possibly", "suspected", "query", "probable", "maybe"})
_CONDITIONAL = frozenset({"if", "unless", "should"})
_PAST = frozenset({"previous", "previously", "past", "former", "formerly"})
_OVER = frozenset({"resolved", "settled", "subsided"})
_BEGINNING = frozenset({"since", "start", "started", "began", "begun", "onset", "first"})
_TOLD_OF = frozenset({"had", "was", "were"})
_LINKING = frozenset({"is", "are", "was", "were", "test", "sign", "on", "all", "both", "remain"})
_FILLING = frozenset({
    "and", "with", "has", "have", "had", "in", "at", "to", "for", "he", "she", "they", "i",
})
_SAYING = frozenset({
    "has", "have", "had", "report", "reported", "reporting", "complain", "complaining", "describe",
    "feel", "note", "noted", "c/o", "is", "are", "was", "worse", "since", "for", "when", "with",
    "today", "yesterday", "started", "new",
})
"""Words that begin something else than the next member of a denied list."""
_LONGEST_MEMBER, _LONGEST_DENIED = 3, 6
"""Words of a member of such a list after "no", and after a verb of denying."""
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


def context(
    clause: Sequence[Token], first: int, last: int, *, normal: bool, result: int = -1
) -> Context:
    """Read the context of the mention ``clause[first:last]``; a word for its result is looked
    for after it, and after ``result`` where several tests share one.

    ``normal`` says that the mention names a function, not a finding: it is denied when the
    function is called normal, and affirmed otherwise.
    """
    words = [token.word for token in clause]
    before, after = words[:first], words[last:]
    shared = words[max(result, last):]
    told = _result_word(after, normal=normal) or _result_word(shared, normal=normal)
    status = _status(before, told, words[first:last], normal=normal)
    return Context(
        status,
        _side(clause, first, last),
        "family" if not _FAMILY.isdisjoint(before) else "patient",
        _certainty(before),
        "past" if _is_past(before, after) else "current",
    )


def _is_past(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether a mention is over: "previous fever", "fever resolved", "rash 3 years ago",
    "had fever two weeks ago" (but not "pain that began two years ago")."""
    if not _PAST.isdisjoint(before[-3:]) or not _OVER.isdisjoint(after[:REACH]):
        return True
    around = {*before, *after}
    dated = "ago" in around and _BEGINNING.isdisjoint(around)
    return dated and ("year" in around or not _TOLD_OF.isdisjoint(before[-3:]))


def _certainty(before: Sequence[str]) -> str:
    if not _CONDITIONAL.isdisjoint(before):
        return "hypothetical"
    return "uncertain" if not _DOUBTFUL.isdisjoint(before) else "certain"


def _status(
    before: Sequence[str], result: str, inside: Sequence[str], *, normal: bool
) -> str:
    if normal:
        usual = result in _NORMAL or not _NORMAL.isdisjoint(before[-2:])
        lost = result in _LOST or not _LOST.isdisjoint(before[-1:])
        return "absent" if usual else "present" if lost else "unclear"
    if not IMPLIED_DENIALS.isdisjoint(inside):
        return "absent"
    if result in _AFFIRMING or inside[-1:] in (["positive"], ["+ve"], ["+"], ["pos"]):
        return "present"
    if result in _AFTER_DENYING or result in _NORMAL or _denied(before):
        return "absent"
    return "present"


def has_result(clause: Sequence[Token]) -> bool:
    """Tell whether a clause has a word for the result of a test."""
    return any(t.word in _AFTER_DENYING or t.word in _AFFIRMING for t in clause)


def _result_word(after: Sequence[str], *, normal: bool) -> str:
    for word in after[:REACH]:
        if word in _AFTER_DENYING or word in _NORMAL or word in _AFFIRMING:
            return word
        if normal and word in _LOST:
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


def is_joining(token: Token) -> bool:
    """Tell whether a token only joins the members of a list, or names their side."""
    joins = token.word in _JOINING or token.word in {"and", ","} or token.word in SKIPPED
    return joins or bool(side_of(token))


def clauses(found: Sequence[Token], kept: Collection[int] = ()) -> list[list[Token]]:
    """Split tokens into clauses: at full stops, and at commas that do not join a list; never at
    the positions ``kept``.

    A list after a denial ("no fever, rash or weight loss") stays one clause.
    """
    result: list[list[Token]] = [[]]
    for position, token in enumerate(found):
        if position in kept and len(result[-1]) < LONGEST:
            result[-1].append(token)
        elif token.stop and not (
            token.word == "," and _list_goes_on(result[-1], found, position)
        ):
            result.append([])
        elif token.word in _ENDING and not token.stop or len(result[-1]) >= LONGEST:
            result.append([token])
        else:
            result[-1].append(token)
    return [clause for clause in result if clause]


def _list_goes_on(clause: Sequence[Token], found: Sequence[Token], comma: int) -> bool:
    """Tell whether a comma continues a denied list: "or" closes it, or every member to the end
    of the sentence is a bare name ("no fever, weight loss, night sweats")."""
    words = [token.word for token in clause]
    if _DENYING.isdisjoint(words):
        return False
    longest = _LONGEST_DENIED if not _DENIAL_VERBS.isdisjoint(words) else _LONGEST_MEMBER
    bare, length = True, 0
    for token in found[comma + 1:comma + 1 + LONGEST]:
        if token.word in _JOINING:
            return True
        if token.word in _DENYING or token.word in _ENDING or token.stop and token.word != ",":
            return bare and token.word not in _DENYING
        length = 0 if token.stop else length + 1
        bare = bare and length <= longest and not _asserts(token)
    return bare


def _asserts(token: Token) -> bool:
    """Tell whether a word shows that its clause reports something of its own."""
    return (
        token.word in _AFFIRMING or token.word in _NORMAL or token.word in _SAYING
        or bool(side_of(token)) or any(c.isdigit() for c in token.word)
    )
