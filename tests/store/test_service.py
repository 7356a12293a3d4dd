"""``gluteal serve`` with another store: no pool of its own, ready only with the same snapshot."""

import os
import subprocess
import sys
import urllib.parse
from decimal import Decimal
from pathlib import Path

import psutil
import pyoxigraph as ox
import pytest

from kg.iris import entity_iri
from kg.snapshot.build import build_snapshot
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.load import load_snapshot
from tests.api.live import ROOT, start
from tests.api.small_service import SmallOntology
from tests.small_knowledge import write_compiled
from tests.store.conftest import publish
from tests.store.servers import free_port, oxigraph

N_TRIPLES = "application/n-triples"


def test_the_service_answers_from_another_store_and_starts_no_pool(tmp_path: Path):
    state = tmp_path / "state"
    folder = build_snapshot(write_compiled(tmp_path / "compiled"), state)
    with oxigraph() as store:
        publish(store.url, load_snapshot(folder))
        process, service = start(state, "--workers", "1", store=store.url, snapshot=str(folder))
        try:
            label = f"SELECT ?l {{ <{entity_iri('GKG:0000100')}> rdfs:label ?l }}"
            answer = service.ask("GET", f"/sparql?{urllib.parse.urlencode({'query': label})}")
            assert answer.status == 200
            assert b"piriformis" in answer.body
            commands = [" ".join(p.cmdline())
                        for p in psutil.Process(process.pid).children(recursive=True)]
            assert not [command for command in commands if "zygote" in command]
            store.stop()
            assert service.ask("GET", "/readyz").status == 503
            differential = service.ask("POST", "/v1/differential", {"findings": []})
            assert differential.status == 200, "the engine needs no store"
        finally:
            process.terminate()
            assert process.wait(15) == 0
        assert store.url not in service.log.read_text()


def test_whole_graphs_are_those_of_the_snapshot_that_the_store_holds(tmp_path: Path):
    state = tmp_path / "state"
    snapshot = load_snapshot(build_snapshot(write_compiled(tmp_path / "compiled"), state))
    with oxigraph() as store:
        publish(store.url, snapshot)
        process, service = start(state, "--workers", "1", store=store.url,
                                 snapshot=str(snapshot.path))
        try:
            for name, iri in GRAPHS.items():
                everything = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
                asked = urllib.parse.urlencode({"query": everything})
                queried = service.ask("GET", f"/sparql?{asked}", Accept=N_TRIPLES)
                given = service.ask("GET", f"/rdf-graph-store/{name}", Accept=N_TRIPLES)
                assert (queried.status, given.status) == (200, 200)
                assert _graph(given.body) == _graph(queried.body)
            store.stop()
            assert service.ask("GET", "/rdf-graph-store?default").status == 200
        finally:
            process.terminate()
            assert process.wait(15) == 0


def _graph(n_triples: bytes) -> set[tuple[str, str, str]]:
    """Return the triples with canonical blank nodes and decimals: a store gives blank nodes names
    of its own, and keeps numbers as values ("50" for "50.0")."""
    graph = ox.Dataset(ox.parse(n_triples, format=ox.RdfFormat.N_TRIPLES))
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {(str(q.subject), str(q.predicate), _value(q.object)) for q in graph}


def _value(term: object) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value.endswith("#decimal"):
        return str(Decimal(term.value).normalize())
    return str(term)


def test_a_reload_waits_for_the_store_to_hold_the_new_snapshot(tmp_path: Path):
    small = SmallOntology(tmp_path)
    first = small.build("first")
    with oxigraph() as store:
        publish(store.url, load_snapshot(small.state / "current"))
        process, service = start(small.state, "--workers", "1", store=store.url, **small.settings)
        try:
            second = small.build("second")
            refused = _reload(small)
            assert refused.returncode == 1
            assert "publish" in refused.stderr
            assert service.ask("GET", "/v1/version").json["snapshot"]["digest"] == first
            publish(store.url, load_snapshot(small.state / "current"))
            assert _reload(small).returncode == 0
            answer = service.ask("GET", "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
            assert (answer.status, answer.headers["Gluteal-Snapshot"]) == (200, second)
        finally:
            process.terminate()
            assert process.wait(15) == 0


def _reload(small: SmallOntology) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", "reload"], cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=120, env=os.environ | {"GLUTEAL_STATE": str(small.state)})


@pytest.mark.parametrize("url", ["nowhere", "http://user:secret@127.0.0.1:7878/query"])
def test_an_address_that_cannot_be_used_is_one_line_at_the_start(url: str, tmp_path: Path):
    state = tmp_path / "state"
    folder = build_snapshot(write_compiled(tmp_path / "compiled"), state)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GLUTEAL_")}
    environment |= {"GLUTEAL_STATE": str(state), "GLUTEAL_STORE": url,
                    "GLUTEAL_SNAPSHOT": str(folder)}
    command = [sys.executable, "-m", "kg", "serve", "--port", str(free_port())]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
