"""Runaway queries through the service as it is started: each ends well, and costs nobody else."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from urllib.parse import quote_plus

import pytest

from tests.api.live import Running, start
from tests.api.small_service import SmallOntology
from tests.processes import query_worker, zygote
from tests.runaways import RUNAWAYS

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ENDS = {(503, "query-timeout"), (507, "query-memory")}
ONE_ANSWER = "/sparql?query=ASK%7B%7D"


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[subprocess.Popen[bytes], Running]]:
    """A service whose query workers can be told apart: it has one of them."""
    small = SmallOntology(tmp_path_factory.mktemp("small"))
    small.build("the only one")
    process, running = start(small.state, "--workers", "1", query_workers="1", **small.settings)
    yield process, running
    process.terminate()
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("name", RUNAWAYS)
def test_bars_07_08_09_10_a_runaway_is_a_problem_and_the_next_query_is_answered(
    service: tuple[subprocess.Popen[bytes], Running], name: str
):
    process, running = service
    # One that answers is ready: a query that ends while it waits for a worker costs none.
    assert running.ask("GET", ONE_ANSWER).json["boolean"] is True
    zygote_pid = zygote(process.pid).pid
    before = query_worker(zygote_pid)
    reply = running.ask("POST", "/sparql", f"query={quote_plus(RUNAWAYS[name])}".encode(), **FORM)
    assert (reply.status, reply.json["type"]) in ENDS
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json["status"] == reply.status
    assert (reply.headers["Retry-After"] is not None) == (reply.status == 503)
    assert running.ask("GET", ONE_ANSWER).json["boolean"] is True
    assert query_worker(zygote_pid) != before


def test_bar_07_others_are_answered_while_all_of_them_run(
    service: tuple[subprocess.Popen[bytes], Running]
):
    _, running = service
    ended: list[int] = []
    flood = [threading.Thread(target=_send, args=(running, query, ended))
             for query in RUNAWAYS.values()]
    for thread in flood:
        thread.start()
    answered = _while(lambda: any(thread.is_alive() for thread in flood), running)
    assert answered > 0
    assert len(ended) == len(RUNAWAYS)
    assert set(ended) <= {429, 503, 507}


def _while(lasts: Callable[[], bool], running: Running) -> int:
    """Ask for differentials as long as ``lasts``; return how many there were."""
    answered = 0
    body = {"findings": [{"concept": "buttock pain"}]}
    while lasts():
        assert running.ask("POST", "/v1/differential", body).status == 200
        answered += 1
    return answered


def _send(running: Running, query: str, ended: list[int]) -> None:
    ended.append(running.ask("POST", "/sparql", f"query={quote_plus(query)}".encode(), **FORM)
                 .status)
