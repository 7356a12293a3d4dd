"""The media types of answers: SPARQL results for SELECT and ASK, RDF for the other forms."""

import pyoxigraph as ox

from kg.query.admission import Form

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
}
"""Formats of bindings and truth values, by media type; the first is the default."""

GRAPHS = {
    TURTLE: ox.RdfFormat.TURTLE,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
    JSON_LD: ox.RdfFormat.JSON_LD,
}
"""Formats of graphs, by media type; the first is the default."""

_ALIASES = {
    "application/json": JSON,
    "application/xml": XML,
    "text/xml": XML,
    "text/plain": N_TRIPLES,
    "application/x-turtle": TURTLE,
}


def offered(form: Form) -> tuple[str, ...]:
    """Return the media types that answer a query of ``form``, the default first."""
    return tuple(RESULTS if form in ("select", "ask") else GRAPHS)


def choose(form: Form, accept: str | None) -> str | None:
    """Return the media type of ``offered(form)`` that the Accept header ``accept`` likes best.

    Without a header it is the default; ``None`` says that nothing is acceptable.
    """
    ours = offered(form)
    if accept is None or not accept.strip():
        return ours[0]
    ranges = [_range(part) for part in accept.split(",")]
    scores = {media_type: _score(media_type, ranges) for media_type in ours}
    best = max(ours, key=lambda media_type: scores[media_type])
    return best if scores[best] > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                quality = min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                quality = 0.0
    return name, quality


def _score(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Return the quality that the most specific matching range gives to ``media_type``."""
    best = (-1, 0.0)
    for name, quality in ranges:
        exact = media_type in (name, _ALIASES.get(name))
        wide = name == "*/*", name == media_type.partition("/")[0] + "/*"
        rank = 2 if exact else (1 if wide[1] else (0 if wide[0] else -1))
        if rank >= 0:
            best = max(best, (rank, quality))
    return best[1]
