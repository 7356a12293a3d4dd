"""Findings of other parts of the body: "grazed elbow" is no graze here."""

from collections.abc import Collection, Sequence

from kg.clinical.index import Index
from kg.clinical.text.abbreviations import SKIPPED
from kg.clinical.text.clause import Found
from kg.clinical.text.clauses import side_of
from kg.clinical.text.context import is_context
from kg.clinical.words import Token

OTHER_JOINTS = frozenset({
    "shoulder", "elbow", "wrist", "neck", "cervical", "finger", "thumb", "arm", "hand", "forearm",
})
"""Words beside which a movement ("weak ER") is no movement of the hip."""
OTHER_PARTS = OTHER_JOINTS | frozenset({
    "ear", "nose", "throat", "tooth", "teeth", "face", "facial", "scalp", "rib", "breast",
    "nostril", "eyelid", "cheekbone", "chin", "lip", "tongue", "knuckle", "armpit", "palm", "bicep",
})
OWN_PARTS = frozenset({
    "hip", "back", "lumbar", "leg", "buttock", "groin", "thigh", "pelvis", "pelvic", "spine", "slr",
    "sacroiliac", "sacrum", "coccyx", "gluteal", "knee", "ankle", "foot", "calf", "hamstring",
})
"""Words after which a movement is one of the lower body again."""
_ADJECTIVES = frozenset({"weak", "stiff", "sore", "tender", "numb", "swollen", "tight", "painful"})
_BETWEEN = SKIPPED | {"of", "in", "at", "on", "over", "to", "both", "is", "feel", "with"}
_REACH = 3
"""Words between a finding and the part that it is said of."""


def is_of_other_part(clause: Sequence[Token], places: Collection[int]) -> bool:
    """Tell whether what stands at ``places`` is said of another part of the body beside it."""
    first, last = min(places), max(places) + 1
    if any(clause[place].word in OTHER_PARTS for place in range(first, last)):
        return False
    return _leads_to_other(clause[max(0, first - _REACH):first][::-1]) or _leads_to_other(
        clause[last:last + _REACH]
    )


def _leads_to_other(tokens: Sequence[Token]) -> bool:
    for token in tokens:
        if token.word in OTHER_PARTS:
            return True
        if token.word not in _BETWEEN and not side_of(token):
            return False
    return False


def is_of_thing(clause: Sequence[Token], places: Collection[int], known: Collection[int]) -> bool:
    """Tell whether a bare kind of finding is said of a thing after it that nobody knows ("weak
    tea"); ``known`` are the places of all that was understood."""
    last = max(places) + 1
    if len(places) > 1 or clause[last - 1].word not in _ADJECTIVES or last >= len(clause):
        return False
    return last not in known and not is_context(clause[last])


def is_elsewhere(clause: Sequence[Token], *, before: bool) -> bool:
    """Tell whether the joint last named is none of the lower body; ``before``: as it was."""
    for token in clause:
        if token.word in OTHER_JOINTS:
            before = True
        elif token.word in OWN_PARTS:
            before = False
    return before


def is_said_elsewhere(
    index: Index, clause: Sequence[Token], found: Found, known: Collection[int]
) -> bool:
    """Tell whether a symptom or sign is said of a part of the body beside it that it is not
    about, or of no part at all; a fact of the history or a systemic finding is not said of
    a part."""
    if not found.finding:
        if len(found.members) == 1 and is_of_thing(clause, found.places, known):
            return True
        placed_here = any(member == "site" for member, _ in found.members)
        return not placed_here and is_of_other_part(clause, found.places)
    local = index.findings[found.finding].kind != "HistoryItem"
    return local and found.finding not in index.systemic and is_of_other_part(
        clause, found.places
    )
