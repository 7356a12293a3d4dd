"""The names under which entities are known, and which entity a name means."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.clinical.codes import code_key, readings
from kg.clinical.words import normal_name
from kg.errors import UnknownEntityError
from kg.iris import entity_curie, is_entity_iri
from kg.model import Entity, Knowledge

RANKS = {"id": 0, "label": 1, "synonym": 2, "exact": 3, "narrow": 4, "obsolete": 5}
"""Kinds of name, the surest first. A foreign code may be entered where it means the entity
(exact) or a kind of it (narrow); one that means more would say what nobody reported. An
obsolete entity's names mean its successor."""


@dataclass(frozen=True, slots=True)
class Match:
    """The entity that a name means, by which kind of name, and the side that a code states."""

    curie: str
    via: str
    side: str = ""


class AmbiguousNameError(UnknownEntityError):
    """A name means several entities; ``candidates`` are their labels."""


class Lexicon:
    """Every name of every entity, insensitive to case, spaces and hyphens."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index ids, slugs, keys, labels, synonyms and mapped codes."""
        self._entities = knowledge.entities
        self._names: dict[str, list[tuple[int, str, str]]] = {}
        self._codes: dict[str, list[tuple[int, Match]]] = {}
        self._loose: dict[str, list[str]] = {}
        self._remembered: dict[str, Sequence[tuple[int, Match]]] = {}
        for entity in knowledge.entities.values():
            successor = self._successor(entity)
            for kind, name in _names(entity):
                self._remembered[name] = ()
                via = kind if successor is entity else "obsolete"
                self._names.setdefault(normal_name(name), []).append(
                    (RANKS[via], successor.id, via)
                )
            self._add_codes(entity, successor)

    def _add_codes(self, entity: Entity, successor: Entity) -> None:
        for mapping in entity.mappings:
            key = code_key(mapping.code)
            if mapping.predicate in RANKS:
                match = Match(successor.id, "mapping", mapping.side)
                self._codes.setdefault(key, []).append((RANKS[mapping.predicate], match))
            else:
                self._loose.setdefault(key, []).append(successor.id)

    def resolve(self, name: str, accept: Callable[[Entity], bool]) -> Match:
        """Return the one entity among those that ``accept`` takes that ``name`` means.

        Raises:
            UnknownEntityError: there is none; carries names that are close.
            AmbiguousNameError: there are several; carries their labels.
        """
        found = [hit for hit in self._meant(name) if accept(self._entities[hit[1].curie])]
        if not found:
            raise UnknownEntityError(name, self.suggest(name, accept))
        best = min(rank for rank, _ in found)
        hits = {match.curie: match for rank, match in found if rank == best}
        if len(hits) > 1:
            labels = sorted(self._entities[curie].label for curie in hits)
            raise AmbiguousNameError(name, tuple(labels))
        return next(iter(hits.values()))

    def meaning(self, name: str) -> Entity | None:
        """Return the entity of whatever kind that ``name`` means, or ``None``."""
        found = sorted(self._meant(name), key=lambda hit: hit[0])
        return self._entities[found[0][1].curie] if found else None

    def loosely(
        self, name: str, accept: Callable[[Entity], bool] | None = None
    ) -> tuple[str, ...]:
        """Return the labels of what the code ``name`` is mapped to as broader or related."""
        curies = [curie for key in readings(name) for curie in self._loose.get(key, ())]
        near = [self._entities[curie] for curie in curies]
        labels = {entity.label for entity in near if accept is None or accept(entity)}
        return tuple(sorted(labels))

    def _successor(self, entity: Entity) -> Entity:
        """Return what an obsolete ``entity`` was replaced by; any other is its own successor."""
        seen: set[str] = set()
        while entity.deprecated and entity.replaced_by in self._entities:
            if entity.id in seen:
                break
            seen.add(entity.id)
            entity = self._entities[entity.replaced_by]
        return entity

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

    def _meant(self, name: str) -> Sequence[tuple[int, Match]]:
        """Return what ``name`` may mean; remembered for names as they were authored, so that
        nothing of a request is kept."""
        known = self._remembered.get(name)
        if known:
            return known
        found = list(self._hits(name))
        if known is not None:
            self._remembered[name] = found
        return found

    def _hits(self, name: str) -> Iterator[tuple[int, Match]]:
        """Yield what ``name`` may mean, with the rank of the name."""
        key = normal_name(entity_curie(name) if is_entity_iri(name) else name)
        for rank, curie, via in self._names.get(key, ()):
            entity = self._entities[curie]
            handles = {entity.slug, entity.key, *entity.former_slugs}
            if via == "id" and name not in handles and normal_name(entity.label) == key:
                via = "label"
            yield rank, Match(curie, via)
        hits = (self._codes[code] for code in readings(name) if code in self._codes)
        yield from next(hits, ())

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
