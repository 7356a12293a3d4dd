"""Features of names and of frames: what they name, with everything that it is a kind or part of."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from kg.clinical.index import Index
from kg.clinical.text.frame import Frame
from kg.clinical.text.parts import CUES, SITE, TOWARD, TYPE, Hit, stemmed
from kg.clinical.words import Token
from kg.iris import entity_curie, entity_iri, is_entity_iri, term_iri
from kg.reasoning.taxonomy import Taxonomy

Feature = tuple[str, str]
"""A role with a CURIE, or ``word`` with a stem."""
WORD = "word"
EMPTY_WORDS = frozenset({
    "posit", "position", "home", "test", "sign", "symptom", "present", "of", "in", "on", "with",
    "the", "a", "an", "to",
    "and", "or", "is", "are", "it", "at", "by", "for", "from", "i", "my", "me", "that", "this",
    "when", "was", "has", "have", "had", "be", "been", "do", "doe", "patient", "pt", "very",
    "some", "more", "than", "after", "which", "who", "his", "her", "their", "he", "she", "they",
    "report", "describ", "complain", "note", "also", "there", "feel", "get", "as", "into", "",
})
"""Stems that tell no finding from another."""
_WITHIN = frozenset(term_iri(name) for name in ("partOf", "inPainRegion", "regionPartOf"))


class Closure:
    """Everything that an entity is a kind of, or lies in."""

    def __init__(self, index: Index, taxonomy: Taxonomy) -> None:
        """Keep the classified ontology."""
        self._known = index.knowledge.entities
        self._taxonomy = taxonomy
        self.above = cache(self._above)
        self._wider = cache(lambda feature: tuple(self._widened(feature)))

    def _above(self, curie: str) -> frozenset[str]:
        iri = entity_iri(curie)
        kinds = {i for i in self._taxonomy.subsumers(iri) if is_entity_iri(i)}
        wholes = {t for r, t in self._taxonomy.relations(iri) if r in _WITHIN and is_entity_iri(t)}
        return frozenset(c for c in map(entity_curie, kinds | wholes) if c in self._known)

    def widened(self, feature: Feature) -> tuple[Feature, ...]:
        """Return ``feature`` and all that it entails; what a pain runs to is a place of it."""
        return (feature,) if feature[0] == WORD else self._wider(feature)

    def _widened(self, feature: Feature) -> Iterator[Feature]:
        role, name = feature
        for above in self.above(name):
            yield role, above
            if role == TOWARD:
                yield SITE, above


def frame_features(frame: Frame) -> set[Feature]:
    """Return what a frame names."""
    kinds = () if frame.vague else frame.types
    found: set[Feature] = {(TYPE, curie) for curie in kinds}
    found |= {(role, curie) for role, curies in frame.members.items() for curie in curies}
    return found


def named_places(hits: Sequence[Hit]) -> set[int]:
    """Return the positions of the words that name a part; a cue that no frame used is a word."""
    return {
        place for hit in hits if hit.part.role not in CUES for place in range(hit.first, hit.last)
    }


def word_features(clause: Sequence[Token], covered: Iterable[int]) -> dict[Feature, int]:
    """Return the other words of a clause, each with its place."""
    read = set(covered)
    words, places = stemmed(clause)
    return {
        (WORD, word): place
        for word, place in zip(words, places, strict=True)
        if place not in read and word not in EMPTY_WORDS and not clause[place].stop
        and not word.isdigit()
    }


def loose_features(hits: Sequence[Hit], covered: Iterable[int]) -> dict[Feature, int]:
    """Return the parts of a clause that no frame took, as features of their own."""
    read = set(covered)
    return {
        (hit.part.role, hit.part.curie): hit.first
        for hit in hits
        if hit.part.role not in CUES and hit.first not in read
    }
