"""Which media type answers which Accept header."""

import pytest

from kg.query.formats import (
    CSV,
    JSON,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TSV,
    TURTLE,
    choose,
    offered,
)


@pytest.mark.parametrize(("form", "accept", "expected"), [
    ("select", None, JSON),
    ("select", "", JSON),
    ("select", "*/*", JSON),
    ("ask", "text/*", CSV),
    ("select", "text/csv", CSV),
    ("select", "TEXT/CSV; charset=utf-8", CSV),
    ("select", "application/xml", "application/xml"),
    ("select", "application/json", "application/json"),
    ("select", "text/csv;q=0.1, text/tab-separated-values;q=0.9", TSV),
    ("select", "*/*;q=0.1, text/csv;q=0", JSON),
    ("select", "text/turtle", None),
    ("select", "text/csv;q=nonsense", None),
    ("construct", None, TURTLE),
    ("construct", "application/*", N_TRIPLES),
    ("describe", "application/rdf+xml, application/ld+json;q=0.9", RDF_XML),
    ("describe", "application/ld+json", JSON_LD),
    ("construct", "text/csv", None),
])
def test_the_best_liked_type_is_chosen(form: str, accept: str | None, expected: str | None):
    assert choose(form, accept) == expected  # type: ignore[arg-type]


def test_the_default_is_offered_first():
    assert offered("select")[0] == JSON
    assert offered("describe")[0] == TURTLE
