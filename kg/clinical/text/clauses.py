"""Sentences become clauses: what one denial, one condition or one side speaks of."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

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
    OFTEN,
    ONSETS,
    PLACES,
    SAYING,
    TURNING,
)
from kg.clinical.text.stems import stem
from kg.clinical.text.tables import CUE_PHRASES, WORDINGS
from kg.clinical.words import Token, tokens

LONGEST = 80
"""Words of a clause at most, so that a note without stops is still read in linear time."""
_LONGEST_MEMBER, _LONGEST_CLOSED, _LONGEST_DENIED = 3, 5, 6
"""Words of a member of such a list after "no", where "or" closes it, after a verb of denying."""
_RESULTS = frozenset({"positive", "negative", "normal", "painful", "clear", "intact", "absent"})
"""Results that two sides may have one after the other."""
_CLOSING = frozenset({"no", "nil", "none", "denied"})
"""Words that deny what stands before them at the end of a sentence."""
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


def parted_sides(found: Sequence[Token]) -> list[Token]:
    """Return tokens with a comma between two sides that each have a result: "L +ve R -ve"."""
    result: list[Token] = []
    for place, token in enumerate(found):
        words = [t.word for t in found[place + 1:place + 2]]
        if result and side_of(token) and result[-1].word in _RESULTS and words and (
            words[0] in _RESULTS
        ):
            result.append(Token(",", token.start, token.start, ",", stop=True))
        result.append(token)
    return result


def _is_answered(found: Sequence[Token], place: int) -> bool:
    words = [t.word for t in found[place:place + 2]]
    return bool(words) and words[0] in _ANSWERS and (len(words) < 2 or found[place + 1].stop)


def answered(found: Sequence[Token], text: str) -> list[Token]:
    """Return tokens with a denial that ends what it denies set before it: "pain on lifting: no",
    "fever, rash and weight loss all denied"."""
    result = list(found)
    start = 0
    for place, token in enumerate(found):
        ends = place + 1 == len(found) or found[place + 1].stop
        if token.word in _CLOSING and not token.stop and ends and place - start > 1:
            first = _first_denied(found, start, place, text)
            if first < place:
                result[first:place + 1] = [
                    replace(token, word="no", start=found[first].start, end=found[first].start),
                    *found[first:place],
                ]
                if place + 1 < len(found):
                    result[place + 1] = replace(found[place + 1], word=".")
        if token.stop and token.word != ",":
            start = place + 1
    return result


def _first_denied(found: Sequence[Token], start: int, place: int, text: str) -> int:
    """Return where begins what the denial at ``place`` closes; ``place`` where it closes nothing.

    After a colon it answers the words since the last comma; a verb of denying closes a whole
    list of bare names if a word joins them ("fever and rash denied", "all denied").
    """
    commas = [p for p in range(start, place) if found[p].stop]
    last = commas[-1] + 1 if commas else start
    listed = found[start:place]
    asked = ":" in text[found[place - 1].end:found[place].start]
    verb = found[place].word in {"denied", "nil"}
    if not (asked or verb) or any(t.word in DENYING or t.word in ENDING for t in listed):
        return place
    bounds = [start - 1, *commas, place]
    members = [b - a - 1 for a, b in pairwise(bounds)]
    joined = any(t.word in JOINING or t.word in {"and", "all", "both"} for t in listed)
    bare = max(members) <= _LONGEST_CLOSED and not any(map(_asserts, listed))
    if verb and joined and bare:
        return start
    return last if place - last > 1 or asked else place


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
        elif (
            _contrasts(found, position) or _turns(result[-1], found, position)
            or token.word in ENDING and not token.stop
            or len(result[-1]) >= LONGEST
        ):
            result.append([token])
        else:
            result[-1].append(token)
    return [clause for clause in result if clause]


def _contrasts(found: Sequence[Token], place: int) -> bool:
    """Tell whether "not" takes another place out: "pain over the SIJ not groin"."""
    if found[place].word != "not" or not place:
        return False
    named = PLACES | {"joint", "sacroiliac", "spine", "trochanter"}
    following = [t.word for t in found[place + 1:place + 3] if t.word not in {"the", "in", "my"}]
    return found[place - 1].word in named | {"pain"} and following[:1] != [] and (
        following[0] in named
    )


def _turns(clause: Sequence[Token], found: Sequence[Token], place: int) -> bool:
    """Tell whether "and" ends a denial, because it goes on with what the symptom does: "no pain at
    rest and worse with walking"."""
    following = found[place + 1:place + 2]
    return (
        found[place].word == "and" and following != [] and following[0].word in TURNING
        and not DENYING.isdisjoint(token.word for token in clause)
    )


def _tells_more(clause: Sequence[Token], found: Sequence[Token], comma: int) -> bool:
    """Tell whether a comma goes on with what makes the same symptom worse or better ("LBP, occ
    into buttock"), or with the next activity ("aggravated by sitting, driving")."""
    following = found[comma + 1:comma + 3]
    if not following or not DENYING.isdisjoint(token.word for token in clause):
        return False
    at = following[1:] if following[0].word in OFTEN else following[:1]
    if at and at[0].word in MODIFYING:
        return True
    if clause and clause[-1].word in PLACES and _are_places(found, comma):
        return True
    return not _provoking().isdisjoint(t.word for t in clause) and _are_activities(found, comma)


def _are_places(found: Sequence[Token], comma: int) -> bool:
    """Tell whether nothing but places stand between a comma and the end of the sentence."""
    words = []
    for token in found[comma + 1:comma + 1 + 2 * _LONGEST_CLOSED]:
        if token.stop and token.word != ",":
            break
        words.append(token.word)
    named = [word in PLACES for word in words if word not in JOINING | {"and", ",", "the"}]
    return bool(named) and all(named)


def _are_activities(found: Sequence[Token], comma: int) -> bool:
    """Tell whether nothing but activities stand between a comma and the next stop."""
    words = []
    for token in found[comma + 1:comma + 1 + _LONGEST_CLOSED]:
        if token.stop:
            break
        words.append(token.word)
    named = [stem(word) in _activities() for word in words if word not in JOINING | {"and"}]
    return bool(named) and all(named)


@cache
def _activities() -> frozenset[str]:
    phrases = (v for key, v in WORDINGS.items() if key.startswith("activity_"))
    every = {stem(token.word) for phrase in phrases for token in tokens(phrase)}
    return frozenset(every) | {"prolong", "long"}


@cache
def _provoking() -> frozenset[str]:
    """Return the single words that say what brings a symptom on or eases it."""
    phrases = f"{CUE_PHRASES['worse']}|{CUE_PHRASES['better']}".split("|")
    return frozenset(t.word for phrase in phrases for t in tokens(phrase) if " " not in phrase) | {
        "agg", "aggs", "rel",
    }


def _list_goes_on(clause: Sequence[Token], found: Sequence[Token], comma: int) -> bool:
    """Tell whether a comma continues a denied list: "or" closes it, or every member to the end
    of the sentence is a bare name ("no fever, weight loss, night sweats")."""
    words = [token.word for token in clause]
    if not HYPOTHETICAL.isdisjoint(words):
        return len(clause) < LONGEST
    if DENYING.isdisjoint(words) or not ONSETS.isdisjoint(words):
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
