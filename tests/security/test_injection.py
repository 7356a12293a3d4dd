"""No value of a parameter is ever read as query: what comes back is what the bound term gives."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.query.client import QueryService
from kg.query.header import load_saved, parse_saved
from kg.query.saved import SavedQueries
from kg.snapshot.load import load_snapshot

QUERIES = load_saved(Path(__file__).resolve().parents[2] / "queries")
HEADER = """\
#+ summary = "s"
#+ description = "d"
#+ tags = []
#+ parameters.x = {{ type = "{}", example = "piriformis", description = "p" }}
#+ returns.y = "r"
SELECT ?x ?y WHERE {{ {} }}
"""
OPEN = {
    "entity": parse_saved("entity", HEADER.format("entity", "?x rdfs:label ?y")),
    "string": parse_saved("string", HEADER.format("string", "?y dcterms:identifier ?x")),
    "decimal": parse_saved("decimal", HEADER.format("decimal", "?y gluteal:frequencyLowPct ?x")),
    "integer": parse_saved("integer", HEADER.format("integer", "?y gluteal:n ?x")),
}
"""Queries that give every row where nothing is bound, so that a smuggled pattern would show."""
Rows = list[dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def saved(snapshot_folder: Path) -> SavedQueries:
    """The saved queries, and one whose parameters are of every type."""
    return SavedQueries(QUERIES | OPEN, load_snapshot(snapshot_folder).knowledge)


@pytest.fixture(scope="module")
def service(pool) -> Iterator[QueryService]:
    """The way of a query; it has time, so that a busy machine fails none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "60")
        yield QueryService(pool.socket_path)


@pytest.fixture(scope="module")
def whole(saved: SavedQueries, service: QueryService) -> dict[str, Rows]:
    """What each query gives when nothing is bound."""
    return {name: _rows(service.run(query.text).body) for name, query in saved.queries.items()}


def _rows(body: bytes) -> Rows:
    return json.loads(body)["results"]["bindings"]


def _value(text: str) -> str | Decimal:
    """Return a number where it is one: the engine writes 40.0 as 40."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


TARGETS = [(name, key) for name, query in (QUERIES | OPEN).items()
           for key in query.parameters]
PIECES = [
    "piriformis", "GKG:0000100", "https://w3id.org/gluteal/GKG_0000100", "sciatica", "buttock",
    "> . ?s ?p ?o } #", "x> . ?s ?p ?o } #", '" . ?s ?p ?o } #', "' UNION { ?s ?p ?o } #", "\\",
    "}", "{", "?x", "$x", "<", ">", '"', "'", '"""', "\n", "\r", "\\u003e", "%3E", "^^", "@en",
    "UNDEF", " ", "#", ";", "SERVICE <http://127.0.0.1/> {}", "40", "40.0", "-1", "1e3", "NaN",
]
VALUES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join) | st.text(
    max_size=30)


@given(target=st.sampled_from(TARGETS), text=VALUES)
@example(target=("string", "x"), text="SF-A001")
@example(target=("entity", "x"), text="piriformis")
@example(target=("decimal", "x"), text="40.0")
@example(target=("integer", "x"), text="105")
@example(target=("string", "x"), text='" . ?s ?p ?o } #')
@example(target=("entity", "x"), text="https://w3id.org/gluteal/GKG_0000100> . ?s ?p ?o } #")
def test_bar_05_a_parameter_gives_the_rows_of_its_term_and_no_others(
    saved, service, whole, target: tuple[str, str], text: str
):
    name, key = target
    query = saved.queries[name]
    values = {k: p.example for k, p in query.parameters.items() if p.required} | {key: text}
    try:
        terms = saved.bind(query, values)
    except InputError:
        return
    rows = _rows(saved.run(name, values, service).body)
    assert len(rows) <= len(whole[name])
    for row in rows:
        for bound, term in terms.items():
            assert bound not in row or _value(row[bound]["value"]) == _value(term.value)
    if name in OPEN:
        wanted = [row for row in whole[name]
                  if _value(row["x"]["value"]) == _value(terms["x"].value)]
        assert sorted(map(str, rows)) == sorted(map(str, wanted))


def test_bar_05_the_queries_without_a_value_give_rows_that_could_be_smuggled(whole):
    assert {name for name in OPEN if whole[name]} == OPEN.keys()
