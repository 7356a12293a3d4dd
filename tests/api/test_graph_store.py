"""Graphs by address, graphs by parameter, and what may be kept of an answer."""

import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from api import create_app
from kg.query.client import QueryService
from kg.query.formats import GRAPHS as FORMATS
from kg.query.pool import start_pool
from kg.snapshot.graphs import GRAPHS
from tests.api.standins import service

STORE = "/rdf-graph-store"
ALL = "SELECT * WHERE { ?s ?p ?o }"
NAMED = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def client(tmp_path_factory) -> Iterator[FlaskClient]:
    """A service whose graphs hold one, two, three ... triples."""
    folder = tmp_path_factory.mktemp("pool")
    quads = [
        ox.Quad(ox.NamedNode(f"https://e.example/{name}"), ox.NamedNode("https://e.example/p"),
                ox.Literal(n), ox.NamedNode(iri))
        for size, (name, iri) in enumerate(GRAPHS.items(), start=1) for n in range(size)
    ]
    (folder / "dataset.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    with start_pool(folder, folder / "query.sock") as pool:
        yield create_app(service(QueryService(pool.socket_path))).test_client()


def _triples(answer) -> int:
    assert answer.status_code == 200, answer.text
    return len(list(ox.parse(answer.data, format=FORMATS[answer.mimetype])))


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_graph_is_given_whole_in_every_format(client, media_type: str):
    for size, (name, iri) in enumerate(GRAPHS.items(), start=1):
        asked = {"Accept": media_type}
        by_iri = client.get(STORE, query_string={"graph": iri}, headers=asked)
        by_name = client.get(f"{STORE}/{name}", headers=asked)
        assert (by_iri.mimetype, _triples(by_iri), _triples(by_name)) == (media_type, size, size)


def test_the_default_graph_is_all_of_them(client):
    assert _triples(client.get(f"{STORE}?default")) == 21
    assert _triples(client.get(f"{STORE}/?default=")) == 21


@pytest.mark.parametrize("query", ["graph=https://e.example/none", "graph=", "graph=file:///etc/"])
def test_an_unknown_graph_is_not_found(client, query: str):
    answer = client.get(f"{STORE}?{query}")
    assert (answer.status_code, answer.json["type"]) == (404, "not-found")
    assert GRAPHS["asserted"] in answer.json["detail"]
    assert client.get(f"{STORE}/nowhere").status_code == 404


@pytest.mark.parametrize("query", [
    "", "default=yes", "graph=a&graph=b", "default&graph=a", "default&default", "grpah=a",
])
def test_an_address_that_names_no_graph_is_refused(client, query: str):
    assert client.get(f"{STORE}?{query}").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [f"{STORE}?default", f"{STORE}/asserted", f"{STORE}/new"])
def test_bar_38_graphs_are_never_written(client, method: str, path: str):
    answer = client.open(path, method=method, data=b"<a:a> <a:a> 1 .",
                         headers={"Content-Type": "text/turtle"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "read" in answer.json["detail"]


def test_bar_38_head_of_a_graph_is_get_without_the_body(client):
    for path in (f"{STORE}?default", f"{STORE}/mappings"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.content_length == len(get.data)
        assert head.headers["ETag"] == get.headers["ETag"]
    assert client.head(f"{STORE}/nowhere").status_code == 404
    assert client.get(f"{STORE}?default", headers={"Accept": "text/csv"}).status_code == 406


def _rows(client, **parameters) -> int:
    answer = client.get("/sparql", query_string=parameters)
    assert answer.status_code == 200, answer.text
    return len(json.loads(answer.data)["results"]["bindings"])


def test_the_graphs_of_the_protocol_replace_those_of_the_query(client):
    iris = list(GRAPHS.values())
    which = {"default-graph-uri": iris[1]}
    assert _rows(client, query=ALL) == 21
    assert _rows(client, query=ALL, **which) == 2
    assert _rows(client, query=ALL, **{"default-graph-uri": iris[1:4]}) == 2 + 3 + 4
    assert _rows(client, query=f"SELECT * FROM <{iris[4]}> {{ ?s ?p ?o }}") == 5
    assert _rows(client, query=f"SELECT * FROM <{iris[4]}> {{ ?s ?p ?o }}", **which) == 2
    assert _rows(client, query=NAMED, **which) == 0
    assert _rows(client, query=NAMED, **{"named-graph-uri": iris[:2]}) == 2
    assert _rows(client, query=ALL, **{"named-graph-uri": iris[:2]}) == 0
    assert _rows(client, query=NAMED) == 6


@pytest.mark.parametrize("expression", [
    "NOW()", "rand()", "UUID()", "StrUUID()", "BNODE()", "# rand\n NOW()", "1+RAND()",
])
def test_bar_45_an_answer_that_changes_is_not_kept(client, expression: str):
    answer = client.get("/sparql", query_string={"query": f"SELECT ({expression} AS ?x) {{}}"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers
    assert client.get("/sparql", query_string={"query": f"SELECT ({expression} AS ?x) {{}}"},
                      headers={"If-None-Match": "*"}).status_code == 200


def test_bar_45_the_tag_of_a_query_is_weak_and_its_own(client):
    tags = set()
    for query in (ALL, NAMED):
        for accept in ("text/csv", "application/sparql-results+json"):
            answer = client.get("/sparql", query_string={"query": query},
                                headers={"Accept": accept})
            assert answer.headers["ETag"].startswith('W/"')
            tags.add(answer.headers["ETag"])
            kept = client.get("/sparql", query_string={"query": query}, headers={
                "Accept": accept, "If-None-Match": answer.headers["ETag"]})
            assert (kept.status_code, kept.data) == (304, b"")
    assert len(tags) == 4
    assert "ETag" not in client.post("/sparql", data={"query": ALL}).headers


def test_names_without_a_base_belong_to_the_ontology(client):
    answer = client.get("/sparql", query_string={"query": "CONSTRUCT { <a> <p> 1 } {}"},
                        headers={"Accept": "application/n-triples"})
    assert answer.text.startswith("<https://w3id.org/gluteal/a> <https://w3id.org/gluteal/p> ")
    named = "SELECT * FROM <graph/mappings> { ?s ?p ?o }"
    assert _rows(client, query=named) == 1 + list(GRAPHS).index("mappings")


def test_bar_38_options_of_the_endpoint_tell_its_methods(client):
    assert client.options("/sparql").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "QUERY"):
        answer = client.open("/sparql", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_bar_38_head_of_a_query_is_get_without_the_body(client):
    head, get = (client.open("/sparql", method=method, query_string={"query": ALL})
                 for method in ("HEAD", "GET"))
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(get.data))
    refused = client.head("/sparql", query_string={"query": "SELECT"})
    assert (refused.status_code, refused.data) == (400, b"")
