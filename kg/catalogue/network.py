"""The graph of a snapshot as requests look at it: names resolved, edges filtered."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.kinds import resolve_kind
from kg.catalogue.names import plain
from kg.catalogue.records import reference
from kg.errors import InputError, Pointed, UnknownEntityError
from kg.graph.model import Edge, GraphData, relation_label
from kg.limits import limit
from kg.model import Entity

Inferred = Literal["none", "concise", "all"]
"""Which inferred edges are shown: none, those that others do not imply, or all."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which edges and nodes are looked at; ``None`` stands for all."""

    relations: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    inferred: Inferred = "concise"

    def shows(self, edge: Edge) -> bool:
        """Tell whether ``edge`` is looked at, whatever it joins."""
        if self.relations is not None and edge.relation not in self.relations:
            return False
        return not edge.inferred or self.inferred == "all" or (
            self.inferred == "concise" and not edge.implied)


Adjacency = Mapping[str, tuple[tuple[Edge, str], ...]]
"""The edges of every entity, each with the entity at its other end."""


class Network:
    """Nodes and edges of one snapshot; it keeps no state of clients."""

    def __init__(self, catalogue: Catalogue, graph: GraphData) -> None:
        """Look at ``graph``; indexes are made when they are first needed."""
        self.catalogue = catalogue
        self.graph = graph
        # A few filters serve nearly every request, and each index is a few megabytes.
        self.adjacency: Callable[[Filter], Adjacency] = lru_cache(maxsize=6)(self._adjacency)

    # --- what a request names ---

    def entity(self, name: str, pointer: str) -> Entity:
        """Return the entity with the id, CURIE, slug, label or synonym ``name``.

        Raises:
            UnknownEntityError: there is none; the nearest names are suggested.
            InputError: there are several; ``pointer`` says where it was given.
        """
        found = self._named.get(plain(name), ())
        if len(found) > 1:
            raise InputError([Pointed(pointer, f"{name!r} names several things",
                                      tuple(entity.slug for entity in found))])
        entity = found[0] if found else self.catalogue.find(name)
        if entity.deprecated:
            successor = self.catalogue.knowledge.entities.get(entity.replaced_by)
            raise UnknownEntityError(name, (successor.slug,) if successor else ())
        return entity

    def entities(self, text: str, pointer: str) -> list[Entity]:
        """Return the entities that ``text`` names, one or several with commas between them.

        A label that holds a comma itself is taken whole. Raises as :meth:`entity`.
        """
        names = [text] if plain(text) in self._named else text.split(",")
        found = [self.entity(name.strip(), pointer) for name in names if name.strip()]
        if not found:
            raise InputError([Pointed(pointer, "names nothing")])
        most = int(limit("graph_starts"))
        if len(found) > most:
            raise InputError([Pointed(pointer, f"names more than {most} entities")])
        return list({entity.id: entity for entity in found}.values())

    def kinds(self, text: str | None, pointer: str) -> frozenset[str] | None:
        """Return the schema classes that ``text`` names, with commas between them."""
        if text is None:
            return None
        entities = self.catalogue.knowledge.entities.values()
        named = (resolve_kind(name, entities, pointer) for name in text.split(","))
        return frozenset().union(*named)

    def relations(self, text: str | None, pointer: str) -> frozenset[str] | None:
        """Return the relations that ``text`` names (``canCompress``, ``can compress``).

        Raises:
            InputError: the graph has no such relation.
        """
        if text is None:
            return None
        found = set()
        for name in text.split(","):
            wanted = name.strip().lower().replace("_", " ").replace("-", " ")
            if wanted not in self._relations:
                close = difflib.get_close_matches(wanted, self._relations, n=4, cutoff=0.5)
                names = tuple(dict.fromkeys(self._relations[item] for item in close))
                raise InputError([Pointed(pointer, f"there is no relation {name!r}", names)])
            found.add(self._relations[wanted])
        return frozenset(found)

    @cached_property
    def _named(self) -> dict[str, tuple[Entity, ...]]:
        found: dict[str, dict[str, Entity]] = {}
        for entity in self.catalogue.knowledge.entities.values():
            if not entity.deprecated:
                for name in (entity.label, *entity.synonyms):
                    found.setdefault(plain(name), {})[entity.id] = entity
        return {name: tuple(entities.values()) for name, entities in found.items()}

    @cached_property
    def _relations(self) -> dict[str, str]:
        names = sorted({edge.relation for edge in self.graph.edges})
        return {name.lower(): name for name in names} | {
            relation_label(name): name for name in names}

    # --- the edges ---

    def _adjacency(self, chosen: Filter) -> Adjacency:
        found: dict[str, list[tuple[Edge, str]]] = {curie: [] for curie in self.graph.places}
        entities = self.catalogue.knowledge.entities
        for edge in self.graph.edges:
            if chosen.shows(edge):
                for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                    if chosen.kinds is None or entities[other].kind in chosen.kinds:
                        found[one].append((edge, other))
        return {curie: tuple(edges) for curie, edges in found.items()}

    # --- what is shown ---

    def node(self, curie: str) -> dict[str, Any]:
        """Return an entity as a node: its names and its place."""
        x, y = self.graph.places[curie]
        return reference(self.catalogue.knowledge.entities[curie]) | {"x": x, "y": y}

    @staticmethod
    def edge(edge: Edge) -> dict[str, Any]:
        """Return an edge with what it rests on; an inferred one names its proof."""
        return {
            "source": edge.source,
            "target": edge.target,
            "relation": edge.relation,
            "label": relation_label(edge.relation),
            "inferred": edge.inferred,
            "proof": edge.identifier if edge.inferred else None,
            "basis": edge.basis,
            "strength": edge.strength or None,
            "estimate": edge.estimate,
            "records": list(edge.records),
            "sources": list(edge.sources),
        }

    def edges(self, edges: Iterable[Edge]) -> list[dict[str, Any]]:
        """Return ``edges``, each once, in the order of their identifiers."""
        return [self.edge(e) for _, e in sorted({e.identifier: e for e in edges}.items())]
