"""The catalogue: one object that finds, lists and describes what a snapshot knows."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from kg.catalogue.kinds import LISTS
from kg.catalogue.mechanism_proof import mechanism_row, prove_mechanism
from kg.catalogue.names import Names
from kg.catalogue.records import (
    cited,
    claim_view,
    record_view,
    reference,
    rule_view,
    rules_by_entity,
)
from kg.errors import UnknownEntityError
from kg.graph.model import SUBCLASS
from kg.graph.records import PRESENTS
from kg.graph.relations import entailed_pairs, stated_pairs
from kg.iris import entity_curie, entity_iri, is_entity_iri, term_iri
from kg.model import Claim, Entity, Evidence, Finding, Knowledge
from kg.reasoning.proof import Proof
from kg.reasoning.taxonomy import Taxonomy

_PART_OF = term_iri("regionPartOf")
_SHOWN_APART = frozenset({
    "id", "kind", "label", "slug", "key", "synonyms", "definition", "note", "sources", "mappings",
    "relations", "former_slugs", "deprecated", "replaced_by", "composition",
})


class Catalogue:
    """Names, lists, descriptions and proofs over one snapshot; it keeps no state of clients."""

    def __init__(self, knowledge: Knowledge, taxonomy: Taxonomy) -> None:
        """Index ``knowledge``; hierarchies are made when they are first asked for."""
        self.knowledge = knowledge
        self.taxonomy = taxonomy
        self.names = Names(knowledge.entities.values())
        self._by_slug = {e.slug: e for e in knowledge.entities.values()}
        self._by_former = {s: e for e in knowledge.entities.values() for s in e.former_slugs}
        self._listed: dict[str, tuple[Entity, ...]] = {}
        self._labels: dict[str, Mapping[str, str]] = {}

    def find(self, name: str) -> Entity:
        """Return the entity with the id, CURIE, slug or former slug ``name``.

        Raises:
            UnknownEntityError: there is none; the nearest names are suggested.
        """
        curie = name.replace("_", ":").upper()
        for index, key in (
            (self.knowledge.entities, curie), (self._by_slug, name), (self._by_former, name),
        ):
            if key in index:
                return index[key]
        near = [m.entity.slug for m in self.names.search(name.replace("-", " "))]
        raise UnknownEntityError(name, tuple(near[:5]))

    def listed(self, name: str) -> Sequence[Entity]:
        """Return the entities of the list ``name`` (``conditions``, ``entities``), by label."""
        name = name if name in LISTS else "entities"
        if name not in self._listed:
            kinds = LISTS.get(name)
            self._listed[name] = tuple(sorted(
                (e for e in self.knowledge.entities.values()
                 if not e.deprecated and (kinds is None or e.kind in kinds)),
                key=lambda entity: entity.label,
            ))
        return self._listed[name]

    def labels(self, name: str = "") -> Mapping[str, str]:
        """Return the labels of the list ``name`` by slug; of everything, deprecated or not,
        without one."""
        if name not in self._labels:
            entities = self.listed(name) if name else self.knowledge.entities.values()
            self._labels[name] = MappingProxyType({e.slug: e.label for e in entities})
        return self._labels[name]

    def describe(self, entity: Entity) -> dict[str, Any]:
        """Return all that is known about ``entity``, as plain values."""
        view: dict[str, Any] = reference(entity) | {"iri": entity_iri(entity.id)}
        view["synonyms"] = list(entity.synonyms)
        view["definition"] = entity.definition
        view["note"] = entity.note
        view["deprecated"] = entity.deprecated
        if entity.replaced_by:
            view["replaced_by"] = self._reference(entity.replaced_by)
        details = record_view(self.knowledge, entity)
        view["details"] = {k: v for k, v in details.items() if k not in _SHOWN_APART}
        view["hierarchy"] = self._hierarchy(entity)
        view["relations"] = self._relations(entity)
        view["rules"] = [
            rule_view(self.knowledge, folder, record)
            for folder, record in self._rules.get(entity.id, ())
        ]
        view["claims"] = [claim_view(self.knowledge, c) for c in self.claims_about(entity)]
        view["mappings"] = [record_view(self.knowledge, m) for m in entity.mappings]
        view["sources"] = cited(self.knowledge, entity.sources)
        return view

    def claims_about(self, entity: Entity) -> list[Claim]:
        """Return the claims of which ``entity`` is the subject or the object, by id."""
        claims = self.knowledge.of(Claim)
        ordered = (claims[key] for key in sorted(claims))
        return [claim for claim in ordered if entity.id in (claim.subject, claim.object)]

    def prove(self, identifier: str) -> Proof:
        """Return the proof of the edge ``identifier``, such as
        ``GKG_0004001.canHurtIn.GKG_0000005``.

        Raises:
            UnknownEntityError: nothing like that is entailed.
        """
        subject, _, rest = identifier.partition(".")
        role, _, target = rest.partition(".")
        entities = self.knowledge.entities
        if not {entity_curie(subject), entity_curie(target)} <= entities.keys():
            raise UnknownEntityError(identifier)
        one, other = entity_iri(subject), entity_iri(target)
        if role == SUBCLASS and other in self.taxonomy.subsumers(one):
            return self.taxonomy.prove_subsumption(one, other)
        if (term_iri(role), other) in self.taxonomy.relations(one):
            return self.taxonomy.prove_relation(one, term_iri(role), other)
        row = mechanism_row(self.knowledge, entity_curie(subject), entity_curie(target))
        if role == PRESENTS and row is not None:
            return prove_mechanism(self.knowledge, self.taxonomy, row)
        raise UnknownEntityError(identifier)

    def concluded_from(self, identifier: str) -> list[dict[str, Any]]:
        """Return the inferred manifestations that the edge ``identifier`` leads to, each as a
        rule with its review; none for an edge that leads to no finding."""
        subject, role, target = identifier.split(".", 2)
        about = {entity_curie(target)} | {
            entity_curie(whole) for part, whole in self.taxonomy.relations(entity_iri(target))
            if part == _PART_OF
        }
        return [
            rule_view(self.knowledge, "evidence", row)
            for row in self.knowledge.of(Evidence).values()
            if row.condition == entity_curie(subject) and row.basis == "mechanism"
            and role in row.mechanism.split()
            and about.intersection(t for _, t in self._composition(row.finding))
        ]

    def _composition(self, finding: str) -> tuple[tuple[str, str], ...]:
        entity = self.knowledge.entities[finding]
        return entity.composition if isinstance(entity, Finding) else ()

    @cached_property
    def _rules(self) -> dict[str, list[tuple[str, Any]]]:
        return rules_by_entity(self.knowledge)

    # --- hierarchy and relations ---

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        return {curie: self._above(curie) for curie in self.knowledge.entities}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        below: dict[str, list[str]] = {}
        for curie in self.knowledge.entities:
            for parent in self._parents(curie):
                below.setdefault(parent, []).append(curie)
        return below

    def _above(self, curie: str) -> frozenset[str]:
        try:
            subsumers = self.taxonomy.subsumers(entity_iri(curie))
        except UnknownEntityError:
            return frozenset()
        return frozenset(entity_curie(i) for i in subsumers if is_entity_iri(i)) - {curie}

    def _parents(self, curie: str) -> list[str]:
        above = self._ancestors[curie]
        passed = {far for near in above for far in self._ancestors.get(near, ()) if far != near}
        return sorted(above - passed or above)

    def _hierarchy(self, entity: Entity) -> dict[str, Any]:
        parents = self._parents(entity.id)
        return {
            "parents": self._references(parents),
            "ancestors": self._references(self._ancestors[entity.id] - set(parents)),
            "children": self._references(self._children.get(entity.id, ())),
        }

    def _relations(self, entity: Entity) -> list[dict[str, Any]]:
        asserted = stated_pairs(self.knowledge, entity, self.claims_about(entity))
        entailed = entailed_pairs(self.knowledge, self.taxonomy, entity)
        pairs = dict.fromkeys(asserted) | dict.fromkeys(entailed)
        rows = [self._relation(entity, p, t, asserted=(p, t) in asserted) for p, t in pairs]
        return sorted(rows, key=lambda r: (r["basis"], r["property"], r["target"]["label"]))

    def _relation(
        self, entity: Entity, role: str, target: str, *, asserted: bool
    ) -> dict[str, Any]:
        proof = ".".join((entity.id, role, target)).replace(":", "_")
        return {
            "property": role,
            "target": self._reference(target),
            "basis": "asserted" if asserted else "inferred",
            "proof": None if asserted else proof,
        }

    def _reference(self, curie: str) -> dict[str, str]:
        return reference(self.knowledge.entities[curie])

    def _references(self, curies: Iterable[str]) -> list[dict[str, str]]:
        known = [c for c in curies if c in self.knowledge.entities]
        return sorted(map(self._reference, known), key=lambda r: r["label"])
