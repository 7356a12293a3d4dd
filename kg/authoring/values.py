"""Field values -> RDF terms; the reader of compiled ontologies is the inverse."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal

import pyoxigraph as ox

from kg.authoring.owl import Term
from kg.iris import XSD, camel_case, entity_iri, record_iri, term_iri
from kg.model import Entity


def field_values(record: object, names: frozenset[str]) -> Iterator[tuple[ox.NamedNode, Term]]:
    """Yield the property and value of every field of ``record`` that is in ``names`` and stated.

    Empty texts, ``None``, and a false that is the default are not stated.
    """
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        if field.name not in names:
            continue
        value = getattr(record, field.name)
        if value is False and field.default is False:
            continue
        predicate = ox.NamedNode(term_iri(camel_case(field.name)))
        reference = field.metadata.get("reference", "")
        for item in value if isinstance(value, tuple) else (value,):
            if item is not None and item != "":
                yield predicate, _term(item, reference)


def _term(item: object, reference: str) -> Term:
    if reference == "entity":
        return ox.NamedNode(entity_iri(str(item)))
    if reference:
        return ox.NamedNode(record_iri(reference, str(item)))
    if isinstance(item, bool):
        return ox.Literal(str(item).lower(), datatype=ox.NamedNode(XSD + "boolean"))
    if isinstance(item, int):
        return ox.Literal(str(item), datatype=ox.NamedNode(XSD + "integer"))
    if isinstance(item, float):
        return ox.Literal(_decimal(item), datatype=ox.NamedNode(XSD + "decimal"))
    if isinstance(item, tuple):
        return ox.Literal(" ".join(str(part) for part in item))
    return ox.Literal(str(item))


def _decimal(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text if "." in text else text + ".0"


def own_fields(record: type) -> frozenset[str]:
    """Return the fields that are written as properties of their own name: for entities those
    beyond what every entity has, for records all but the identifier."""
    names = {field.name for field in dataclasses.fields(record)}
    if not issubclass(record, Entity):
        return frozenset(names - {"id"})
    standard = {field.name for field in dataclasses.fields(Entity)} - {"parent"}
    return frozenset(names - standard - {"composition"})
