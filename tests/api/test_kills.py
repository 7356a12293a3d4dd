"""Any process may be killed while clients ask: it is replaced, and little is lost."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests.api.live import Running, start
from tests.api.load import Load
from tests.api.small_service import SmallOntology
from tests.processes import of_folder, query_worker, standby, web_workers, zygote

CLIENTS = 4
Service = tuple[subprocess.Popen[bytes], Running]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallOntology:
    """An ontology of this module's own."""
    ontology = SmallOntology(tmp_path_factory.mktemp("small"))
    ontology.build("the only one")
    return ontology


@pytest.fixture
def service(small: SmallOntology) -> Iterator[Service]:
    """A service over it; queries have time, so that a busy machine fails none."""
    process, running = start(
        small.state, "--workers", "2", query_deadline_seconds="20", **small.settings
    )
    yield process, running
    process.terminate()
    assert process.wait(timeout=60) == 0


VICTIMS: dict[str, Callable[[int], psutil.Process]] = {
    "web worker": lambda master: web_workers(master)[0],
    "query worker": lambda master: query_worker(zygote(master).pid),
    "zygote": zygote,
    "stand-by": lambda master: standby(zygote(master).pid),
}


@pytest.mark.parametrize("name", VICTIMS)
def test_bar_74_a_killed_process_costs_at_most_what_was_in_flight(name: str, service: Service):
    process, running = service
    with Load(running.port, CLIENTS) as load:
        load.more(40)
        victim = VICTIMS[name](process.pid)
        victim.kill()
        load.until(lambda: not victim.is_running())
        load.more(40)
        load.until(lambda: len(web_workers(process.pid)) == 2)
        load.more(40)
    assert len(load.met.failures) <= CLIENTS, load.met.failures
    counted = running.ask("GET", "/metrics").body.decode()
    is_counted = name in ("web worker", "query worker")
    assert f'gluteal_restarts_total{{process="{name}"}} 1' in counted or not is_counted


def test_bar_74_with_one_web_worker_connections_wait_for_the_next(small: SmallOntology):
    process, running = start(small.state, "--workers", "1", **small.settings)
    for _ in range(3):
        [worker] = web_workers(process.pid)
        worker.kill()
        # A connection that is made now finds the socket open, whether or not a worker is there.
        assert running.ask("GET", "/livez").status == 200
    process.terminate()
    assert process.wait(timeout=60) == 0


def test_bar_74_a_killed_master_leaves_nobody_and_its_port_free(small: SmallOntology):
    process, running = start(small.state, "--workers", "2", **small.settings)
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 5
    process.kill()
    process.wait()
    psutil.wait_procs(family, timeout=60)
    assert not any(member.is_running() for member in family)
    with socket.create_server(("127.0.0.1", running.port)):
        pass
    again, _ = start(small.state, "--workers", "1", **small.settings)
    assert sorted(path.name for path in small.state.glob("service-*")) == [
        f"service-{again.pid}.json"]
    again.terminate()
    assert again.wait(timeout=60) == 0


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_bar_74_the_stand_by_of_a_killed_zygote_ends_with_the_master(
    small: SmallOntology, end: signal.Signals
):
    process, running = start(small.state, "--workers", "2", **small.settings)
    heir = standby(zygote(process.pid).pid)
    zygote(process.pid).kill()
    assert running.ask("GET", "/sparql?query=ASK%7B%7D").status == 200
    process.send_signal(end)
    process.wait(timeout=60)
    psutil.wait_procs([heir], timeout=60)
    assert not heir.is_running()
    _until(lambda: of_folder(small.state) == [])


def _until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_bar_75_terminated_under_load_it_finishes_what_it_began(small: SmallOntology):
    process, running = start(
        small.state, "--workers", "2", query_deadline_seconds="20", **small.settings
    )
    slow = b'{"findings": [{"concept": "buttock pain"}]}'
    head = (b"POST /v1/differential HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n"
            b"Expect: 100-continue\r\n\r\n" % len(slow))
    with running.connect() as connection:
        connection.sendall(head)
        assert connection.recv(65536).startswith(b"HTTP/1.1 100")  # the body is being waited for
        connection.sendall(slow[:9])
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(slow[9:])
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"}\n")
    assert process.wait(timeout=60) == 0
    with pytest.raises(OSError, match="refused"):
        running.connect()


def test_bar_80_readiness_is_red_while_processes_keep_ending(service: Service):
    process, running = service
    assert running.ask("GET", "/readyz").status == 200
    seen = 200
    for _ in range(20):
        zygote(process.pid).kill()
        time.sleep(0.1)
        seen = running.ask("GET", "/readyz").status
        if seen == 503:
            break
    assert seen == 503
    assert running.ask("GET", "/livez").status == 200
    assert os.getpgid(process.pid)
    for _ in range(600):
        time.sleep(0.1)
        if running.ask("GET", "/readyz").status == 200:
            return
    pytest.fail(running.log.read_text())
