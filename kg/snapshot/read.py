"""Compiled RDF -> Knowledge: the exact inverse of what the compiler writes.

A tuple has no order in RDF; the compiler writes tuples that are sorted, and they come back so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import model
from kg.errors import SnapshotError
from kg.iris import (
    BASE,
    DCTERMS,
    OWL,
    RDFS,
    SKOS,
    camel_case,
    entity_curie,
    is_entity_iri,
    mapping_property,
)
from kg.snapshot.fields import FieldShape, entity_type, shapes

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Known = Mapping[str, list[Node]]

_STANDARD = {
    "label": RDFS + "label",
    "synonyms": SKOS + "altLabel",
    "definition": SKOS + "definition",
    "key": SKOS + "notation",
    "note": SKOS + "editorialNote",
    "former_slugs": BASE + "formerSlug",
    "sources": DCTERMS + "source",
    "deprecated": OWL + "deprecated",
    "replaced_by": DCTERMS + "isReplacedBy",
}
_COMPUTED = frozenset({"id", "kind", "relations", "composition", "mappings"})


def parse_turtle(paths: Iterable[Path]) -> list[ox.Triple]:
    """Return the triples of Turtle files, with the blank node labels that they were given.

    Raises:
        SnapshotError: a file is missing or is not Turtle; the message names it.
    """
    triples: list[ox.Triple] = []
    for path in paths:
        try:
            triples += [q.triple for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
        except (OSError, SyntaxError) as error:
            raise SnapshotError(f"{path.name} cannot be read: {error}") from error
    return triples


def knowledge_from_rdf(triples: Iterable[ox.Triple]) -> model.Knowledge:
    """Return the knowledge that ``triples`` describe, in the order of the identifiers.

    Raises:
        SnapshotError: an entity has no kind, or a value is not of its field's type.
    """
    return _Reader(triples).knowledge()


class _Reader:
    """An index of triples by subject and property."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._by: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in dict.fromkeys(triples):
            name = f"_:{subject.value}" if isinstance(subject, ox.BlankNode) else _iri(subject)
            self._by[name][predicate.value].append(value)

    def knowledge(self) -> model.Knowledge:
        """Read everything."""
        mappings = self._mappings()
        entities: dict[str, model.Entity] = {}
        records: dict[str, dict[str, Any]] = {folder: {} for folder in model.RECORDS}
        for subject in sorted(self._by):
            known = self._by[subject]
            if is_entity_iri(subject):
                if RDFS + "label" in known:
                    curie = entity_curie(subject)
                    entities[curie] = self._entity(curie, known, tuple(mappings[curie]))
                continue
            folder, slash, _ = subject.removeprefix(BASE).partition("/")
            if slash and folder in records and DCTERMS + "identifier" in known:
                record = _record(model.RECORDS[folder], known)
                records[folder][record.id] = record
        kept = {folder: dict(sorted(found.items())) for folder, found in records.items() if found}
        return model.Knowledge(entities=entities, records=kept)

    def _entity(
        self, curie: str, known: Known, mappings: tuple[model.Mapping, ...]
    ) -> model.Entity:
        kind = self._kind(curie, known)
        cls = entity_type(kind)
        values: dict[str, Any] = dict(_values(cls, known))
        composition: set[tuple[str, str]] = set()
        if cls is model.Finding:
            composition = {_pair(text) for text in known.get(BASE + "composedOf", ())}
            values["composition"] = tuple(sorted(composition))
        relations = set(self._restrictions(known)) - composition
        values |= {"id": curie, "kind": kind, "mappings": mappings}
        return cls(**values, relations=tuple(sorted(relations)))

    @staticmethod
    def _kind(curie: str, known: Known) -> str:
        kinds = known.get(BASE + "kind", ())
        if len(kinds) != 1 or not isinstance(kinds[0], ox.Literal):
            raise SnapshotError(f"{curie} has no single kind")
        return kinds[0].value

    def _restrictions(self, known: Known) -> Iterator[tuple[str, str]]:
        """Yield property and target of every superclass ``property some target``."""
        for node in known.get(RDFS + "subClassOf", ()):
            if isinstance(node, ox.BlankNode):
                about = self._by[f"_:{node.value}"]
                fillers = about.get(OWL + "someValuesFrom", [])
                if fillers and isinstance(fillers[0], ox.NamedNode):
                    role = _iri(about[OWL + "onProperty"][0]).removeprefix(BASE)
                    yield role, _target(fillers[0].value)

    def _mappings(self) -> dict[str, list[model.Mapping]]:
        found: dict[str, list[model.Mapping]] = defaultdict(list)
        for subject in sorted(self._by):
            known = self._by[subject]
            if subject.startswith(BASE + "mapping/") and BASE + "mappedEntity" in known:
                values = {
                    shape.name: _texts(known[prop])[0]
                    for shape in shapes(model.Mapping)
                    if (prop := BASE + mapping_property(shape.name)) in known
                }
                curie = entity_curie(_iri(known[BASE + "mappedEntity"][0]))
                found[curie].append(model.Mapping(**values))
        for mappings in found.values():
            mappings.sort(key=lambda m: (m.code, m.predicate))
        return found


def _record(cls: type, known: Known) -> Any:
    values = dict(_values(cls, known))
    return cls(**values | {"id": _texts(known[DCTERMS + "identifier"])[0]})


def _values(cls: type, known: Known) -> Iterator[tuple[str, object]]:
    standard = _STANDARD if issubclass(cls, model.Entity) else {}
    for shape in shapes(cls):
        if shape.name not in _COMPUTED:
            prop = standard.get(shape.name) or BASE + camel_case(shape.name)
            if values := known.get(prop):
                yield shape.name, _value(shape, values)


def _value(shape: FieldShape, nodes: list[Node]) -> object:
    if shape.shape == "pairs":
        pairs = (text.split(" ", 1) for text in _texts(nodes))
        return tuple(sorted((name, float(number)) for name, number in pairs))
    texts = _texts(nodes)
    if shape.shape == "texts":
        return tuple(sorted(texts))
    if len(texts) != 1:
        raise SnapshotError(f"the field {shape.name} has {len(texts)} values: {sorted(texts)}")
    text = texts[0]
    if shape.shape == "boolean":
        return text == "true"
    if shape.shape == "text":
        return text
    return int(text) if shape.shape == "integer" else float(text)


def _texts(nodes: Iterable[Node]) -> list[str]:
    """Return literals as they stand and our own IRIs as the identifiers that they name."""
    return [_target(n.value) if isinstance(n, ox.NamedNode) else str(_literal(n)) for n in nodes]


def _literal(node: Node) -> str:
    if not isinstance(node, ox.Literal):
        raise SnapshotError(f"expected a value, found {node}")
    return node.value


def _target(iri: str) -> str:
    """Return the CURIE of an entity, the identifier of a record, the name of a schema term."""
    return entity_curie(iri) if is_entity_iri(iri) else iri.removeprefix(BASE).rpartition("/")[2]


def _pair(node: Node) -> tuple[str, str]:
    role, _, target = _literal(node).partition(" ")
    return role, target


def _iri(node: Node) -> str:
    if not isinstance(node, ox.NamedNode):
        raise SnapshotError(f"expected a name, found {node}")
    return node.value
