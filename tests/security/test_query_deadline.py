"""The deadline holds in every phase of a query, and whoever asked may be gone by then."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import create_app
from kg import errors
from kg.query.client import QueryService
from kg.query.lines import connected
from kg.query.pool import start_pool
from kg.query.protocol import pack
from tests.api.standins import service as service_over

PHASES = ("receive", "parse", "evaluate", "serialize", "send")
SLOWED = """
import time
from kg.query import evaluate, protocol, worker

def before(module, name, phase, text_of):
    plain = getattr(module, name)
    def slow(*given, **named):
        if f"slow {phase}" in text_of(given):
            time.sleep(60)
        return plain(*given, **named)
    setattr(module, name, slow)

last = [""]
before(worker, "answer", "receive", lambda given: given[1].body.decode())
before(evaluate, "_answer", "parse", lambda given: last.__setitem__(0, given[1].text) or last[0])
before(evaluate, "_write", "evaluate", lambda given: last[0])
before(evaluate._Bounded, "write", "serialize", lambda given: last[0])
before(worker, "framed", "send", lambda given: last[0])
"""


@pytest.fixture(scope="module")
def queries(snapshot_folder: Path, tmp_path_factory) -> Iterator[QueryService]:
    """A pool whose workers sleep in a phase that the query names."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "sitecustomize.py").write_text(SLOWED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        before = filter(None, [os.environ.get("PYTHONPATH")])
        patch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *before]))
        with start_pool(snapshot_folder) as pool:
            service = QueryService(pool.socket_path)
            service.run("ASK {}")
            yield service


@pytest.mark.parametrize("phase", PHASES)
def test_bar_18_the_deadline_covers_every_phase(queries: QueryService, phase: str):
    restarts = queries.pool_counters().get("restarts", 0)
    with pytest.raises(errors.QueryTimeout):
        queries.run(f"SELECT * {{ ?s ?p ?o }} # slow {phase}", timeout=0.3)
    assert queries.pool_counters()["restarts"] == restarts + 1
    assert b"true" in queries.run("ASK {}").body


@pytest.mark.parametrize("phase", PHASES)
def test_bar_16_a_worker_is_free_at_the_deadline_when_whoever_asked_has_left(
    queries: QueryService, phase: str
):
    counted = queries.pool_counters()
    header = {"deadline": time.monotonic() + 0.3, "media_type": "text/csv", "union": True,
              "default_graphs": [], "named_graphs": [], "bindings": {}}
    with connected(queries._lines.path, 5.0) as connection:
        connection.sendall(pack(header, f"SELECT * {{ ?s ?p ?o }} # slow {phase}".encode()))
        while queries.pool_counters()["queries"] == counted["queries"]:
            time.sleep(0.01)
    while queries.pool_counters().get("restarts", 0) == counted.get("restarts", 0):
        time.sleep(0.01)
    assert b"true" in queries.run("ASK {}").body


@pytest.mark.parametrize("phase", PHASES)
def test_bar_15_an_answer_that_comes_too_late_is_an_error_and_no_part_of_it(
    queries: QueryService, phase: str
):
    client = create_app(service_over(queries)).test_client()
    for accept in ("text/csv", "application/sparql-results+json", "application/sparql-results+xml"):
        answer = client.get("/sparql", headers={"Accept": accept}, query_string={
            "query": f"SELECT * {{ ?s ?p ?o }} # slow {phase}", "timeout": "0.2"})
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert answer.json["type"] == "query-timeout"
        assert answer.headers["Retry-After"] == "1"


def test_bar_08_nested_paths_on_cycles_end_at_the_deadline(queries: QueryService):
    for path in ("((!a)*)*", "((!a)|^(!a))+/((!a)|^(!a))+", "((!a)+/^(!a)+)*"):
        query = f"SELECT (COUNT(*) AS ?n) {{ ?s {path} ?o . ?o {path} ?x . ?x {path} ?y }}"
        with pytest.raises(errors.QueryTimeout):
            queries.run(query, timeout=0.3)
        assert b"true" in queries.run("ASK {}").body
