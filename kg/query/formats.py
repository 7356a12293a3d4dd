"""The media types of answers: SPARQL results for SELECT and ASK, RDF for the other forms."""

from typing import Literal

import pyoxigraph as ox

from kg.query.accept import best

Form = Literal["select", "ask", "construct", "describe"]
"""What a query may be; kept here, since a query worker needs nothing else of admission."""

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
JSON_LD = "application/ld+json"

RESULTS = {
    JSON: ox.QueryResultsFormat.JSON,
    XML: ox.QueryResultsFormat.XML,
    CSV: ox.QueryResultsFormat.CSV,
    TSV: ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
"""Formats of bindings and truth values, by media type; the first is the default.

The last ones are for clients that do not ask for the registered names.
"""

GRAPHS = {
    TURTLE: ox.RdfFormat.TURTLE,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
    JSON_LD: ox.RdfFormat.JSON_LD,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
"""Formats of graphs, by media type; the first is the default."""


_RESULTS, _GRAPHS = tuple(RESULTS), tuple(GRAPHS)


def offered(form: Form) -> tuple[str, ...]:
    """Return the media types that answer a query of ``form``, the default first."""
    return _RESULTS if form in ("select", "ask") else _GRAPHS


def choose(form: Form, accept: str | None) -> str | None:
    """Return the media type of ``offered(form)`` that the Accept header ``accept`` likes best.

    Without a header it is the default; ``None`` says that nothing is acceptable.
    """
    return best(offered(form), accept)
