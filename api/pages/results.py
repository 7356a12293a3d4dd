"""Answers of queries as a page shows them: rows of cells, with links where they lead somewhere.

Everything in a cell is text; only addresses of this service and of the web become links.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.schema import place_of
from kg.iris import BASE, PREFIXES, RDF, XSD, entity_curie, is_entity_iri
from kg.query.client import Answer

MOST_ROWS = 1000
"""Rows that a page shows; downloads hold them all."""
TRIPLE = ("subject", "predicate", "object")
_WEB = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = tuple(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))
_PLAIN = ("", XSD + "string", XSD + "boolean", RDF + "langString", *_NUMBERS)
"""Types that say nothing which the value does not show."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: its text, where it leads, what it is in full, its kind (``iri``, ``number``,
    ``literal`` or ``blank``) and its language or type where that says more."""

    text: str
    href: str = ""
    full: str = ""
    kind: str = "literal"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer to show: ``yes`` of an ASK, or the first rows of ``total``; ``slugs`` are entities
    that it names, each once; ``seconds`` is how long it took."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]
    total: int
    seconds: float
    yes: bool | None = None
    slugs: Sequence[str] = ()
    is_graph: bool = False


def shown(answer: Answer, catalogue: Catalogue) -> Shown:
    """Return ``answer``, which is SPARQL results in JSON or a graph in N-Triples, to show."""
    if answer.form in ("construct", "describe"):
        columns: Sequence[str] = TRIPLE
        rows = [dict(zip(TRIPLE, terms, strict=True)) for terms in _triples(answer.body)]
    else:
        document = json.loads(answer.body)
        if "boolean" in document:
            return Shown((), (), 0, answer.seconds, yes=document["boolean"])
        columns, rows = document["head"]["vars"], document["results"]["bindings"]
    cells = [{name: _cell(row.get(name), catalogue) for name in columns}
             for row in rows[:MOST_ROWS]]
    kept = [name for name in columns if not _is_repeated(name, cells)]
    return Shown(kept, [[row[name] for name in kept] for row in cells], len(rows), answer.seconds,
                 slugs=_slugs(rows, catalogue), is_graph=columns is TRIPLE)


def _is_repeated(column: str, rows: Sequence[Mapping[str, Cell | None]]) -> bool:
    """Tell whether ``column`` holds the labels that the links of another one show already, as
    ``nerveLabel`` does beside ``nerve``."""
    linked = column.removesuffix("Label")
    if linked == column or not rows or linked not in rows[0]:
        return False
    return all(
        (label is None and entity is None) or (
            label is not None and entity is not None and entity.text == label.text)
        for label, entity in ((row[column], row[linked]) for row in rows)
    )


def _triples(body: bytes) -> list[list[dict[str, str]]]:
    read = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return [[_term(part) for part in (quad.subject, quad.predicate, quad.object)] for quad in read]


def _term(part: object) -> dict[str, str]:
    """Return a term as SPARQL results in JSON have it."""
    if isinstance(part, ox.NamedNode):
        return {"type": "uri", "value": part.value}
    if isinstance(part, ox.Literal):
        return {"type": "literal", "value": part.value, "datatype": part.datatype.value,
                **({"xml:lang": part.language} if part.language else {})}
    return {"type": "bnode", "value": str(part)}


def _cell(term: Mapping[str, Any] | None, catalogue: Catalogue) -> Cell | None:
    if term is None:
        return None
    value = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"])
    if term["type"] == "uri":
        return _iri(value, catalogue)
    if term["type"] != "literal":
        return Cell(value, kind="blank")
    datatype, language = str(term.get("datatype", "")), str(term.get("xml:lang", ""))
    kind = "number" if datatype in _NUMBERS else "literal"
    note = "" if datatype in _PLAIN else _short(datatype)
    return Cell(value, kind=kind, note=language if language not in ("", "en") else note)


def _iri(iri: str, catalogue: Catalogue) -> Cell:
    if is_entity_iri(iri):
        entity = catalogue.knowledge.entities.get(entity_curie(iri))
        if entity is not None:
            return Cell(entity.label, f"/v1/entities/{entity.slug}", iri, "iri")
    if iri.startswith(BASE):
        return Cell(_short(iri), place_of(iri.removeprefix(BASE), catalogue), iri, "iri")
    return Cell(_short(iri), iri if _WEB.fullmatch(iri) else "", iri, "iri")


def _short(iri: str) -> str:
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and len(iri) > len(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return iri


def _slugs(rows: Iterable[Mapping[str, Any]], catalogue: Catalogue) -> list[str]:
    """Return the slugs of the entities in ``rows``, in the order in which they come."""
    found: dict[str, None] = {}
    entities = catalogue.knowledge.entities
    for row in rows:
        for term in row.values():
            if term["type"] == "uri" and is_entity_iri(term["value"]):
                entity = entities.get(entity_curie(term["value"]))
                if entity is not None and not entity.deprecated:
                    found[entity.slug] = None
    return list(found)


def spreadsheet(body: bytes) -> bytes:
    """Return SPARQL results in JSON as CSV for spreadsheets: text that one of them would take for a
    formula has an apostrophe before it (OWASP, CSV injection); numbers stay numbers."""
    document = json.loads(body)
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    names = document["head"].get("vars", ())
    writer.writerow(names)
    for row in document.get("results", {}).get("bindings", ()):
        writer.writerow([_harmless(row.get(name)) for name in names])
    return output.getvalue().encode()


def _harmless(term: Mapping[str, Any] | None) -> str:
    if term is None:
        return ""
    text = str(term["value"])
    is_formula = text.startswith(_FORMULA) and term.get("datatype") not in _NUMBERS
    return f"'{text}" if is_formula else text
