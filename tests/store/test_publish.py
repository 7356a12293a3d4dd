"""``gluteal publish``: the whole snapshot, verified, however often and by whichever way."""

import json
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.errors import SettingError, StoreFailed
from kg.query.addresses import addresses
from kg.query.endpoint import EndpointStore
from kg.query.identity import expected_counts
from kg.query.publish import Publisher, dataset_graphs
from kg.query.web import Web
from kg.query.writing import updates
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.load import Snapshot
from tests.store.conftest import publish
from tests.store.servers import Oxigraph, answering, oxigraph


def _run(snapshot: Snapshot, *arguments: str) -> Result:
    environment = {"GLUTEAL_SNAPSHOT": str(snapshot.path)}
    return CliRunner().invoke(main, ["publish", *arguments], env=environment)


def _count(server: Oxigraph, pattern: str) -> int:
    query = urllib.parse.urlencode({"query": f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"})
    request = urllib.request.Request(f"{server.url}?{query}",
                                     headers={"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(json.load(answer)["results"]["bindings"][0]["n"]["value"])


def test_the_command_loads_an_empty_store_and_leaves_a_full_one(snapshot):
    with oxigraph() as server:
        base = f"http://127.0.0.1:{server.port}"
        dry = _run(snapshot, base, "--dry-run")
        assert (dry.exit_code, _count(server, "GRAPH ?g { ?s ?p ?o }")) == (0, 0)
        assert f"{snapshot.manifest.counts['triples in evidence']:,} triples would" in dry.output
        done = _run(snapshot, base)
        assert done.exit_code == 0, done.output
        assert snapshot.manifest.digest in done.output
        for iri, count in expected_counts(snapshot.manifest).items():
            assert _count(server, f"GRAPH <{iri}> {{ ?s ?p ?o }}") == count
        assert _count(server, "?s ?p ?o") == 0
        again = _run(snapshot, base)
        assert (again.exit_code, "already" in again.output) == (0, True)
        assert _run(snapshot, base, "--default-graph").exit_code == 0
        assert _count(server, "?s ?p ?o") == sum(expected_counts(snapshot.manifest).values())


def test_updates_give_the_same_store(snapshot, embedded):
    """Blank nodes that several triples share are still shared."""
    restrictions = ("SELECT ?p (COUNT(*) AS ?n) { ?s rdfs:subClassOf ?b . "
                    "?b owl:onProperty ?p ; owl:someValuesFrom ?t } GROUP BY ?p ORDER BY ?p")
    with oxigraph() as server:
        update = f"http://127.0.0.1:{server.port}/update"
        publish(server.url, snapshot, update=update)
        store = EndpointStore(server.url, snapshot.manifest)
        assert store.run(restrictions).body == embedded.run(restrictions).body


def test_a_store_without_the_graph_store_protocol_is_written_by_updates(snapshot):
    with oxigraph() as server:
        base = f"http://127.0.0.1:{server.port}"
        publish(server.url, snapshot, graph_store=f"{base}/nowhere", update=f"{base}/update")
        EndpointStore(server.url, snapshot.manifest).run("ASK {}")


def test_what_was_in_the_graphs_before_is_gone(snapshot, server: Oxigraph):
    server.update(f"INSERT DATA {{ GRAPH <{GRAPHS['mappings']}> {{ <a:a> <a:b> <a:c> }} }}")
    publisher = Publisher(Web(), addresses(server.url), snapshot.path, snapshot.manifest)
    assert "mappings" in publisher.fault()
    publish(server.url, snapshot)
    assert publisher.fault() == ""


def test_a_broken_off_publication_is_never_taken_for_the_whole(snapshot, server: Oxigraph):
    class Stopped(Exception):
        """The connection is lost."""

    def stop(_: str) -> None:
        raise Stopped

    publisher = Publisher(Web(), addresses(server.url), snapshot.path, snapshot.manifest)
    with pytest.raises(Stopped):
        publisher.publish(stop)
    try:
        assert publisher.fault() == "it holds no snapshot"
    finally:
        publish(server.url, snapshot)


def test_a_store_that_only_pretends_is_found_out(snapshot):
    def pretend(handler: BaseHTTPRequestHandler) -> None:
        body = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
        handler.send_response(200)
        handler.send_header("Content-Type", "application/sparql-results+json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with answering(pretend) as url, pytest.raises(StoreFailed, match="no snapshot"):
        publish(url, snapshot)


@pytest.mark.parametrize(("arguments", "said"), [
    (["http://127.0.0.1:9/query"], "cannot be reached"),
    (["http://127.0.0.1:9/somewhere"], "--graph-store"),
    (["nowhere"], "not the address"),
    (["http://user:secret@127.0.0.1:9/query"], "must not hold credentials"),
])
def test_errors_say_what_to_do(snapshot, arguments: list[str], said: str):
    done = _run(snapshot, *arguments)
    assert done.exit_code == 1
    assert said in done.output
    assert "secret" not in done.output.replace(arguments[0], "")


@pytest.mark.parametrize(("url", "graphs", "update"), [
    ("http://h:7878", "http://h:7878/store", "http://h:7878/update"),
    ("http://h:7878/query", "http://h:7878/store", "http://h:7878/update"),
    ("http://h:3030/ds/query", "http://h:3030/ds/data", "http://h:3030/ds/update"),
    ("http://h/x/ds/sparql", "http://h/x/ds/data", "http://h/x/ds/update"),
    ("https://h/repositories/r", "https://h/repositories/r/rdf-graphs/service",
     "https://h/repositories/r/statements"),
])
def test_the_conventions_of_known_stores(url: str, graphs: str, update: str):
    found = addresses(url)
    assert (found.graph_store, found.update) == (graphs, update)


def test_given_addresses_stand_as_they_are():
    found = addresses("https://h/sparql", update="https://h/write")
    assert (found.query, found.graph_store, found.update) == \
        ("https://h/sparql", "", "https://h/write")
    with pytest.raises(SettingError):
        addresses("https://h/sparql", update="nowhere")


def test_an_update_holds_all_blank_nodes_of_a_graph(snapshot):
    graphs = dataset_graphs(snapshot.path / "dataset.nq")
    texts = list(updates("urn:g", graphs[GRAPHS["asserted"]]))
    assert sum("_:" in text for text in texts) == 1
    assert sum(text.count(" .\n") for text in texts) == len(graphs[GRAPHS["asserted"]])


def test_graphs_that_share_a_blank_node_are_refused(tmp_path: Path):
    path = tmp_path / "dataset.nq"
    path.write_text("_:a <a:b> <a:c> <g:1> .\n_:a <a:b> <a:d> <g:2> .\n")
    with pytest.raises(StoreFailed, match="blank node"):
        dataset_graphs(path)
