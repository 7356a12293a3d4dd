"""Reads the hand-written TBox, ``schema.ttl``: its classes, its properties, its triples."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.authoring.faults import Faults, Origin
from kg.authoring.files import SourceFile
from kg.iris import BASE, OWL, RDF, snake_case

_TYPE = ox.NamedNode(RDF + "type")
_IMPORTS = ox.NamedNode(OWL + "imports")


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema: names of its classes, object properties by authoring key, all its triples."""

    classes: frozenset[str]
    properties: Mapping[str, str]
    triples: tuple[ox.Triple, ...]


def read_schema(source: SourceFile | None, faults: Faults) -> Schema:
    """Read the schema from its Turtle text; an empty schema (and a fault) when it is broken."""
    if source is None:
        return Schema(frozenset(), {}, ())
    origin = Origin(source.path, "")
    try:
        quads = list(ox.parse(source.text.encode(), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        faults.add(Origin(source.path, f"line {error.lineno}"), "", f"is not Turtle: {error.msg}")
        return Schema(frozenset(), {}, ())
    triples = tuple(quad.triple for quad in quads)
    if any(triple.predicate == _IMPORTS for triple in triples):
        faults.add(origin, "owl:imports", "the schema may import nothing: it would be fetched")
    names = _names_of(triples, "ObjectProperty")
    properties = {snake_case(name): name for name in sorted(names)}
    if len(properties) < len(names):
        faults.add(origin, "", "two object properties have the same authoring key")
    return Schema(_names_of(triples, "Class"), properties, triples)


def _names_of(triples: tuple[ox.Triple, ...], kind: str) -> frozenset[str]:
    wanted = ox.NamedNode(OWL + kind)
    return frozenset(
        triple.subject.value.removeprefix(BASE)
        for triple in triples
        if triple.predicate == _TYPE and triple.object == wanted
        and isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(BASE)
    )
