"""One clause read from left to right into the frames of what it tells."""

from collections.abc import Collection, Iterator, Sequence

from kg.clinical.text.cues import ABLE
from kg.clinical.text.frame import Frame
from kg.clinical.text.onset import is_onset
from kg.clinical.text.parts import (
    ACTIVITY,
    ANY_SYMPTOM,
    BETTER,
    CUES,
    FUNCTION,
    MOVEMENT,
    QUALITY,
    SITE,
    TOWARD,
    TYPE,
    WORSE,
    Hit,
)
from kg.clinical.text.results import is_no_problem
from kg.clinical.text.setting_against import is_left_out, turned_cue
from kg.clinical.words import Token

_JOINING = frozenset({"and", "or", "/", "&", ",", "+", "plus", "with", "then"})
WITHIN = 3
_SHARING = frozenset({"and", "or", ",", "+"})
"""Words between kinds of finding that share their places."""
_LINKING = frozenset({
    "in", "at", "on", "over", "around", "from", "is", "are", "felt", "both", "l", "r",
})
WEAK = frozenset({"into", "down", "to", "toward", "towards", "up", "through"})
"""Words that lead somewhere only after what it is that goes there."""
_PARTING = frozenset({"no", "without", "nil"})
"""Denials that part what they deny from what is told before them."""
_GOINGS = frozenset({"radiation", "spread", "referral", "radiating"})
"""Nouns of what pain does, after the place where it goes."""
_COMPARING = frozenset({"worse", "worst", "better", "best"})
"""Words that compare sides as well as tell what a movement does."""
REACH = 6
"""How many words a cue reaches."""


