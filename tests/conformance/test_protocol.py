"""The W3C suites of the protocol, the service description and the graph store, over real HTTP."""

import json
from collections.abc import Iterator

import pytest
import rdflib
from rdflib.namespace import RDF, Namespace

from tests.conformance.exchanges import Exchange, dialogues
from tests.conformance.over_http import Reply, Server, quads_of, serving

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
EMPTY = "http://kasei.us/2009/09/sparql/data/data0.rdf"
READING = ("GET", "HEAD")
TYPES = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml",
                "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"},
}


@pytest.fixture(scope="module")
def protocol(suites):
    """The cases of the protocol."""
    return dialogues(suites / "sparql11/protocol/manifest.ttl") if suites else []


@pytest.fixture(scope="module")
def server(protocol, tmp_path_factory) -> Iterator[Server]:
    """A service over the graphs of the cases."""
    files = {name: path for case in protocol for name, path in case.graphs.items()}
    known = frozenset({EMPTY, *files})
    with serving(quads_of(files), known, tmp_path_factory.mktemp("http")) as started:
        yield started


def _send(server: Server, exchange: Exchange) -> Reply:
    return server.ask(exchange.method, exchange.path, exchange.body, **exchange.headers)


def _check(reply: Reply, exchange: Exchange) -> None:
    if exchange.truth is not None:
        assert json.loads(reply.body)["boolean"] is exchange.truth
    if exchange.shape:
        assert reply.headers.get_content_type() in TYPES[exchange.shape]


def test_bar_21_every_case_of_the_protocol_that_is_a_query_passes(suites, protocol, server):
    passed = 0
    for case in protocol:
        if case.name.startswith(("query_", "bad_query", "bad_multiple_queries")):
            for exchange in case.exchanges:
                reply = _send(server, exchange)
                family = f"StatusCode{reply.status // 100}xx"
                assert family in exchange.statuses, (case.name, reply.status, reply.body)
                _check(reply, exchange)
            passed += 1
    assert suites is None or passed == 20


def test_bar_04_every_case_of_the_protocol_that_is_an_update_is_refused(suites, protocol, server):
    refused = 0
    for case in protocol:
        if "update" in case.name:
            reply = _send(server, case.exchanges[0])
            if case.name in ("bad_update_wrong_media_type", "bad_update_missing_form_type"):
                assert reply.status == 415
            else:
                assert (reply.status, json.loads(reply.body)["type"]) == (403, "update-refused")
            refused += 1
    assert suites is None or refused == 14


@pytest.mark.parametrize("accept", [None, "text/turtle", "application/rdf+xml"])
def test_bar_21_the_service_description_is_rdf_that_names_its_endpoint(server, accept):
    headers = {"Accept": accept} if accept else {}
    reply = server.ask("GET", "/sparql", **headers)
    assert reply.status == 200
    graph = rdflib.Graph().parse(data=reply.body, format=reply.headers.get_content_type())
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert [str(o) for o in graph.objects(service, SD.endpoint)] == [f"{server.address}/sparql"]


CLASSES = {
    SD.endpoint: (SD.Service, None), SD.supportedLanguage: (SD.Service, None),
    SD.resultFormat: (SD.Service, None), SD.feature: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset), SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.Dataset, SD.NamedGraph), SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}


def test_bar_21_the_service_description_keeps_to_its_schema(server):
    graph = rdflib.Graph().parse(data=server.ask("GET", "/sparql").body, format="turtle")
    used = {p for p in graph.predicates() if p.startswith(SD)}
    assert used == CLASSES.keys()
    for subject, predicate, target in graph:
        domain, range_ = CLASSES.get(predicate, (None, None))
        assert domain is None or (subject, RDF.type, domain) in graph
        assert range_ is None or (target, RDF.type, range_) in graph
        assert predicate != SD.name or isinstance(target, rdflib.URIRef)


@pytest.mark.parametrize("which", ["indirect", "direct"])
def test_the_graph_store_reads_and_never_writes(suites, server, which: str):
    """Cases write first; here nothing is written, so that what they wrote is not there."""
    if suites is None:
        return
    cases = dialogues(suites / f"sparql11/graph-store-protocol/manifest-{which}.ttl")
    assert cases
    sent = 0
    for case in cases:
        for exchange in case.exchanges:
            path = exchange.path.replace("/gsp", "/rdf-graph-store", 1)
            reply = server.ask(exchange.method, path, exchange.body, **exchange.headers)
            if exchange.method not in READING:
                assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
            elif "?default" in path:
                assert reply.status == 200
            else:
                assert reply.status == 404
            assert exchange.method != "HEAD" or reply.body == b""
            sent += 1
    assert sent > 10
