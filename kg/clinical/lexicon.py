"""The names under which entities are known, and which entity a name means."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.clinical.words import normal_name
from kg.errors import UnknownEntityError
from kg.iris import entity_curie, is_entity_iri
from kg.model import Entity, Knowledge

RANKS = {"id": 0, "label": 1, "synonym": 2, "mapping": 3}
"""Kinds of name, the surest first."""
_SOUND = frozenset({"exact", "narrow"})
"""Mappings under which a foreign code may be entered: the code means the entity, or less."""


@dataclass(frozen=True, slots=True)
class Match:
    """The entity that a name means, and by which kind of name."""

    curie: str
    via: str


class AmbiguousNameError(UnknownEntityError):
    """A name means several entities; ``candidates`` are their labels."""


class Lexicon:
    """Every name of every entity, insensitive to case, spaces and hyphens."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index ids, slugs, keys, labels, synonyms and mapped codes."""
        self._entities = knowledge.entities
        self._names: dict[str, list[tuple[int, str, str]]] = {}
        for entity in knowledge.entities.values():
            for via, name in _names(entity):
                self._names.setdefault(normal_name(name), []).append(
                    (RANKS[via], entity.id, via)
                )

    def resolve(self, name: str, accept: Callable[[Entity], bool]) -> Match:
        """Return the one entity among those that ``accept`` takes that ``name`` means.

        Raises:
            UnknownEntityError: there is none; carries names that are close.
            AmbiguousNameError: there are several; carries their labels.
        """
        key = normal_name(entity_curie(name) if is_entity_iri(name) else name)
        found = [hit for hit in self._names.get(key, ()) if accept(self._entities[hit[1]])]
        if not found:
            raise UnknownEntityError(name, self.suggest(name, accept))
        best = min(rank for rank, _, _ in found)
        hits = {curie: via for rank, curie, via in found if rank == best}
        if len(hits) > 1:
            labels = sorted(self._entities[curie].label for curie in hits)
            raise AmbiguousNameError(name, tuple(labels))
        curie, via = next(iter(hits.items()))
        entity = self._entities[curie]
        handles = {entity.slug, entity.key, *entity.former_slugs}
        if via == "id" and name not in handles and normal_name(entity.label) == key:
            via = "label"
        return Match(curie, via)

    def suggest(self, name: str, accept: Callable[[Entity], bool]) -> tuple[str, ...]:
        """Return up to five labels whose names are close to ``name``."""
        key = normal_name(name)
        close = difflib.get_close_matches(key, self._accepted(key, accept), n=8, cutoff=0.6)
        labels = [
            self._entities[curie].label
            for text in close
            for _, curie, _ in self._names[text]
            if accept(self._entities[curie])
        ]
        return tuple(dict.fromkeys(labels))[:5]

    def _accepted(self, key: str, accept: Callable[[Entity], bool]) -> list[str]:
        """Return the accepted names of similar length, so that a search stays short."""
        longest = 2 * len(key) + 2
        return [
            text
            for text, hits in self._names.items()
            if len(text) <= longest and any(accept(self._entities[c]) for _, c, _ in hits)
        ]


def _names(entity: Entity) -> Iterable[tuple[str, str]]:
    yield "id", entity.id
    if entity.slug:
        yield "id", entity.slug
    if entity.key:
        yield "id", entity.key
    for slug in entity.former_slugs:
        yield "id", slug
    yield "label", entity.label
    for synonym in entity.synonyms:
        yield "synonym", synonym
    for mapping in entity.mappings:
        if mapping.predicate in _SOUND:
            yield "mapping", mapping.code
