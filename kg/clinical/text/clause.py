"""The findings of one clause: by phrase, by composition, by the bag of their words."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from kg.clinical.index import Index
from kg.clinical.text.abbreviations import IMPLIED_DENIALS
from kg.clinical.text.ambiguous import is_ordinary
from kg.clinical.text.features import (
    WORD,
    Closure,
    Feature,
    frame_features,
    loose_features,
    named_places,
    word_features,
)
from kg.clinical.text.frame import MEMBER_OF, Frame
from kg.clinical.text.frames import FrameReader
from kg.clinical.text.names import Likeness, Names
from kg.clinical.text.parts import ACTIVITY, MOVEMENT, SITE, TOWARD, TYPE, WORSE, Hit, Parts
from kg.clinical.text.results import has_result
from kg.clinical.text.tables import STRENGTH
from kg.clinical.text.wordings import IMPLIES_PAIN, MOVED_AT, NOT_AT, RESISTED, TENDER
from kg.clinical.words import Token
from kg.model import Finding
from kg.reasoning.taxonomy import Taxonomy

ANY_SYMPTOM_TYPES = ("type_pain", "type_sensory_change", "type_weakness")
"""What "no symptoms in the leg" denies."""
PLAIN_TYPES = (
    "type_pain", "type_sensory_change", "type_numbness", "type_paresthesia", "type_sensory_loss",
    "type_weakness", "type_tenderness", "type_stiffness", "type_limited_motion", "type_swelling",
    "type_mass", "type_bruising_type", "type_muscle_wasting",
)
"""Kinds of finding that a place, an activity or a quality completes."""


LOOSE_TYPES = ("type_stiffness", "type_limited_motion", "type_mass")
"""Kinds whose words ("tight", "limited") mean something else where no place is named."""
MOTION_OF = {"hip_region": "hip_movement", "low_back_region": "lumbar_movement"}
"""The motion that a joint has which is called full."""
WALKED_ON = ("ankle_dorsiflexion", "ankle_plantarflexion")
"""Movements that an inability ("cannot heel walk") tells to be weak."""
OF_ONE_MUSCLE = (
    "hip_abduction", "hip_adduction", "hip_extension", "hip_external_rotation",
    "hip_internal_rotation", "hip_rotation", "knee_flexion", "great_toe_extension",
)
"""Movements that a torn muscle or tendon may weaken as much as a nerve does."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in a clause: ``finding`` by CURIE, or ``members`` of an expression (``type`` among
    them) as pairs of member and CURIE; ``places`` are the positions of its tokens, ``focus`` that
    of its site. A ``vague`` one means something only when it is denied; a ``function`` is denied by
    being normal. What was ``widened`` is wider than the words, and is not denied by them."""

    places: frozenset[int]
    finding: str = ""
    members: tuple[tuple[str, str], ...] = ()
    vague: bool = False
    function: bool = False
    focus: int = -1
    widened: bool = False


class ClauseReader:
    """Finds what a clause tells beyond the names that stand in it word by word."""

    def __init__(self, index: Index, taxonomy: Taxonomy) -> None:
        """Build the parts, the frames' grammar and the bags of names."""
        self._index = index
        self.parts = Parts(index)
        every = [index.curie(key) for key in ANY_SYMPTOM_TYPES]
        implying = {index.curie(key) for key in IMPLIES_PAIN}
        self._reader = FrameReader(
            index.curie("type_pain"), index.curie("type_limited_motion"), implying, every,
            [e.id for e in index.knowledge.entities.values() if e.kind == "PainRegion"],
        )
        self._closure = Closure(index, taxonomy)
        self._names = Names(index, self.parts, self._reader, self._closure)
        self._pain, self._weakness = index.curie("type_pain"), index.curie("type_weakness")
        self._local = {index.curie(key) for key in OF_ONE_MUSCLE} - {""}
        self._leg = index.curie("lower_limb")
        self._bilateral = index.curie("bilateral_buttock_or_leg_pain")
        self._unable = index.curie("type_functional_limitation")
        self._strength = {
            index.curie(m): tuple(map(index.curie, a.split("|"))) for m, a in STRENGTH.items()
        }
        self._graded_at = self._strength.keys() - {index.curie("buttock_region")}
        self._resisted = {index.curie(a): index.curie(b) for a, b in RESISTED.items()}
        self._moved_at = {
            (index.curie(a), index.curie(at)): tuple(filter(None, map(index.curie, keys)))
            for (a, at), keys in MOVED_AT.items()
        }
        self._tenderness = index.curie("type_tenderness")
        self._tender = {index.curie(at): index.curie(sign) for at, sign in TENDER.items()}
        self._limited = index.curie("type_limited_motion")
        self._motion_of = {index.curie(a): index.curie(b) for a, b in MOTION_OF.items()}
        self._tested = frozenset(map(index.curie, WALKED_ON))
        self._loose = frozenset(map(index.curie, LOOSE_TYPES))
        self._plain = {index.curie(key) for key in PLAIN_TYPES} - {""}

    def read(
        self, clause: Sequence[Token], named: Sequence[Found], read: Collection[int] = (),
        *, elsewhere: bool = False,
    ) -> list[Found]:
        """Return the findings of ``clause``; those ``named`` by a phrase are kept unless a
        composition says the same and more. Words at the places ``read`` are understood; in a
        clause about a joint ``elsewhere`` a movement is none of the hip."""
        tests = [
            one.places for one in named
            if len(one.places) > 1 and self._index.findings[one.finding].kind == "TestResult"
        ]
        hits = [
            h for h in self.parts.hits(clause)
            if h.first not in read and h.last - 1 not in read and not (
                h.part.role == ACTIVITY and any({h.first, h.last - 1} <= at for at in tests)
            )
        ]
        moved = {place for h in hits if h.part.role == MOVEMENT for place in range(h.first, h.last)}
        if moved and elsewhere:
            return [one for one in named if moved.isdisjoint(one.places)]
        frames = self._reader.frames(clause, hits)
        composed = [
            c for f in frames if not any(
                f.places <= one.places and one.finding != self._bilateral for one in named
            )
            for c in self._composed(f)
        ]
        kept = [
            one for one in named
            if not any(self._says(c, one) for c in composed if not c.vague)
        ]
        found = [*kept, *composed, *self._graded(hits)]
        places = [hit.part.curie for hit in hits if hit.part.role == SITE]
        alike = [
            a for a in self._alike(clause, hits, frames, found)
            if not any(a.finding == one.finding and a.places <= one.places for one in named)
        ]
        every = [*found, *alike]
        return [f for f in every if not f.finding or not self.is_elsewhere(f.finding, places)]

    def _graded(self, hits: Sequence[Hit]) -> Iterator[Found]:
        """Yield what a grade of strength below full says by itself; of one muscle of the hip, of
        the hamstrings or of a toe it is no weak leg."""
        moved = {hit.part.curie for hit in hits if hit.part.role == MOVEMENT}
        places = {hit.part.curie for hit in hits if hit.part.role == SITE}
        moved.update(*(self._strength[place] for place in places & self._graded_at))
        is_local = bool(moved) and moved <= self._local and self._leg not in places
        for hit in hits:
            for key in self.parts.graded(hit):
                wide = key == "weakness_mrc_3_or_less"
                if (curie := self._index.curie(key)) and not (wide and is_local):
                    yield Found(frozenset(range(hit.first, hit.last)), curie)

    def _composed(self, frame: Frame) -> Iterator[Found]:
        """Yield an expression for each kind and place of a frame that says more than a kind."""
        members = [
            (MEMBER_OF[role], curie)
            for role, curies in frame.members.items() if role != SITE and role in MEMBER_OF
            for curie in curies
        ]
        for kind, place, tested in self._kinds(frame):
            yield from self._expression(frame, kind, place, [*members, *tested])
        if self._tenderness in frame.types:
            for place in frame.members.get(SITE, ()):
                if finding := self._tender.get(place):
                    at = frozenset(frame.places)
                    yield Found(at, finding, focus=frame.at.get(place, -1))
        if self._pain in frame.types and not frame.vague:
            for activity in frame.members.get(WORSE, ()):
                if finding := self._resisted.get(activity):
                    yield Found(frozenset(frame.places), finding)
            moved = {*frame.members.get(WORSE, ()), *frame.members.get(MOVEMENT, ())}
            for pair in product(sorted(moved), ("", *frame.members.get(SITE, ()))):
                for finding in self._moved_at.get(pair, ()):
                    yield Found(frozenset(frame.places), finding)

    def _expression(
        self, frame: Frame, kind: str, place: str, members: Sequence[tuple[str, str]]
    ) -> Iterator[Found]:
        site = [("site", place)] if place else []
        told = site or not frame.vague and (members or kind != self._pain)
        if kind in self._plain and told:
            yield Found(
                frozenset(frame.places), "", (("type", kind), *site, *members),
                frame.vague or kind in self._loose and not site and not members
                or kind == self._pain and self._unable in frame.types, frame.function,
                frame.at.get(place, -1),
            )

    def _kinds(self, frame: Frame) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        """Yield kind, place and movement: the weakness of a muscle is one of its movement, and
        so is the inability to walk on the heels."""
        for kind in frame.types:
            if kind == self._pain and frame.full:
                yield from self._moved_fully(frame)
                continue
            if kind == self._unable and self._tested.intersection(frame.members.get(MOVEMENT, ())):
                kind = self._weakness
            if kind == self._unable and WORSE in frame.members and self._pain not in frame.types:
                yield self._pain, "", []
            for place in frame.members.get(SITE) or [""]:
                moved = self._strength.get(place, ()) if kind == self._weakness else ()
                for movement in moved:
                    yield kind, "", [("of_movement", movement)]
                if not moved:
                    yield kind, place, []

    def _moved_fully(self, frame: Frame) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        """Yield what "full" denies of a place that stands alone: the weakness of a muscle, the
        limited motion of a joint, and no pain."""
        for place in frame.members.get(SITE, ()):
            for movement in self._strength.get(place, ()):
                yield self._weakness, "", [("of_movement", movement)]
            if moved := self._motion_of.get(place):
                yield self._limited, "", [("of_movement", moved)]

    def is_elsewhere(self, finding: str, places: Iterable[str]) -> bool:
        """Tell whether pain at ``places`` makes a test of that finding another test."""
        key = self._index.findings[finding].key
        others = {self._index.curie(name) for name in NOT_AT.get(key, ())} - {""}
        return any(not others.isdisjoint(self._closure.above(place)) for place in places)

    def _says(self, composed: Found, named: Found) -> bool:
        """Tell whether a composition entails the finding of a phrase inside it."""
        if not named.places <= composed.places:
            return False
        finding = self._index.findings[named.finding]
        return finding.defined and self._entails(composed, finding)

    def _entails(self, composed: Found, finding: Finding) -> bool:
        roles = {member: role for role, member in MEMBER_OF.items()}
        told: set[Feature] = set()
        for member, curie in composed.members:
            role = TYPE if member == "type" else roles[member]
            told.update(self._closure.widened((role, curie)))
        needs = [(TYPE, finding.type)] if finding.type else []
        needs += [(_ROLE_OF.get(name, name), curie) for name, curie in finding.composition]
        return all(need in told for need in needs)

    def _alike(
        self, clause: Sequence[Token], hits: Sequence[Hit], frames: Sequence[Frame],
        found: Iterable[Found],
    ) -> Iterator[Found]:
        """Yield the findings whose names the clause tells in other words or in another order."""
        framed = {place for frame in frames for place in frame.places}
        parts = named_places(hits)
        loose = {**loose_features(hits, framed), **word_features(clause, framed | parts)}
        known = {place for one in found for place in one.places}
        painless = any(token.word in IMPLIED_DENIALS for token in clause)
        used = {feature for feature, place in loose.items() if place in known}
        for frame in frames or [Frame()]:
            own = frame_features(frame)
            told = own if frame.places <= known else set()
            said = own | loose.keys()
            for like in self._names.alike(said):
                if like.name.worn and not _is_named(clause, [loose[f] for f in like.told]):
                    continue
                if painless and (TYPE, self._pain) in like.told:
                    continue
                at = [loose[f] for f in like.told if f in loose]
                if len(at) == 1 and is_ordinary(clause, at[0], at[0] + 1):
                    continue
                if self._adds(like, used | told, own, loose):
                    used |= like.told
                    places = {loose[f] for f in like.told if f in loose}
                    if not like.told.isdisjoint(own):
                        places |= frame.places
                    widened = like.is_widened(said)
                    yield Found(frozenset(places), like.name.finding, widened=widened)

    def _adds(
        self, like: Likeness, used: set[Feature], own: set[Feature], loose: dict[Feature, int]
    ) -> bool:
        """Tell whether a name says something that is not said yet."""
        if not any(role == WORD for role, _ in like.name.features):
            return like.whole and like.told == own and bool(own)
        return any(feature in loose and feature not in used for feature in like.told)


def _is_named(clause: Sequence[Token], places: Sequence[int]) -> bool:
    """Tell whether the one word that a test is told by is its name: written in capitals, or in a
    clause that has a result. "In fair health" is no FAIR test."""
    raw = clause[places[0]].raw
    return raw.isupper() and len(raw) > 2 or has_result(clause)


_ROLE_OF = {
    "feltAt": SITE, "hasPrimarySite": SITE, "hasPathologicalSite": SITE, "signAt": SITE,
    "radiatesTo": TOWARD, "aggravatedBy": "worse", "relievedBy": "better",
    "hasQuality": "quality", "hasSeverity": "severity", "hasCourse": "course",
    "hasOnset": "onset", "ofMovement": "movement",
}
"""The role that a property of a finding's composition has in a frame."""
