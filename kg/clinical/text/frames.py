"""Clauses become frames: a kind of finding with its places, what brings it on, what eases it."""

from collections.abc import Iterable, Sequence

from kg.clinical.text.clauses import side_of
from kg.clinical.text.context import is_context
from kg.clinical.text.cues import MARKING
from kg.clinical.text.frame import Frame
from kg.clinical.text.framing import Framing
from kg.clinical.text.parts import BETTER, MOVEMENT, QUALITY, SITE, TOWARD, WORSE, Hit
from kg.clinical.text.results import has_normal_after, has_result_after
from kg.clinical.words import Token


class FrameReader:
    """Reads the frames of clauses; ``pain`` is the kind of finding that goes without saying."""

    def __init__(
        self, pain: str, limited: str, implying: Iterable[str], every: Sequence[str],
        regions: Iterable[str],
    ) -> None:
        """Keep the CURIEs of pain, of limited motion, of the qualities that imply pain, and of
        the kinds that "no symptoms" denies, and of the places where pain goes without saying."""
        self.pain, self._limited, self._any = pain, limited, every
        self._implying, self._regions = frozenset(implying), frozenset(regions)

    def frames(
        self, clause: Sequence[Token], hits: Sequence[Hit], *, named: bool = False
    ) -> list[Frame]:
        """Return the frames of ``clause`` in its order, from the parts that it names; a clause
        that is a name (``named``) leaves nothing unsaid."""
        read = Framing(clause, hits, self.pain, self._implying).read()
        return [f for f in read if self._is_finding(clause, f, named=named)]

    def _is_finding(self, clause: Sequence[Token], frame: Frame, *, named: bool) -> bool:
        if frame.vague:
            frame.types = [curie for curie in self._any if curie not in frame.types] + frame.types
        if not frame.types and self.pain:
            told = not self._implying.isdisjoint(frame.members.get(QUALITY, ()))
            told_after = has_normal_after(clause, frame.last_end) or has_result_after(
                clause, frame.last_end
            )
            moved = (frame.cued or told_after) and (
                WORSE in frame.members or BETTER in frame.members
            )
            if told or moved or TOWARD in frame.members:
                frame.types.append(self.pain)
            elif MOVEMENT in frame.members and self._limited:
                frame.types.append(self._limited)
                frame.function = True
            elif not named and self._is_place_alone(clause, frame):
                frame.types.append(self.pain)
                frame.full = frame.function = any(t.word == "full" for t in clause)
        return bool(frame.types)

    def _is_place_alone(self, clause: Sequence[Token], frame: Frame) -> bool:
        """Tell whether a clause names a place and nothing else ("L groin", "no groin"), or calls
        it fine: then it speaks of pain there."""
        if SITE not in frame.members or not frame.members.keys() <= {SITE, QUALITY}:
            return False
        if not self._regions.issuperset(frame.members[SITE]):
            return False
        marked = any(t.word in MARKING or side_of(t) for t in clause)
        others = [
            t for place, t in enumerate(clause)
            if place not in frame.places and not is_context(t) and not t.word.isdigit()
        ]
        return marked and not others
