"""What the query page offers: saved queries as forms, downloads, commands, and words for errors."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.problems import Problem
from kg.catalogue.catalogue import Catalogue
from kg.query import formats
from kg.query.header import Parameter, SavedQuery
from kg.query.saved import fits_kind
from kg.query.terms import Term

RESERVED = frozenset({"find", "edit", "format"})
"""Parameters of the page; no saved query may have one of these names."""
MOST_OPTIONS = 200
"""Entities that a field lists without script; for more it completes what is typed."""
DOWNLOADS = {
    "csv": (formats.CSV, "CSV"), "tsv": (formats.TSV, "TSV"), "json": (formats.JSON, "JSON"),
    "xml": (formats.XML, "XML"), "ttl": (formats.TURTLE, "Turtle"),
    "nt": (formats.N_TRIPLES, "N-Triples"), "jsonld": (formats.JSON_LD, "JSON-LD"),
    "rdf": (formats.RDF_XML, "RDF/XML"),
}
"""Formats that can be downloaded: media type and name, by the end of the file's name."""
OF_RESULTS, OF_GRAPHS = ("csv", "tsv", "json", "xml"), ("ttl", "nt", "jsonld", "rdf")
EXAMPLE = """\
SELECT ?condition ?label WHERE {
  ?condition rdfs:subClassOf gluteal:Condition ; rdfs:label ?label .
}
ORDER BY ?label
LIMIT 20"""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter as a field: its value, its choices (none where there are too many), the kinds
    that it takes, and what is wrong with it."""

    name: str
    label: str
    description: str
    example: str
    required: bool
    type: str
    value: str = ""
    options: Sequence[str] = ()
    kinds: str = ""
    fault: str = ""


def fields(
    query: SavedQuery, values: Mapping[str, str], problem: Problem | None, catalogue: Catalogue
) -> list[Field]:
    """Return the fields of the parameters of ``query``, filled in with ``values``."""
    faults = {one.pointer.lstrip("/"): one for one in (problem.errors if problem else ())}
    return [
        Field(
            name=p.name, label=_words(p.name), description=p.description, example=p.example,
            required=p.required, type=p.type, value=values.get(p.name, ""),
            options=_options(p, catalogue), kinds=" ".join(p.kinds),
            fault=_fault(faults.get(p.name)),
        )
        for p in query.parameters.values()
    ]


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])[A-Z]", lambda m: f" {m.group().lower()}", name).replace("_", " ")


def _fault(fault: Any) -> str:
    if fault is None:
        return ""
    near = f"; perhaps {', '.join(fault.candidates)}" if fault.candidates else ""
    return f"{fault.detail}{near}"


def _options(parameter: Parameter, catalogue: Catalogue) -> list[str]:
    if parameter.type != "entity" or not parameter.kinds:
        return []
    labels = [e.label for e in catalogue.listed("entities") if fits_kind(parameter.kinds, e)]
    return labels if len(labels) <= MOST_OPTIONS else []


def groups(queries: Iterable[SavedQuery], find: str = "") -> dict[str, list[SavedQuery]]:
    """Return ``queries`` by their first tag; with ``find`` those that hold all of its words."""
    words = find.casefold().split()
    found: dict[str, list[SavedQuery]] = {}
    for query in queries:
        text = " ".join((query.name, query.summary, query.description, *query.tags)).casefold()
        if all(word in text for word in words):
            found.setdefault(query.tags[0], []).append(query)
    return {tag: found[tag] for tag in sorted(found)}


def command_of_query(site: str, text: str, *, is_graph: bool) -> str:
    """Return a shell command that asks for the query ``text``."""
    accept = formats.TURTLE if is_graph else formats.CSV
    return (f"curl -s {shlex.quote(site + '/sparql')} -H {shlex.quote(f'Accept: {accept}')}"
            f" --data-urlencode {shlex.quote('query=' + text)}")


def command_of_saved(site: str, name: str, values: Mapping[str, str]) -> str:
    """Return a shell command that asks the saved query ``name``."""
    asked = f"?{urlencode(values)}" if values else ""
    return (f"curl -s -H {shlex.quote(f'Accept: {formats.CSV}')}"
            f" {shlex.quote(f'{site}/v1/queries/{name}{asked}')}")


def editable(query: SavedQuery, bound: Mapping[str, Term]) -> str:
    """Return the text of ``query`` without its header, for the editor; parameters are values."""
    lines = (line for line in query.text.splitlines() if not line.startswith("#+"))
    values = "".join(f"\nVALUES ?{name} {{ {term} }}" for name, term in bound.items())
    return "\n".join(lines).strip() + values