class Framing:
    """One clause while it is read from left to right."""

    def __init__(
        self, clause: Sequence[Token], hits: Sequence[Hit], pain: str, implying: Collection[str]
    ) -> None:
        self._clause, self._hits = clause, hits
        self._pain, self._implying = pain, implying
        self._frames: list[Frame] = [Frame()]
        self._cue, self._strong = "", False
        self._cue_end = -REACH
        self._open: list[tuple[Frame, Hit]] = []
        self._moved: list[tuple[Frame, Hit]] = []

    def read(self) -> Iterator[Frame]:
        """Yield the frames in the order of the clause; the first may be empty."""
        for number, hit in enumerate(self._hits):
            role = hit.part.role
            if role in CUES:
                self._cued(number, hit)
            elif role in {TYPE, ANY_SYMPTOM, FUNCTION}:
                self._type(number, hit)
            elif role == SITE:
                self._site(hit)
            elif role == ACTIVITY:
                self._activity(hit)
            elif role == MOVEMENT:
                self._movement(hit)
            elif role == QUALITY and self._is_pain_of_its_own(number, hit):
                self._begin(number, hit).add(role, hit)
            else:
                self._frames[-1].add(role, hit)
        yield from self._frames

    def _is_pain_of_its_own(self, number: int, hit: Hit) -> bool:
        """Tell whether a quality is joined to a kind of finding that is no pain, and stands for a
        pain itself: "numbness and burning"."""
        frame = self._frames[-1]
        following = self._hits[number + 1:number + 2]
        leads = bool(following) and following[0].first - hit.last <= 1 and (
            following[0].part.role == TYPE
        ) or bool(following) and following[0].part.role == SITE and (
            SITE not in frame.members and following[0].first - hit.last <= WITHIN
        )
        return (
            hit.part.curie in self._implying and bool(frame.types) and not leads
            and self._pain not in frame.types and hit.first > 0
            and self._clause[hit.first - 1].word in {"and", "or", ",", "+"}
        )

    def _cued(self, number: int, hit: Hit) -> None:
        """Take a cue: for what follows, and for activities before it that had none."""
        if self._is_when(hit):
            self._cue_end = hit.last
            self._frames[-1].places.update(range(hit.first, hit.last))
            return
        if hit.part.role == TOWARD:
            before = self._hits[number - 1] if number else None
            bare = hit.last - hit.first == 1 and self._clause[hit.first].word == "to"
            if bare and (before is None or before.last != hit.first):
                return
            self._part_denied(hit)
            self._lead_to(number, hit)
        else:
            self._move_by(hit)
            self._frames[-1].places.update(range(hit.first, hit.last))
            self._frames[-1].cued = True
            goes_on = self._goes_on(number, hit) or self._follows(hit)
            parted = self._last_then(hit)
            for frame, activity in () if goes_on else self._open:
                if parted < activity.first and hit.first - activity.last <= REACH:
                    frame.members[WORSE].remove(activity.part.curie)
                    frame.add(hit.part.role, activity)
            if self._open and not goes_on:
                self._open = []
                return
        goes_on = self._strong and hit.first == self._cue_end
        self._strong = goes_on or self._clause[hit.first].word not in WEAK
        self._cue, self._cue_end = hit.part.role, hit.last

    def _is_when(self, cue: Hit) -> bool:
        """Tell whether a cue is a mere "when I" after what eases: "eases when I lean forward"."""
        eased = self._cue == BETTER and self._cue_end == cue.first
        return eased and self._clause[cue.first].word == "provoked"

    def _part_denied(self, hit: Hit) -> None:
        """Begin another finding where a denial stands inside one: "back pain, no leg spread"."""
        ahead = self._clause[hit.first - 1].word if hit.first else ""
        if ahead in _PARTING and self._frames[-1].types:
            self._frames.append(Frame())

    def _lead_to(self, number: int, cue: Hit) -> None:
        """Take the place before a noun for where pain goes: "buttock pain with groin referral"."""
        before, following = self._hits[number - 1:number], self._hits[number + 1:number + 2]
        known = self._frames[-1].members.get(SITE, ())
        if (
            self._clause[cue.first].word in _GOINGS and before and before[0].last == cue.first
            and before[0].part.curie in known
            and not (following and following[0].first - cue.last < WITHIN)
        ):
            self._frames[-1].members[SITE].remove(before[0].part.curie)
            self._frames[-1].add(TOWARD, before[0])
            self._frames[-1].cover(cue)

    def _movement(self, hit: Hit) -> None:
        """Take a movement, and for what brings pain on or eases it, where a cue says so."""
        frame = self._frames[-1]
        if self._cue in {WORSE, BETTER} and hit.first - self._cue_end <= REACH:
            frame.add(self._cue, hit)
            self._cue_end = hit.last
        else:
            self._moved.append((frame, hit))
        if self._cue != BETTER:
            frame.add(MOVEMENT, hit)

    def _move_by(self, cue: Hit) -> None:
        """Take movements before a cue for what it speaks of: "hip movement makes it worse"."""
        for frame, moved in self._moved:
            told = cue.last - cue.first > 1 or self._clause[cue.first].word not in _COMPARING
            if told and cue.first - moved.last <= REACH and set(frame.types) <= {self._pain}:
                frame.add(cue.part.role, moved)
        self._moved = []

    def _goes_on(self, number: int, cue: Hit) -> bool:
        """Tell whether a cue speaks of what follows it: "sore after sitting, eases on standing"."""
        following = self._hits[number + 1:number + 2]
        parted = any(t.stop for t in self._clause[self._open[-1][1].last:cue.first + 1]) if (
            self._open
        ) else False
        return parted and bool(following) and (
            following[0].part.role == ACTIVITY and following[0].first - cue.last <= REACH
        )

    def _follows(self, cue: Hit) -> bool:
        """Tell whether a cue says what comes after what an activity does, and not what it does:
        "rising hurts then settles", "sore on stairs and eases"."""
        before = self._clause[cue.first - 1].word if cue.first else ""
        after_then = self._open and self._last_then(cue) >= self._open[-1][1].last
        return bool(after_then) or before == "and" and bool(self._frames[-1].types)

    def _last_then(self, cue: Hit) -> int:
        """Return where the last "then" before a cue stands, or -1."""
        told = [p for p in range(cue.first) if self._clause[p].word == "then"]
        return told[-1] if told else -1

    def _type(self, number: int, hit: Hit) -> None:
        frame = self._frames[-1]
        if not frame.types and is_no_problem(self._clause, frame.last_end, hit.first):
            return
        joined = frame.types and frame.last_end == frame.last_type and self._joined(
            frame.last_type, hit.first
        )
        function = hit.part.role == FUNCTION
        if function and hit.part.curie in frame.types and not frame.function:
            frame.cover(hit)
            return
        if frame.function and hit.part.curie in frame.types:
            frame.types.remove(hit.part.curie)
        elif frame.types and (not joined or frame.function != function):
            frame = self._begin(number, hit)
        frame.function = function
        if hit.part.role in {TYPE, FUNCTION}:
            frame.types.append(hit.part.curie)
        frame.vague = frame.vague or hit.part.role == ANY_SYMPTOM
        frame.cover(hit)
        frame.last_type = hit.last
        if self._cue == TOWARD:
            self._cue = ""

    def _begin(self, number: int, hit: Hit) -> Frame:
        """Begin a frame; a place right before its kind of finding belongs to it."""
        old, new = self._frames[-1], Frame()
        taken = number - 1
        while taken >= 0 and self._belongs_ahead(old, self._hits[taken], hit):
            before = self._hits[taken]
            _move(before, old, new)
            hit = before
            taken -= 1
        if old.types and self._is_able(old):
            new.members[WORSE] = list(old.members.get(WORSE, ()))
            new.places |= old.places if new.members[WORSE] else set()
        self._frames.append(new)
        return new

    def _is_able(self, frame: Frame) -> bool:
        """Tell whether a frame is what somebody can do: "can sit without pain" is of sitting."""
        return any(self._clause[place].word in ABLE for place in frame.places)

    def _belongs_ahead(self, old: Frame, before: Hit, ahead: Hit) -> bool:
        role = before.part.role
        if role in CUES or role in {TYPE, ACTIVITY} or before.first < old.last_type:
            return False
        if not self._adjacent(before.last, ahead.first):
            return False
        parted = before.first - 1 >= 0 and self._clause[before.first - 1].word in _JOINING
        return parted or len(old.members.get(role, ())) > 1 or role != SITE

    def _site(self, hit: Hit) -> None:
        self._part_denied(hit)
        frame = self._frames[-1]
        along = self._cue == TOWARD and hit.first - self._cue_end <= REACH
        if along and (frame.types or frame.members or self._strong):
            frame.add(TOWARD, hit)
            self._cue_end = hit.last
        else:
            frame.add(SITE, hit)

    def _activity(self, hit: Hit) -> None:
        frame = self._frames[-1]
        compared = "than" in (t.word for t in self._clause[max(0, hit.first - 3):hit.first])
        if (
            is_onset(self._clause, hit.first) or compared and self._cue == WORSE
            or (frame.types or frame.cued) and is_left_out(self._clause, hit.first)
        ):
            return
        if cue := turned_cue(self._clause, hit.first, self._cue):
            frame.add(cue, hit)
            frame.cued = True
        elif self._cue in {WORSE, BETTER} and hit.first - self._cue_end <= REACH:
            frame.add(self._cue, hit)
            self._cue_end = hit.last
        elif hit.part.curie not in frame.members.get(WORSE, ()):
            frame.add(WORSE, hit)
            self._open.append((frame, hit))

    def _joined(self, start: int, end: int) -> bool:
        between = self._clause[start:end]
        return all(token.word in _SHARING or token.stop for token in between)

    def _adjacent(self, start: int, end: int) -> bool:
        return all(token.word in _LINKING for token in self._clause[start:end])


def _move(hit: Hit, old: Frame, new: Frame) -> None:
    role, curie = hit.part.role, hit.part.curie
    for known in (role, TOWARD):
        if curie in old.members.get(known, ()):
            old.members[known].remove(curie)
            break
    old.places.difference_update(range(hit.first, hit.last))
    new.add(role, hit)
