"""SPARQL over HTTP, with a pool of real workers over six triples."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from api import create_app
from kg import errors
from kg.limits import limit
from kg.query.client import QueryService
from kg.query.pool import start_pool
from kg.snapshot.graphs import GRAPHS
from tests.api.standins import RoteQueries, service
from tests.api.test_openapi import scripts_of_others

ASSERTED = GRAPHS["asserted"]
TRIPLES = "".join(
    f'<https://e.example/{n}> <https://e.example/next> <https://e.example/{n + 1}> <{ASSERTED}> .\n'
    for n in range(5)
) + f'<https://e.example/0> <https://e.example/says> "=1+1, \\"ж\\"" <{ASSERTED}> .\n'
ALL = "SELECT * WHERE { ?s ?p ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a service with a real query pool."""
    folder: Path = tmp_path_factory.mktemp("pool")
    (folder / "dataset.nq").write_text(TRIPLES, encoding="utf-8")
    with start_pool(folder, folder / "query.sock") as pool:
        yield create_app(service(QueryService(pool.socket_path))).test_client()


def _rows(answer) -> int:
    assert answer.status_code == 200, answer.text
    return len(json.loads(answer.data)["results"]["bindings"])


def test_a_query_comes_by_address_by_form_and_by_body(client):
    assert _rows(client.get("/sparql", query_string={"query": ALL})) == 6
    assert _rows(client.post("/sparql", data={"query": ALL})) == 6
    plain = {"Content-Type": "application/sparql-query"}
    assert _rows(client.post("/sparql", data=ALL, headers=plain)) == 6
    assert _rows(client.post("/sparql", data=ALL.encode(),
                             headers={"Content-Type": "application/sparql-query;charset=utf-8"}))


