"""Clients that were written for other endpoints, against the service as it is started."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
)
from SPARQLWrapper import SPARQLWrapper as Wrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.snapshot.graphs import GRAPHS
from tests.api.live import ROOT, Running, start
from tests.api.test_readme import _replayed

# SPARQLWrapper still makes the kind of graph that rdflib tells it not to.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

LABELS = "SELECT ?c ?l WHERE { ?c rdfs:subClassOf gluteal:Condition ; rdfs:label ?l } ORDER BY ?l"
KINDS = {
    "SELECT": LABELS, "ASK": "ASK { ?c rdfs:subClassOf gluteal:Condition }",
    "CONSTRUCT": "CONSTRUCT { ?c rdfs:label ?l } WHERE { ?c a owl:Class ; rdfs:label ?l }",
    "DESCRIBE": "DESCRIBE gluteal:GKG_0004013",
}
CONDITION = rdflib.URIRef("https://w3id.org/gluteal/Condition")


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Running]:
    """A service on a free port."""
    state = tmp_path_factory.mktemp("state")
    # The export of all graphs comes near the usual limit where a machine is busy.
    process, service = start(state, "--workers", "1", query_deadline_seconds="20")
    yield service
    process.terminate()
    assert process.wait(timeout=60) == 0


@pytest.fixture(scope="module")
def endpoint(running: Running) -> str:
    """The address for queries."""
    return f"http://127.0.0.1:{running.port}/sparql"


@pytest.mark.parametrize(("method", "how"), [
    (GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY),
])
@pytest.mark.parametrize("kind", KINDS)
def test_sparqlwrapper_reads_every_form_by_every_way(endpoint, kind: str, method: str, how: str):
    wrapper = Wrapper(endpoint)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setQuery("PREFIX x: <urn:x>\n" + KINDS[kind])
    if kind in ("SELECT", "ASK"):
        wrapper.setReturnFormat(JSON)
        found = wrapper.query().convert()
        assert found["boolean"] if kind == "ASK" else len(found["results"]["bindings"]) > 70
    else:
        wrapper.setReturnFormat(RDFXML)
        assert len(wrapper.query().convert()) > 10


@pytest.mark.parametrize(("media", "kind"), [
    (XML, "SELECT"), (JSON, "SELECT"), (CSV, "SELECT"), (TSV, "SELECT"), (XML, "ASK"),
    (TURTLE, "CONSTRUCT"), (N3, "CONSTRUCT"), (RDFXML, "CONSTRUCT"), (JSONLD, "CONSTRUCT"),
    (RDFXML, "DESCRIBE"),
])
def test_sparqlwrapper_gets_the_format_that_it_asks_for(endpoint, media: str, kind: str):
    wrapper = Wrapper(endpoint)
    wrapper.setQuery(KINDS[kind])
    wrapper.setReturnFormat(media)
    found = wrapper.queryAndConvert()
    if kind == "SELECT":
        text = found if isinstance(found, bytes) else str(getattr(found, "toxml", found.__str__)())
        assert "piriformis syndrome" in (text.decode() if isinstance(text, bytes) else text)


def test_sparqlwrapper_chooses_graphs_and_learns_of_its_errors(endpoint):
    wrapper = Wrapper(endpoint, returnFormat=JSON)
    wrapper.addDefaultGraph(GRAPHS["mappings"])
    wrapper.setQuery(LABELS)
    assert wrapper.query().convert()["results"]["bindings"] == []
    wrapper.setQuery("SELECT {")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


@pytest.mark.parametrize("media", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_service_as_a_store(endpoint, media: str, method: str):
    graph = rdflib.Graph(SPARQLStore(endpoint, returnFormat=media, method=method))
    rows = list(graph.query(KINDS["SELECT"]))
    assert len(rows) > 70
    assert all(isinstance(row.c, rdflib.URIRef) or media == "csv" for row in rows)
    if media in ("json", "xml"):
        assert graph.query(KINDS["ASK"]).askAnswer is True
        assert isinstance(rows[0].l, rdflib.Literal)
        assert (rdflib.URIRef("https://w3id.org/gluteal/GKG_0004013"), rdflib.RDFS.subClassOf,
                CONDITION) in graph
        assert len(set(graph.subjects(rdflib.RDFS.subClassOf, CONDITION))) == len(rows)
        assert len(graph) > 50_000


@pytest.mark.parametrize("kind", ["CONSTRUCT", "DESCRIBE"])
def test_rdflib_reads_graphs_from_the_service(endpoint, kind: str):
    graph = rdflib.Graph(SPARQLStore(endpoint, returnFormat="xml"))
    assert len(graph.query(KINDS[kind]).graph) > 10


def test_rdflib_sees_one_named_graph(endpoint):
    store = SPARQLStore(endpoint, returnFormat="json", context_aware=True)
    names = {str(context.identifier if hasattr(context, "identifier") else context)
             for context in store.contexts()}
    assert names == set(GRAPHS.values())
    relations = rdflib.Graph(store, rdflib.URIRef(GRAPHS["relations"]))
    assert 1000 < len(relations) < 50_000


def test_rdflib_loads_a_graph_from_the_graph_store(running: Running):
    address = f"http://127.0.0.1:{running.port}/rdf-graph-store?graph={GRAPHS['mappings']}"
    assert len(rdflib.Graph().parse(address)) > 1000


def test_what_is_sent_is_compressed_for_who_takes_it(running: Running):
    plain = running.ask("GET", "/rdf-graph-store/mappings", Accept="application/n-triples")
    small = running.ask("GET", "/rdf-graph-store/mappings", Accept="application/n-triples",
                        **{"Accept-Encoding": "zstd"})
    assert small.headers["Content-Encoding"] == "zstd"
    assert len(small.body) * 5 < len(plain.body)
    head = running.ask("HEAD", "/sparql?query=ASK%7B%7D")
    get = running.ask("GET", "/sparql?query=ASK%7B%7D")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(get.body)
    assert json.loads(get.body)["boolean"] is True


DOCUMENT = (ROOT / "docs" / "sparql.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
COMMANDS = re.findall(r"^curl (?:[^\n]|\\\n)*", DOCUMENT.replace("\\\n", ""), re.MULTILINE)


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_the_programs_for_integrators_run(running: Running, program: str):
    program = program.replace("127.0.0.1:8080", f"127.0.0.1:{running.port}")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=True)
    assert len(done.stdout) > 1


@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_the_commands_for_integrators_get_an_answer(running: Running, command: str):
    assert len(_replayed(running, command)) > 1


def test_the_document_for_integrators_has_examples():
    assert (len(PROGRAMS), len(COMMANDS)) == (2, 6)
