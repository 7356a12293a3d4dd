"""Reads answers: the expected ones of the suites and the ones that this service gives."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from tests.conformance.compare import Table
from tests.conformance.manifest import Graph

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_FORMATS = {
    ".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


def table(raw: bytes, syntax: ox.QueryResultsFormat, *, is_ordered: bool = False) -> Table | bool:
    """Return the rows or the truth value in ``raw``."""
    read: Any = ox.parse_query_results(raw, format=syntax)
    if isinstance(read, ox.QueryBoolean):
        return bool(read)
    names = tuple(variable.value for variable in read.variables)
    return Table(names, [tuple(solution) for solution in read], is_ordered)


def text_table(raw: bytes) -> Table:
    """Return the rows of CSV, in which every value is text; what looks like a number is one."""
    names, *rows = csv.reader(io.StringIO(raw.decode(), newline=""), strict=True)
    return Table(tuple(names), [tuple(map(_cell, row)) for row in rows])


def _cell(text: str) -> ox.BlankNode | ox.Literal:
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    is_number = re.fullmatch(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?", text)
    return ox.Literal(float(text)) if is_number else ox.Literal(text)


def triples(raw: bytes, syntax: ox.RdfFormat) -> list[tuple]:
    """Return the triples of a graph."""
    return [tuple(quad.triple) for quad in ox.Dataset(ox.parse(raw, format=syntax))]


def expected(path: Path, base: str, *, is_ordered: bool) -> Table | bool | list[tuple]:
    """Return the expected answer in the file ``path``."""
    if path.suffix in _FORMATS:
        return table(path.read_bytes(), _FORMATS[path.suffix], is_ordered=is_ordered)
    if path.suffix == ".csv":
        return text_table(path.read_bytes())
    graph = Graph(path, base)
    sets = graph.dataset.quads_for_object(ox.NamedNode(RS + "ResultSet"))
    found = next((quad.subject for quad in sets), None)
    if found is None:
        return [tuple(quad.triple) for quad in graph.dataset]
    return _result_set(graph, found)


def _result_set(graph: Graph, node: Any) -> Table | bool:
    """Return a result set that is written as RDF."""
    if (truth := graph.one(node, RS + "boolean")) is not None:
        return truth.value == "true"
    names = tuple(sorted(v.value for v in graph.all(node, RS + "resultVariable")))
    solutions = []
    for solution in graph.all(node, RS + "solution"):
        bindings = {
            graph.one(binding, RS + "variable").value: graph.one(binding, RS + "value")
            for binding in graph.all(solution, RS + "binding")
        }
        index = graph.one(solution, RS + "index")
        solutions.append((int(index.value) if index else -1, tuple(map(bindings.get, names))))
    solutions.sort(key=lambda pair: pair[0])
    is_ordered = any(index >= 0 for index, _ in solutions)
    return Table(names, [row for _, row in solutions], is_ordered)
