"""Runs saved queries: parameters become RDF terms and never text of the query."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError, Pointed
from kg.iris import XSD, entity_curie, entity_iri, is_entity_iri
from kg.limits import limit
from kg.model import Entity, Knowledge
from kg.query.client import Answer
from kg.query.formats import JSON
from kg.query.header import Parameter, SavedQuery
from kg.query.store import QueryStore
from kg.query.terms import Term
from kg.snapshot.fields import entity_type

_PLAIN = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "decimal": re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?"),
    "boolean": re.compile(r"true|false"),
}


class SavedQueries:
    """The saved queries over one snapshot's knowledge."""

    def __init__(self, queries: Mapping[str, SavedQuery], knowledge: Knowledge) -> None:
        """Index the names of ``knowledge``."""
        self.queries = queries
        self._entities = knowledge.entities
        self._names: dict[str, set[str]] = defaultdict(set)
        for entity in knowledge.entities.values():
            names = (entity.label, entity.slug, entity.key, *entity.synonyms, *entity.former_slugs)
            for name in names:
                self._names[name.casefold()].add(entity.id)

    def run(
        self, name: str, values: Mapping[str, str], store: QueryStore, **options: Any
    ) -> Answer:
        """Answer the saved query ``name``; ``options`` are those of the store's ``run``.

        Raises:
            KeyError: there is no saved query of that name.
            InputError: a parameter is missing, unknown or of the wrong kind.
            QueryError: the query could not be answered.
        """
        query = self.queries[name]
        return store.run(query.text, bindings=self.bind(query, values), **options)

    def example(self, name: str, store: QueryStore) -> list[dict[str, str]]:
        """Return the rows that the saved query ``name`` answers for the examples of its header.

        Raises:
            KeyError, InputError, QueryError: as :meth:`run`.
        """
        values = {key: p.example for key, p in self.queries[name].parameters.items()}
        answer = json.loads(self.run(name, values, store, accept=JSON).body)
        return [{variable: term["value"] for variable, term in row.items()}
                for row in answer["results"]["bindings"]]

    def bind(self, query: SavedQuery, values: Mapping[str, str]) -> dict[str, Term]:
        """Return the terms of ``values`` by variable; raises InputError as :meth:`run`."""
        faults = [
            Pointed(f"/{name}", "is not a parameter of this query", tuple(query.parameters))
            for name in values if name not in query.parameters
        ]
        terms: dict[str, Term] = {}
        for name, parameter in query.parameters.items():
            if name in values:
                try:
                    terms[name] = self._term(parameter, values[name])
                except ValueError as error:
                    faults.append(Pointed(f"/{name}", str(error)))
            elif parameter.required:
                faults.append(Pointed(f"/{name}", f"is required, for example {parameter.example}"))
        if faults:
            raise InputError(faults)
        return terms

    def _term(self, parameter: Parameter, text: str) -> Term:
        if len(text) > limit("name_characters"):
            raise ValueError("is too long")
        if parameter.type == "entity":
            return ox.NamedNode(entity_iri(self._entity(parameter, text).id))
        if parameter.type == "string":
            return ox.Literal(_unicode(text))
        if not _PLAIN[parameter.type].fullmatch(text):
            raise ValueError(f"must be of the type {parameter.type}")
        return ox.Literal(text, datatype=ox.NamedNode(XSD + parameter.type))

    def _entity(self, parameter: Parameter, text: str) -> Entity:
        """Find an entity by IRI, CURIE or any of its names, and check its kind."""
        curie = entity_curie(text) if is_entity_iri(text) else text.replace("_", ":").upper()
        known = {curie} if curie in self._entities else self._names.get(text.casefold(), set())
        fits = [e for e in map(self._entities.__getitem__, known) if fits_kind(parameter.kinds, e)]
        if len(fits) == 1:
            return fits[0]
        wanted = " or ".join(parameter.kinds) or "entity"
        if fits:
            raise ValueError(f"names several things: {', '.join(sorted(e.id for e in fits))}")
        if known:
            raise ValueError(f"must be a {wanted}")
        raise ValueError(f"nothing is known under that name; it must be a {wanted}")


def fits_kind(kinds: tuple[str, ...], entity: Entity) -> bool:
    """Tell whether ``entity`` is of one of ``kinds`` (of any where there are none); ``Finding``
    covers symptoms and signs."""
    return not kinds or entity.kind in kinds or entity_type(entity.kind).__name__ in kinds


def _unicode(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("is not Unicode text") from None
    return text
