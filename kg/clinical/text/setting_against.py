"""Words that set an activity against what was said before it: "than", "until", "without"."""

from collections.abc import Sequence

from kg.clinical.text.abbreviations import SKIPPED
from kg.clinical.text.cues import NORMAL
from kg.clinical.text.parts import BETTER, WORSE
from kg.clinical.words import Token

_REACH = 3
"""How many words before an activity such a word may stand."""


def is_left_out(clause: Sequence[Token], place: int) -> bool:
    """Tell whether a denial right before the activity at ``place`` takes it out of what was said:
    "pain without a fall", "worse walking not sitting"."""
    ahead = [t.word for t in clause[:place] if t.word not in SKIPPED]
    return ahead[-1:] in (["without"], ["not"], ["no"])


def turned_cue(clause: Sequence[Token], place: int, cue: str) -> str:
    """Return what the activity at ``place`` does against what was said, ``cue`` being what stands
    before it: "better walking than sitting", "hurts until I lie down", "fine until I sit".

    Empty where nothing sets it against.
    """
    words = [t.word for t in clause[:place]]
    if "than" in words[-_REACH:] and cue == BETTER:
        return WORSE
    if "until" not in words[-_REACH:]:
        return ""
    was_fine = not NORMAL.isdisjoint(words) or "no" in words or cue == BETTER
    return WORSE if was_fine else BETTER
