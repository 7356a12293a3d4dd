"""Sentences become clauses: what one denial, one condition or one side speaks of."""

from collections.abc import Collection, Sequence

from kg.clinical.text.abbreviations import CAPITAL_SIDES, SIDES
from kg.clinical.text.cues import (
    AFFIRMING,
    DENIAL_VERBS,
    DENYING,
    ENDING,
    HYPOTHETICAL,
    JOINING,
    MODIFYING,
    NORMAL,
    SAYING,
)
from kg.clinical.words import Token

LONGEST = 80
"""Words of a clause at most, so that a note without stops is still read in linear time."""
_LONGEST_MEMBER, _LONGEST_CLOSED, _LONGEST_DENIED = 3, 5, 6
"""Words of a member of such a list after "no", where "or" closes it, after a verb of denying."""
_ANSWERS = frozenset({"no", "nil", "none", "negative", "denied", "denie", "nope", "never", "yes"})


def side_of(token: Token) -> str:
    """Return the side that a token names, empty for any other."""
    if token.stop:
        return ""
    return CAPITAL_SIDES.get(token.raw, "") or SIDES.get(token.word, "")


def without_questions(found: Sequence[Token]) -> list[Token]:
    """Return tokens without the question marks that are answered at once: "fever? no"."""
    return [
        token for place, token in enumerate(found)
        if not (token.stop and token.word == "?" and _is_answered(found, place + 1))
    ]


def _is_answered(found: Sequence[Token], place: int) -> bool:
    words = [t.word for t in found[place:place + 2]]
    return bool(words) and words[0] in _ANSWERS and (len(words) < 2 or found[place + 1].stop)


def clauses(found: Sequence[Token], kept: Collection[int] = ()) -> list[list[Token]]:
    """Split tokens into clauses: at full stops, and at commas that do not join a list; never at
    the positions ``kept``.

    A list after a denial ("no fever, rash or weight loss") stays one clause, and so does all that
    a condition or a plan speaks of.
    """
    result: list[list[Token]] = [[]]
    for position, token in enumerate(found):
        if position in kept and len(result[-1]) < LONGEST:
            result[-1].append(token)
        elif token.stop and not (token.word == "," and (
            _list_goes_on(result[-1], found, position) or _tells_more(result[-1], found, position)
        )):
            result.append([])
        elif token.word in ENDING and not token.stop or len(result[-1]) >= LONGEST:
            result.append([token])
        else:
            result[-1].append(token)
    return [clause for clause in result if clause]


def _tells_more(clause: Sequence[Token], found: Sequence[Token], comma: int) -> bool:
    """Tell whether a comma goes on with what makes the same symptom worse or better."""
    following = found[comma + 1:comma + 2]
    return bool(following) and following[0].word in MODIFYING and DENYING.isdisjoint(
        token.word for token in clause
    )


def _list_goes_on(clause: Sequence[Token], found: Sequence[Token], comma: int) -> bool:
    """Tell whether a comma continues a denied list: "or" closes it, or every member to the end
    of the sentence is a bare name ("no fever, weight loss, night sweats")."""
    words = [token.word for token in clause]
    if not HYPOTHETICAL.isdisjoint(words):
        return len(clause) < LONGEST
    if DENYING.isdisjoint(words):
        return False
    longest = _LONGEST_DENIED if not DENIAL_VERBS.isdisjoint(words) else _LONGEST_MEMBER
    bare, length, most = True, 0, 0
    for token in found[comma + 1:comma + 1 + LONGEST]:
        if token.word in JOINING:
            return most <= max(longest, _LONGEST_CLOSED)
        if token.word in DENYING or token.word in ENDING or token.stop and token.word != ",":
            return bare and token.word not in DENYING
        length = 0 if token.stop else length + 1
        most = max(most, LONGEST if _asserts(token) else length)
        bare = most <= longest
    return bare


def _asserts(token: Token) -> bool:
    """Tell whether a word shows that its clause reports something of its own."""
    return (
        token.word in AFFIRMING or token.word in NORMAL or token.word in SAYING
        or bool(side_of(token)) or any(c.isdigit() for c in token.word)
    )
