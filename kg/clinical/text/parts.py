"""What the words of a note name: kinds of finding, places, activities, and cues between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.clinical.expressions import is_site
from kg.clinical.index import Index
from kg.clinical.text.shorthand import name_tokens, words_written_out
from kg.clinical.text.stems import stem
from kg.clinical.text.tables import CUE_PHRASES, FUNCTIONS, WORDINGS
from kg.clinical.text.templates import forms
from kg.clinical.text.trie import Trie
from kg.clinical.text.vocabulary import meaning, test_names
from kg.clinical.words import Token
from kg.model import Entity

TYPE, SITE, ACTIVITY, MOVEMENT = "type", "site", "activity", "movement"
QUALITY, SEVERITY, COURSE, ONSET = "quality", "severity", "course", "onset"
TEST, ANY_SYMPTOM, FUNCTION = "test", "any symptom", "function"
WORSE, BETTER, TOWARD = "worse", "better", "toward"
CUES = frozenset({WORSE, BETTER, TOWARD})

GRADE = re.compile(r"[0-5]/5")
"""A grade of muscle strength, 5 being full (Medical Research Council scale)."""
COUNTED = frozenset({
    "test", "cluster", "provocation", "maneuver", "item", "criteria", "effort", "raise",
})
"""Words that make "3/5" a count of tests instead of a grade."""

_ROLES = {
    "FindingType": TYPE, "Activity": ACTIVITY, "Movement": MOVEMENT, "PainQuality": QUALITY,
    "Severity": SEVERITY, "Course": COURSE, "Onset": ONSET,
}
_ORDER = (TYPE, SITE, MOVEMENT, ACTIVITY, QUALITY, SEVERITY, COURSE, ONSET)
"""Which role a name has that several entities share; places before what is done with them."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one phrase names: its role, and the entity by CURIE (empty for a cue)."""

    role: str
    curie: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A part in a clause: ``clause[first:last]``."""

    first: int
    last: int
    part: Part


class Parts:
    """All phrases that name a part of a finding, compared by stems."""

    def __init__(self, index: Index) -> None:
        """Collect the names of entities, the everyday words for them, and the cues."""
        self._trie = Trie()
        self._weakness = index.curie("type_weakness")
        self._grades = {n: index.curie(f"modifier_mrc_{n}") for n in "01234"}
        self._add_wordings(index)
        for finding in sorted(index.findings.values(), key=lambda f: f.id):
            for words in test_names(finding):
                self._trie.add(map(stem, words), Part(TEST, finding.id))
        named = [e for e in index.knowledge.entities.values() if role_of(e) and not e.deprecated]
        for entity in sorted(named, key=lambda e: (_ORDER.index(role_of(e)), e.id)):
            for name in (entity.label, *entity.synonyms):
                self._trie.add(stems_of(name), Part(role_of(entity), entity.id))

    def _add_wordings(self, index: Index) -> None:
        """Add cues, functions and everyday words; they come before the names of entities."""
        for role, phrases in CUE_PHRASES.items():
            for phrase in phrases.split("|"):
                self._trie.add(stems_of(phrase), Part(role))
        self._trie.add(["symptom"], Part(ANY_SYMPTOM))
        for key, phrases in FUNCTIONS.items():
            for phrase in phrases.split("|") if index.curie(key) else ():
                self._trie.add(stems_of(phrase), Part(FUNCTION, index.curie(key)))
        for key, phrases in WORDINGS.items():
            if entity := index.by_key.get(key):
                part = Part(role_of(entity), entity.id)
                for phrase in forms(phrases):
                    self._trie.add(_plain_stems(phrase), part)

    def _grade(self, clause: Sequence[Token], place: int) -> Iterator[Hit]:
        """Yield the weakness that a grade of strength tells: "EHL 4/5", "power 5/5"."""
        word = clause[place].word
        if GRADE.fullmatch(word) and COUNTED.isdisjoint(t.word for t in clause):
            yield Hit(place, place + 1, Part(TYPE, self._weakness))
            if grade := self._grades.get(word[0]):
                yield Hit(place, place + 1, Part(SEVERITY, grade))

    def graded(self, hit: Hit) -> tuple[str, ...]:
        """Return the keys of the findings that a grade of strength tells wherever it was tested."""
        below = [n for n, curie in self._grades.items() if curie and curie == hit.part.curie]
        if not below:
            return ()
        return (*(("weakness_mrc_3_or_less",) if below[0] in "0123" else ()), "motor_deficit")

    def hits(self, clause: Sequence[Token]) -> Iterator[Hit]:
        """Yield the parts that ``clause`` names, the longest first at every place."""
        words, places = stemmed(clause)
        position = 0
        while position < len(words):
            found = self._trie.longest(words, position)
            if found is None:
                yield from self._grade(clause, places[position])
                position += 1
            else:
                end, part = found
                yield Hit(places[position], places[end - 1] + 1, part)
                position = end


def role_of(entity: Entity) -> str:
    """Return the role of an entity's name in a finding; empty where it has none."""
    return _ROLES.get(entity.kind) or (SITE if is_site(entity) else "")


def stems_of(text: str) -> list[str]:
    """Return the stems of a name."""
    return stemmed(name_tokens(text))[0]


def _plain_stems(phrase: str) -> list[str]:
    """Return the stems of a plain phrase without stops; quicker for thousands, and none is kept."""
    words = (Token(word, 0, 0, word) for word in words_written_out(phrase))
    return [stem(word) for token in words for word in meaning(token)]


def stemmed(clause: Sequence[Token]) -> tuple[list[str], list[int]]:
    """Return the stems of a clause, and for each the place of its token."""
    words: list[str] = []
    places: list[int] = []
    for place, token in enumerate(clause):
        for word in ("\n",) if token.stop and token.word != "," else meaning(token):
            words.append(stem(word))
            places.append(place)
    return words, places