@pytest.mark.parametrize("media_type", [
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv",
    "text/tab-separated-values",
])
def test_rows_are_given_in_every_result_format(client, media_type: str):
    answer = client.get("/sparql", query_string={"query": ALL}, headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "ж" in answer.data.decode("utf-8")


@pytest.mark.parametrize(("media_type", "syntax"), [
    ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
    ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
    ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
    ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
])
def test_graphs_are_given_in_every_rdf_format(client, media_type: str, syntax):
    answer = client.post("/sparql", data={"query": GRAPH}, headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert len(list(pyoxigraph.parse(answer.data, format=syntax))) == 6


def test_a_format_of_the_other_kind_is_a_406(client):
    rows = client.get("/sparql", query_string={"query": ALL}, headers={"Accept": "text/turtle"})
    graph = client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": "text/csv"})
    assert (rows.status_code, graph.status_code) == (406, 406)


def test_no_query_gives_the_service_description_or_the_page(client):
    turtle = client.get("/sparql", headers={"Accept": "text/turtle"})
    triples = list(pyoxigraph.parse(turtle.data, format=pyoxigraph.RdfFormat.TURTLE))
    assert sum("namedGraph" in str(t.predicate) for t in triples) == len(GRAPHS)
    page = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert "<textarea" in page.text
    assert scripts_of_others(page.text) == []


@pytest.mark.parametrize(("media_type", "syntax"), [
    ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
    ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
    ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
])
def test_the_service_description_comes_in_every_rdf_format(client, media_type: str, syntax):
    answer = client.get("/sparql", headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    triples = list(pyoxigraph.parse(answer.data, format=syntax))
    assert sum("namedGraph" in str(t.predicate) for t in triples) == len(GRAPHS)


def test_graphs_are_chosen_by_parameter(client):
    chosen = client.get("/sparql", query_string={"query": ALL, "default-graph-uri": ASSERTED})
    assert _rows(chosen) == 6
    other = GRAPHS["provenance"] if "provenance" in GRAPHS else list(GRAPHS.values())[-1]
    chosen = client.get("/sparql", query_string={"query": ALL, "default-graph-uri": other})
    assert _rows(chosen) == 0


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri", "using-graph-uri"])
def test_bar_03_an_unknown_graph_is_a_400(client, name: str):
    answer = client.get("/sparql", query_string={"query": ALL, name: "file:///etc/passwd"})
    assert answer.status_code == 400


REFUSED = [
    ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403, "service-refused"),
    ("select * { service silent ?x { ?s ?p ?o } }", 403, "service-refused"),
    ("INSERT DATA { <a:a> <a:a> <a:a> }", 403, "update-refused"),
    ("# SELECT\nPREFIX a: <a:> DELETE WHERE { ?s ?p ?o }", 403, "update-refused"),
    ("LOAD <http://127.0.0.1/>", 403, "update-refused"),
    ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 400, "malformed-query"),
    ("SELECT * {", 400, "malformed-query"),
    ("", 400, "malformed-query"),
    ("DROP ALL", 403, "update-refused"),
    ("SELECT * " + "{" * 8000 + "}" * 8000, 400, "query-too-complex"),
    ("SELECT * { ?s ?p '" + "x" * 70_000 + "' }", 400, "query-too-complex"),
    ("SELECT * { ?s ?p '\ud800' }", 400, None),
]


@pytest.mark.parametrize(("query", "status", "slug"), REFUSED)
def test_bars_01_04_12_what_may_not_run_is_refused_by_every_way_in(client, query, status, slug):
    data = query.encode("utf-8", errors="surrogatepass")
    media_type = {"Content-Type": "application/sparql-query"}
    by_body = client.post("/sparql", data=data, headers=media_type)
    assert (by_body.status_code, slug or by_body.json["type"]) == (status, by_body.json["type"])
    if slug and query:
        by_form = client.post("/sparql", data={"query": query})
        assert (by_form.status_code, by_form.json["type"]) == (status, slug)


@pytest.mark.parametrize("name", ["update", "UPDATE"])
def test_bar_04_an_update_parameter_is_never_run(client, name: str):
    answer = client.post("/sparql", data={name: "DROP ALL"})
    assert answer.status_code == (403 if name == "update" else 400)
    body = client.post("/sparql", data="DROP ALL",
                       headers={"Content-Type": "application/sparql-update"})
    assert (body.status_code, body.json["type"]) == (403, "update-refused")
    assert _rows(client.get("/sparql", query_string={"query": ALL})) == 6


@pytest.mark.parametrize("media_type", [
    "application/x-www-form-urlencoded", "application/sparql-query",
])
def test_bar_04_an_update_in_the_address_is_refused_beside_any_body(client, media_type: str):
    body = ALL if media_type.endswith("query") else f"query={ALL}"
    answer = client.post("/sparql?update=DROP%20ALL", data=body,
                         headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json["type"]) == (403, "update-refused")


@pytest.mark.parametrize("name", ["query", "timeout", "default-graph-uri"])
def test_bar_34_a_parameter_in_the_address_and_in_the_form_is_refused(client, name: str):
    form = {"query": ALL, "timeout": "1", "default-graph-uri": ASSERTED}
    answer = client.post(f"/sparql?{name}=1", data=form)
    assert (answer.status_code, answer.json["type"]) == (400, "bad-request")


def test_bar_34_a_doubled_query_is_refused(client):
    assert client.get(f"/sparql?query={ALL}&query={ALL}").status_code == 400
    assert client.post("/sparql", data=f"query={ALL}&query={ALL}", headers={
        "Content-Type": "application/x-www-form-urlencoded"}).status_code == 400
    assert client.post(f"/sparql?query={ALL}", data=ALL, headers={
        "Content-Type": "application/sparql-query"}).status_code == 400


def test_bar_34_a_form_of_ten_thousand_fields_is_refused(client):
    form = "&".join(f"a{n}=1" for n in range(10_000))
    answer = client.post("/sparql", data=form, headers={
        "Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 400


@pytest.mark.parametrize("timeout", ["1e9", "-1", "NaN", "", "inf", "0"])
def test_bar_17_a_client_never_raises_the_limit(client, timeout: str):
    answer = client.get("/sparql", query_string={"query": ALL, "timeout": timeout})
    assert _rows(answer) == 6


def test_bar_07_a_runaway_is_a_503_and_the_next_query_is_answered(client, monkeypatch):
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "1.0")
    pattern = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(14))
    runaway = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    answer = client.post("/sparql", data={"query": runaway})
    assert (answer.status_code, answer.json["type"]) == (503, "query-timeout")
    assert answer.headers["Retry-After"] == "1"
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "5.0")
    assert _rows(client.get("/sparql", query_string={"query": ALL})) == 6


@pytest.mark.parametrize(("error", "status"), [
    (errors.QueryTimeout("x"), 503), (errors.QueryMemory("x"), 507),
    (errors.QueryCrashed("x"), 503), (errors.QueryOverloaded("x"), 429),
    (errors.AnswerTooLarge("x"), 507),
])
def test_bar_13_what_happens_to_a_worker_is_told_and_not_a_500(error, status: int):
    rote = create_app(service(RoteQueries(error))).test_client()
    answer = rote.get("/sparql", query_string={"query": ALL})
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status in (429, 503))
    assert rote.get("/readyz").status_code == 503


def test_bar_80_readiness_asks_a_worker(client, tmp_path):
    assert client.get("/readyz").text.startswith("ready\n")
    alone = create_app(service(QueryService(tmp_path / "nobody.sock"))).test_client()
    assert (alone.get("/readyz").status_code, alone.get("/livez").status_code) == (503, 200)


def test_a_body_over_the_limit_is_a_413(client):
    answer = client.post("/sparql", data=b"x" * (int(limit("body_bytes")) + 1),
                         headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 413


def test_bar_57_no_query_reaches_the_log(client, caplog):
    with caplog.at_level("DEBUG"):
        client.get("/sparql", query_string={"query": "SELECT * { ?s ?p 'canary-55' }"})
        client.get("/sparql", query_string={"query": "SELECT canary-55"})
    assert "canary-55" not in caplog.text
