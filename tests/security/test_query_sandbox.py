"""Hostile queries meet a worker that can do nothing but compute, and that can be killed."""

import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from kg import errors
from kg.limits import limit
from kg.query.admission import Admitted
from kg.query.book import QueryBook
from kg.query.client import QueryService
from kg.query.pool import QueryPool, start_pool
from tests.processes import of_folder, query_workers, standby

DEADLINE = 0.5
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_DOUBLED = "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(36))

RUNAWAYS = {
    "cartesian product": (SLOW, errors.QueryTimeout),
    "nested paths on cycles": (
        "SELECT (COUNT(*) AS ?n) { ?s ((!a)|^(!a))* ?o . ?o ((!a)|^(!a))+ ?x . ?x (!a)* ?y }",
        errors.QueryTimeout),
    "growing text": (
        f"SELECT (STRLEN(?v36) AS ?n) {{ BIND('{'x' * 64}' AS ?v0) {_DOUBLED} }}",
        (errors.QueryMemory, errors.QueryTimeout)),
    "a long path": ("ASK { ?s gluteal:p" + "/gluteal:p" * 4000 + " ?o }", errors.QueryTimeout),
    "a long sum": ("ASK { FILTER(1" + "+1" * 9900 + " = 1) }", errors.QueryTimeout),
    "many patterns": ("ASK { " + "?s ?p ?o ." * 4000 + " }", errors.QueryTimeout),
    "an answer without end": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        (errors.AnswerTooLarge, errors.QueryTimeout)),
    "sorting a product": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
        (errors.QueryMemory, errors.QueryTimeout)),
}


def _workers(pool: QueryPool) -> list[psutil.Process]:
    return query_workers(pool.pid)


def _until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def _busy(pool: QueryPool) -> psutil.Process:
    """The worker that is computing."""
    while True:
        for worker in _workers(pool):
            with suppress(psutil.Error):  # it ended meanwhile
                if worker.cpu_percent(0.05) > 20:
                    return worker


