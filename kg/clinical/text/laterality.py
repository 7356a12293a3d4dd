"""On which side a mention is said to be."""

from collections.abc import Collection, Sequence

from kg.clinical.text.abbreviations import SKIPPED
from kg.clinical.text.clauses import side_of
from kg.clinical.text.results import REACH
from kg.clinical.words import Token


def side_near(clause: Sequence[Token], first: int, last: int) -> str:
    """Return the nearest side within reach, those before and inside the mention first.

    "Both" names a side only right before what it speaks of: two tests may both be positive.
    """
    if "both" in (token.word for token in clause[max(0, first - 1):last]):
        return "bilateral"
    inside = [side_of(token) for token in clause[first:last]]
    before = [side_of(token) for token in reversed(clause[max(0, first - REACH):first])]
    following = [token for token in clause[last:last + 2 * REACH] if token.word not in SKIPPED]
    after = [side_of(token) for token in following[:REACH]]
    for sides in (inside, before, after):
        for side in sides:
            if side:
                return side
    return ""


def side_after(clause: Sequence[Token], result: int) -> str:
    """Return the side that tests share with their result ("FABER and FADIR positive on L")."""
    following = clause[result + 1:result + 3] if result >= 0 else ()
    near = [t for t in following if t.word not in SKIPPED | {"on"}]
    return side_of(near[0]) if near else ""


def own_side(clause: Sequence[Token], places: Collection[int], focus: int) -> str:
    """Return the side right before the place at ``focus`` of a mention that names several sides
    ("left buttock and right groin sore"); empty for any other."""
    sides = {side_of(clause[place]) for place in range(min(places), max(places) + 1)}
    if focus >= 0 and min(places) > 0:
        sides.add(side_of(clause[min(places) - 1]))
    if focus < 1 or len(sides - {""}) < 2:
        return ""
    return side_of(clause[focus - 1])
