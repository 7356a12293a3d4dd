"""Names of findings as bags of features, so that word order and filling words do not matter."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from kg.clinical.index import Index
from kg.clinical.text.abbreviations import SKIPPED
from kg.clinical.text.context import is_denying
from kg.clinical.text.features import (
    WORD,
    Closure,
    Feature,
    frame_features,
    loose_features,
    named_places,
    word_features,
)
from kg.clinical.text.frames import FrameReader
from kg.clinical.text.parts import ANY_SYMPTOM, BETTER, SITE, TYPE, WORSE, Hit, Parts
from kg.clinical.text.shorthand import name_tokens
from kg.clinical.text.stems import stem
from kg.clinical.words import Token, plain
from kg.model import Finding

ENOUGH = 0.8
"""Share of a name's weight that a text must name, for names of three features and more."""

_LITTLE = SKIPPED | {"on", "in", "with", "is", "are", "has", "have", "had", "history"}
EXAMINED = frozenset({"Sign", "TestResult"})
"""Kinds of the findings that an examination shows."""
MISSING = 2
"""Words of a name at most that a text may leave out."""

FORGOTTEN = frozenset({
    "both", "bilateral", "whole", "one", "unilateral", "cannot", "can't", "unable", "inability",
    "worse", "more", "than",
})
"""Words of a name that are lost where all of it is kinds and places: "cannot walk" would be told
by "hard to walk", and a whole leg that is swollen by an ankle."""
COMPARING = frozenset({"over", "under", "below", "above", "exceed"})
"""Words of a name that say nothing without the number after them ("HR over 130")."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a finding, and what it names; a ``worn`` one is told by a single word of several,
    the others being such as "test" and "has"; a ``losing`` one loses in a bag what it turns on."""

    finding: str
    features: frozenset[Feature]
    worn: bool = False
    losing: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name that a text tells: how much of it, by which features of the text."""

    name: Name
    weight: float
    told: frozenset[Feature]
    whole: bool

    def is_widened(self, told: Collection[Feature]) -> bool:
        """Tell whether a narrower one of the features ``told`` was taken for a wider one."""
        return any(f[0] != WORD and f not in told for f in self.name.features)


class Names:
    """The names of all findings, by feature."""

    def __init__(
        self, index: Index, parts: Parts, reader: FrameReader, closure: Closure
    ) -> None:
        """Read every name as a note would be read."""
        self._closure = closure
        known = [n for f in _asked(index) for n in _names(f, parts, reader)]
        self._known = list(dict.fromkeys(known))
        count = Counter(feature for name in self._known for feature in name.features)
        self._weight = {f: log(1 + len(known) / n) for f, n in count.items()}
        self._total = [sum(self._weight[f] for f in name.features) for name in self._known]
        self._needed = [_needed(name) for name in self._known]
        self._by: dict[Feature, list[int]] = defaultdict(list)
        for number, name in enumerate(self._known):
            for feature in () if name.losing else _rarest(name, count):
                self._by[feature].append(number)

    def alike(self, told: Iterable[Feature]) -> list[Likeness]:
        """Return the names that the features ``told`` tell, the weightiest first."""
        widened: dict[Feature, list[Feature]] = {}
        for feature in sorted(told):
            for wider in self._closure.widened(feature):
                widened.setdefault(wider, []).append(feature)
        known = frozenset(widened)
        numbers = {
            number for feature in widened for number in self._by.get(feature, ())
            if self._needed[number] <= known
        }
        likenesses = [x for number in numbers if (x := self._likeness(number, widened, known))]
        return sorted(
            likenesses, key=lambda x: (-x.weight, x.name.finding, sorted(x.name.features))
        )

    def _likeness(
        self, number: int, widened: Mapping[Feature, list[Feature]], told: frozenset[Feature]
    ) -> Likeness | None:
        name = self._known[number]
        known = name.features & told
        weight, whole = self._total[number], len(known) == len(name.features)
        if not whole:
            missing = name.features - known
            if len(missing) > MISSING:
                return None
            weight -= sum(self._weight[f] for f in missing)
            if weight < ENOUGH * self._total[number]:
                return None
        return Likeness(name, weight, frozenset(widened[f][0] for f in known), whole)


def _needed(name: Name) -> frozenset[Feature]:
    """Return the features that a text must tell: all of a short name, else all but words."""
    if len(name.features) < 3:
        return name.features
    return frozenset(feature for feature in name.features if feature[0] != WORD)


def _rarest(name: Name, count: Mapping[Feature, int]) -> list[Feature]:
    """Return features one of which a text must tell to tell the name."""
    ordered = sorted(name.features, key=lambda f: (count[f], f))
    most_missing = 0 if len(ordered) < 3 else sum(role == WORD for role, _ in ordered)
    return ordered[:min(MISSING, most_missing) + 1]


def _asked(index: Index) -> Iterator[Finding]:
    for finding in sorted(index.findings.values(), key=lambda f: f.id):
        if finding.kind != "FindingType" and index.is_asked(finding.id) and not finding.deprecated:
            yield finding


def _tells(finding: Finding, features: set[Feature], pain: str) -> bool:
    """Tell whether a bag says enough: a bare kind or place does not, and what a finding is
    composed of is read as its composition, and so is a pain that something brings on; a pain
    somewhere is no sign of an examination ("sore back dimple" is a name of tenderness)."""
    if any(role == WORD for role, _ in features):
        return True
    roles = {role for role, _ in features}
    if roles <= {TYPE, WORSE, BETTER} and (TYPE, pain) in features:
        return False
    if finding.kind in EXAMINED and (TYPE, pain) in features and roles <= {TYPE, SITE}:
        return False
    return len(features) > 1 and not finding.defined


def _names(finding: Finding, parts: Parts, reader: FrameReader) -> Iterator[Name]:
    for text in (finding.label, *finding.synonyms):
        words = name_tokens(text)
        if any(is_denying(token) for token in words):
            continue
        hits = list(parts.hits(words))
        frames = reader.frames(words, hits, named=True)
        covered = {place for frame in frames for place in frame.places}
        features = {f for frame in frames for f in frame_features(frame)}
        loose = loose_features(hits, covered)
        taken = covered | named_places(hits)
        features |= loose.keys() | word_features(words, taken).keys()
        if all(role != WORD for role, _ in features) and any(t.word in FORGOTTEN for t in words):
            continue
        if _tells(finding, features, reader.pain):
            alone = len(features) == 1 and len(words) > 1
            test = finding.kind == "TestResult"
            if test or not alone or _is_of_one(text, words, features):
                loses = _is_compared(words) or _tells_any_symptom(hits)
                yield Name(finding.id, frozenset(features), worn=alone, losing=loses)


def _tells_any_symptom(hits: Sequence[Hit]) -> bool:
    """Tell whether a name speaks of symptoms without a kind: what is left of "bilateral leg
    symptoms" in a bag would be any word for both legs."""
    roles = {hit.part.role for hit in hits}
    return ANY_SYMPTOM in roles and TYPE not in roles


def _is_compared(words: Sequence[Token]) -> bool:
    told = {token.word for token in words}
    return "two" in told or not COMPARING.isdisjoint(told) and any(map(str.isdigit, told))


def _is_of_one(text: str, words: Sequence[Token], features: Iterable[Feature]) -> bool:
    """Tell whether a name has one word that tells anything beside articles and endings, or that
    word is a person's name or an abbreviation ("Babinski sign")."""
    told = [t for t in words if not t.stop and t.word not in _LITTLE]
    capitals = {stem(plain(word)) for word in text.split() if word[0].isupper() and len(word) > 2}
    return len(told) == 1 or any(name in capitals for _, name in features)