class _Background(threading.Thread):
    """Runs a query and keeps how it ended."""

    def __init__(self, queries: QueryService, query: str) -> None:
        super().__init__()
        self._call = lambda: queries.run(query)
        self.error: errors.QueryError | None = None
        self.start()

    def run(self) -> None:
        try:
            self._call()
        except errors.QueryError as error:
            self.error = error


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline that a test never reaches."""
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "60")


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A local server that counts who connects."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_bar_01_a_worker_cannot_open_a_socket_even_when_admission_is_passed_by(
    queries: QueryService, listener: socket.socket, silent: str
):
    target = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
    smuggled = Admitted(f"SELECT * {{ SERVICE {silent} {target} {{ ?s ?p ?o }} }}", "select")
    if silent:
        queries.run(smuggled)
    else:
        with pytest.raises(errors.QueryRefused):
            queries.run(smuggled)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_bar_01_a_worker_holds_four_descriptors_and_may_open_no_fifth(pool: QueryPool):
    for worker in _workers(pool):
        folder = Path(f"/proc/{worker.pid}/fd")
        assert sorted(int(entry.name) for entry in folder.iterdir()) == [0, 1, 2, 3]
        assert worker.rlimit(psutil.RLIMIT_NOFILE) == (4, 4)
        assert worker.rlimit(psutil.RLIMIT_CORE) == (0, 0)


def test_bar_02_from_reads_no_file(queries: QueryService, tmp_path: Path):
    canary = tmp_path / "canary.ttl"
    canary.write_text("<urn:canary> <urn:canary> <urn:canary> .")
    smuggled = Admitted(f"SELECT * FROM <{canary.as_uri()}> {{ ?s ?p ?o }}", "select")
    assert b"canary" not in queries.run(smuggled).body


def test_bar_04_the_data_are_the_same_after_every_attempt_to_change_them(queries: QueryService):
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    before = queries.run(count).body
    for update in ("CLEAR ALL", "DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <urn:a> <urn:b> 1 }"):
        with pytest.raises(errors.QueryRefused, match="update"):
            queries.run(update)
        with pytest.raises(errors.QueryMalformed):
            queries.run(Admitted(update, "select"))
    assert queries.run(count).body == before


@pytest.mark.parametrize("name", RUNAWAYS)
def test_bar_07_a_runaway_ends_at_its_deadline_and_the_next_query_is_answered(
    name: str, queries: QueryService
):
    query, expected = RUNAWAYS[name]
    with pytest.raises(expected):
        queries.run(query, timeout=DEADLINE)
    assert b"true" in queries.run("ASK {}").body


def test_bar_07_others_are_answered_while_a_runaway_runs(
    queries: QueryService, pool: QueryPool, patient: None
):
    runaway = _Background(queries, SLOW)
    victim = _busy(pool)
    for _ in range(20):
        assert b"true" in queries.run("ASK {}").body
    assert runaway.is_alive()
    victim.kill()
    runaway.join()
    assert isinstance(runaway.error, errors.QueryCrashed)


def test_bar_10_growth_without_end_is_told_from_a_crash(queries: QueryService, patient: None):
    restarts = queries.pool_counters().get("restarts", 0)
    with pytest.raises(errors.QueryMemory):
        queries.run(RUNAWAYS["growing text"][0])
    assert queries.pool_counters()["restarts"] == restarts + 1


def test_bar_12_a_complex_query_reaches_no_worker(queries: QueryService, patient: None):
    queries.run("ASK {}")
    before = queries.pool_counters()["queries"]
    for query in ("ASK " + "{" * 8000 + "}" * 8000, "ASK {{}" + "UNION {}" * 2000 + "}",
                  "ASK { FILTER(" + "(" * 70 + "1" + ")" * 70 + ") }"):
        with pytest.raises(errors.QueryTooComplex):
            queries.run(query)
    assert queries.pool_counters()["queries"] == before


@pytest.mark.parametrize("query", [
    "ASK " + "{" * 64 + "}" * 64,
    "ASK { FILTER(" + "!" * 18_000 + "true) }",
    "ASK { " + "MINUS {} " * 3000 + "}",
    "ASK { FILTER(true" + "||true" * 9000 + ") }",
    "ASK { VALUES ?x {" + "1 " * 19_000 + "} }",
])
def test_bar_12_the_deepest_admitted_queries_do_not_break_a_worker(
    queries: QueryService, query: str, patient: None
):
    restarts = queries.pool_counters().get("restarts", 0)
    queries.run(query)
    assert queries.pool_counters().get("restarts", 0) == restarts


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_bar_13_a_worker_that_dies_costs_one_query(
    death: signal.Signals, queries: QueryService, pool: QueryPool, patient: None
):
    restarts = queries.pool_counters().get("restarts", 0)
    victim = _Background(queries, SLOW + f" # {death.name}")
    _busy(pool).send_signal(death)
    victim.join()
    assert isinstance(victim.error, errors.QueryCrashed)
    assert death.name in str(victim.error)
    assert b"true" in queries.run("ASK {}").body
    assert queries.pool_counters()["restarts"] == restarts + 1
    assert len(_workers(pool)) == limit("query_workers")


def test_bar_13_a_query_that_keeps_crashing_is_refused(
    queries: QueryService, pool: QueryPool, patient: None
):
    poison = SLOW + " # poison"
    for _ in range(int(limit("query_crash_count"))):
        victim = _Background(queries, poison)
        _busy(pool).kill()
        victim.join()
        assert isinstance(victim.error, errors.QueryCrashed)
    with pytest.raises(errors.QueryRefused, match="repeatedly"):
        queries.run(poison)
    assert b"true" in queries.run("ASK {} # another").body


def test_bar_13_a_refusal_ends_after_its_time_and_the_book_is_bounded():
    span = limit("query_crash_refusal_seconds")
    book = QueryBook("query_crash_count", "query_crash_refusal_seconds")
    for second in (0.0, 1.0, 2.0):
        assert not book.holds(b"q", second)
        book.note(b"q", second)
    assert book.holds(b"q", 3.0)
    assert not book.holds(b"other", 3.0)
    assert not book.holds(b"q", span + 0.5)
    for number in range(3000):
        book.note(str(number).encode(), 5.0)
    assert not book.holds(b"q", 5.0)


def test_bar_14_a_large_answer_is_refused_whole(queries: QueryService, patient: None):
    with pytest.raises(errors.AnswerTooLarge):
        queries.run(RUNAWAYS["an answer without end"][0])


def test_bar_17_a_timeout_may_lower_the_limit_and_never_raise_it(
    queries: QueryService, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "0.3")
    for timeout in (1e9, -1.0, 0.0, float("nan"), float("inf"), None):
        with pytest.raises(errors.QueryTimeout):
            queries.run(SLOW, timeout=timeout)


def test_slots_refuse_at_once_what_would_fill_a_web_worker(pool: QueryPool, patient: None):
    queries = QueryService(pool.socket_path, slots=1)
    running = _Background(queries, SLOW + " # slot")
    worker = _busy(pool)
    with pytest.raises(errors.QueryOverloaded):
        queries.run("ASK {}")
    worker.kill()
    running.join()
    assert b"true" in queries.run("ASK {}").body


def test_the_queue_is_bounded_and_what_expires_in_it_kills_no_worker(
    snapshot_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_QUERY_WORKERS", "1")
    monkeypatch.setenv("GLUTEAL_QUERY_QUEUE", "2")
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", "3")
    with start_pool(snapshot_folder) as pool:
        queries = QueryService(pool.socket_path, slots=10)
        queries.run("ASK {}")
        before = queries.pool_counters()["queries"]
        running = _Background(queries, SLOW)
        _busy(pool)
        waiting = _Background(queries, "ASK { ?s ?p 1 }")
        _until(lambda: queries.pool_counters()["queries"] == before + 2)
        with pytest.raises(errors.QueryTimeout):
            queries.run("ASK {}", timeout=0.2)
        assert queries.pool_counters().get("restarts", 0) == 0
        behind = [_Background(queries, "ASK {}") for _ in range(4)]
        for thread in (running, waiting, *behind):
            thread.join()
        assert isinstance(running.error, errors.QueryTimeout)
        kinds = [type(t.error) for t in behind]
        assert errors.QueryOverloaded in kinds
        assert queries.pool_counters()["restarts"] == 1


def test_bar_74_a_killed_zygote_is_replaced_and_takes_its_workers_along(snapshot_folder: Path):
    with start_pool(snapshot_folder) as pool:
        queries = QueryService(pool.socket_path)
        queries.run("ASK {}")
        before, workers = pool.pid, _workers(pool)
        os.kill(before, signal.SIGKILL)
        _until(lambda: pool.pid != before)
        assert b"true" in queries.run("ASK {}", timeout=None).body
        psutil.wait_procs(workers, timeout=60)
        assert not any(worker.is_running() for worker in workers)


def test_bar_74_a_stand_by_answers_where_no_other_zygote_can_even_load(
    snapshot_folder: Path, tmp_path: Path
):
    copy = Path(shutil.copytree(snapshot_folder, tmp_path / "copy"))
    with start_pool(copy) as pool:
        queries = QueryService(pool.socket_path)
        first = standby(pool.pid)
        shutil.rmtree(copy)
        os.kill(pool.pid, signal.SIGKILL)
        assert b"true" in queries.run("ASK { ?s ?p ?o }").body
        second = standby(first.pid)
        first.kill()
        assert b"true" in queries.run("ASK { ?s ?p ?o }").body
        _until(lambda: len(query_workers(second.pid)) == limit("query_workers"))
    _until(lambda: of_folder(copy) == [])


def test_bar_74_a_stand_by_ends_when_the_next_zygote_has_loaded(pool: QueryPool):
    before, heir = pool.pid, standby(pool.pid)
    os.kill(before, signal.SIGKILL)
    psutil.wait_procs([heir], timeout=60)
    assert not heir.is_running()
    assert b"true" in QueryService(pool.socket_path).run("ASK {}").body
    assert standby(pool.pid) != heir


def test_bar_74_a_stand_by_that_is_killed_is_replaced_and_costs_no_query(pool: QueryPool):
    queries = QueryService(pool.socket_path)
    heir = standby(pool.pid)
    _until(lambda: time.time() - heir.create_time() > 2.0)  # one that ends at once is not
    heir.kill()
    assert b"true" in queries.run("ASK {}").body
    _until(lambda: standby(pool.pid) != heir)


def test_a_stand_by_holds_nothing_of_who_is_talking_to_the_zygote(pool: QueryPool):
    queries = QueryService(pool.socket_path)
    queries.run("ASK {}")
    heir = standby(pool.pid)
    _until(lambda: time.time() - heir.create_time() > 2.0)
    heir.kill()
    _until(lambda: standby(pool.pid) != heir)
    # The standard three, the listening socket, and the zygote's end.
    assert standby(pool.pid).num_fds() == 5


def test_closing_the_pool_leaves_no_process_and_no_socket(snapshot_folder: Path, tmp_path: Path):
    deep = tmp_path / ("long" * 30) / "query.sock"
    with start_pool(snapshot_folder, deep) as pool:
        queries = QueryService(deep)
        queries.run("ASK {}")
        processes = [psutil.Process(pool.pid), *psutil.Process(pool.pid).children()]
        assert deep.stat().st_mode & 0o077 == 0
    psutil.wait_procs(processes, timeout=60)
    assert not any(process.is_running() for process in processes)
    assert not deep.exists()
    with pytest.raises(errors.QueryCrashed):
        queries.run("ASK {}")


@pytest.mark.parametrize(("query", "accept", "media_type", "part"), [
    ("SELECT ?l { gluteal:GKG_0000100 rdfs:label ?l }", None,
     "application/sparql-results+json", b'"value":"piriformis"'),
    ("SELECT ?l { gluteal:GKG_0000100 rdfs:label ?l }", "application/sparql-results+xml",
     "application/sparql-results+xml", b"<literal xml:lang=\"en\">piriformis"),
    ("SELECT ?l { gluteal:GKG_0000100 rdfs:label ?l }", "text/csv", "text/csv",
     b"l\r\npiriformis\r\n"),
    ("SELECT ?l { gluteal:GKG_0000100 rdfs:label ?l }", "text/tab-separated-values",
     "text/tab-separated-values", b'?l\n"piriformis"@en\n'),
    ("ASK { gluteal:GKG_0000100 a owl:Class }", "text/html;q=0.9, application/json;q=0.5",
     "application/json", b"true"),
    ("CONSTRUCT WHERE { gluteal:GKG_0000100 rdfs:label ?l }", "text/turtle", "text/turtle",
     b'gluteal:GKG_0000100 rdfs:label "piriformis"@en'),
    ("CONSTRUCT WHERE { gluteal:GKG_0000100 rdfs:label ?l }", "application/n-triples",
     "application/n-triples", b"<https://w3id.org/gluteal/GKG_0000100> <http"),
    ("DESCRIBE gluteal:GKG_0000100", "application/rdf+xml", "application/rdf+xml", b"rdf:RDF"),
    ("DESCRIBE gluteal:GKG_0000100", "application/ld+json", "application/ld+json", b'"@id"'),
])
def test_answers_come_in_every_format(
    queries: QueryService, query: str, accept: str | None, media_type: str, part: bytes
):
    answer = queries.run(query, accept=accept)
    assert answer.media_type == media_type
    assert part in answer.body


def test_the_protocol_chooses_graphs(queries: QueryService):
    query = "ASK { ?claim dcterms:identifier 'SF-A001' }"
    base = "https://w3id.org/gluteal/graph/"
    assert b"true" in queries.run(query).body
    assert b"true" in queries.run(query, default_graphs=[base + "provenance"]).body
    assert b"false" in queries.run(query, default_graphs=[base + "asserted"]).body
    in_graph = "ASK { GRAPH ?g { ?claim dcterms:identifier 'SF-A001' } }"
    assert b"false" in queries.run(in_graph, named_graphs=[base + "asserted"]).body
    assert b"false" in queries.run(query, named_graphs=[base + "provenance"]).body


def test_a_query_chooses_graphs_itself(queries: QueryService):
    pattern = "{ ?claim dcterms:identifier 'SF-A001' }"
    base = "https://w3id.org/gluteal/graph/"
    assert b"true" in queries.run(f"ASK FROM <{base}provenance> {pattern}").body
    assert b"false" in queries.run(f"ASK FROM <{base}asserted> {pattern}").body
    assert b"false" in queries.run(f"ASK FROM NAMED <{base}provenance> {pattern}").body
    named = f"ASK FROM NAMED <{base}provenance> {{ GRAPH ?g {pattern} }}"
    assert b"true" in queries.run(named).body


def test_a_malformed_query_is_told_by_its_place_alone(queries: QueryService):
    with pytest.raises(errors.QueryMalformed, match=r"line 2, column \d+$"):
        queries.run("SELECT *\n{ ?s ?p }")
