"""Hostile bytes and slow clients on the wire, and what the service counts of all its workers."""

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from api.serving.sweeper import Sweeper
from kg.limits import limit
from tests.api.live import Running, start
from tests.api.small_service import SmallOntology
from tests.processes import web_workers

SECONDS = 2
"""How long a request may take to arrive; 10 as shipped, less here so that nobody waits."""
SLOW_CLIENTS = 200
HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"
POST = b"POST /v1/annotate HTTP/1.1\r\n" + HOST + JSON
CHUNKED = b"Transfer-Encoding: chunked\r\n"
RUNAWAY = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[subprocess.Popen[bytes], Running]]:
    """A service with two workers that waits for slow clients less long than as shipped."""
    small = SmallOntology(tmp_path_factory.mktemp("small"))
    small.build("the only one")
    process, running = start(
        small.state, "--workers", "2", request_seconds=str(SECONDS), **small.settings
    )
    yield process, running
    process.terminate()
    assert process.wait(timeout=60) == 0


@pytest.fixture
def running(service: tuple[subprocess.Popen[bytes], Running]) -> Running:
    """That service."""
    return service[1]


def _all(connection: socket.socket) -> bytes:
    """Read until the other side closes."""
    answer = b""
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            answer += part
    return answer


def _read(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def _exchange(running: Running, sent: bytes) -> bytes:
    """Send bytes; return all that comes back until the connection is closed."""
    with running.connect() as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(sent)
        return _all(connection)


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_bar_31_a_body_over_the_limit_is_refused_before_it_is_read(
    service: tuple[subprocess.Popen[bytes], Running], framing: str
):
    process, running = service
    workers = web_workers(process.pid)
    before = sum(worker.memory_info().rss for worker in workers)
    framed = b"Content-Length: 50000000\r\n" if framing == "length" else CHUNKED
    head, block = POST + framed + b"\r\n", b"x" * 65536
    if framing == "chunks":
        block = b"10000\r\n" + block + b"\r\n"
    sent, answer = 0, b""
    with running.connect() as connection:
        connection.sendall(head)
        connection.setblocking(False)
        end = time.monotonic() + 20
        while sent < 50_000_000 and time.monotonic() < end and not answer:
            with contextlib.suppress(BlockingIOError, ConnectionError):
                sent += connection.send(block[sent % len(block):])
            with contextlib.suppress(BlockingIOError, ConnectionError):
                answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413")
    assert sent < 12_000_000  # the limit, and what the buffers of both kernels hold
    assert sum(worker.memory_info().rss for worker in workers) - before < 16 * 2**20


def test_bar_33_slow_heads_and_silent_connections_are_closed(running: Running):
    started = time.monotonic()
    for sent in (b"", b"GET /livez HTTP/1.1\r\nX: "):
        with running.connect() as connection:
            connection.sendall(sent)
            assert not _all(connection).startswith(b"HTTP/1.1 200")
    assert time.monotonic() - started < 10 * SECONDS


def test_bar_33_a_head_that_drips_is_closed(running: Running):
    with running.connect() as connection, contextlib.suppress(ConnectionError):
        connection.sendall(b"GET /livez HTTP/1.1\r\n")
        for _ in range(100):
            time.sleep(SECONDS / 10)
            connection.sendall(b"X: 1\r\n")
        pytest.fail("the connection stayed open")


@pytest.mark.parametrize("framing", [b"Content-Length: 999\r\n\r\n{", CHUNKED + b"\r\n3\r\n{ "])
def test_bar_33_a_body_that_stops_has_its_connection_closed(running: Running, framing: bytes):
    answer = _exchange(running, POST + framing)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 408")
    for _ in range(100):
        if '"route": "/v1/annotate", "status": 408' in running.log.read_text():
            return
        time.sleep(0.05)
    pytest.fail("the thread that waited for the body still does")


def test_bar_33_a_body_that_drips_has_its_connection_closed(running: Running):
    with running.connect() as connection, contextlib.suppress(ConnectionError):
        connection.sendall(POST + b"Content-Length: 9999\r\n\r\n{")
        for _ in range(200):
            time.sleep(SECONDS / 10)
            connection.sendall(b" ")
        pytest.fail("the connection stayed open")


def test_bar_33_an_answer_that_drips_away_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(server.getsockname())
        ours, _ = server.accept()
        ours.setblocking(False)
        sweeper, now, taken = Sweeper(), 1000.0, 0
        with client, ours:
            for _ in range(100):
                with contextlib.suppress(BlockingIOError):
                    while True:
                        ours.send(b"x" * 65536)
                taken += len(client.recv(1024))
                now += 1.0
                if sweeper.sweep(now):
                    break
            assert limit("request_seconds") <= now - 1000 < 20
            while part := client.recv(1 << 20):
                taken += len(part)


def test_bar_33_an_answer_that_nobody_takes_is_given_up(running: Running):
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", running.port))
        many = b"GET /openapi.json HTTP/1.1\r\n" + HOST + b"\r\n"
        for _ in range(60):
            with contextlib.suppress(ConnectionError):
                connection.sendall(many)
        time.sleep(4 * SECONDS)
        with pytest.raises(ConnectionResetError):
            _read(connection)


def test_bar_33_slow_clients_leave_place_for_others(running: Running):
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(running.connect()) for _ in range(SLOW_CLIENTS)]
        for number, connection in enumerate(slow):
            head = POST + b"Content-Length: 999\r\n\r\n{" if number % 2 else b"GET / HTTP/1.1\r\n"
            connection.sendall(head)
        for _ in range(20):
            assert running.ask("GET", "/livez").status == 200
            assert running.ask("POST", "/v1/annotate", {"text": "buttock pain"}).status == 200
        refused = [_all(connection)[:12] for connection in slow[1::2]]
    assert set(refused) <= {b"HTTP/1.1 408", b"HTTP/1.1 503", b""}


TOO_LONG = {
    "address": (b"GET /v1/search?q=" + b"a" * 66_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "headers": (b"GET /livez HTTP/1.1\r\n" + HOST
                + b"".join(b"X-%d: 1\r\n" % n for n in range(1000)) + b"\r\n", 431),
    "parameters": (b"GET /v1/search?" + b"&".join(b"p%d=1" % n for n in range(10_000))
                   + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", 414),
    "parameters within the limit": (
        b"GET /v1/search?q=a&" + b"&".join(b"p%d=1" % n for n in range(5000)) + b" HTTP/1.1\r\n"
        + HOST + b"Connection: close\r\n\r\n", 422),
    "twice": (b"GET /sparql?query=ASK%7B%7D&query=ASK%7B%7D HTTP/1.1\r\n" + HOST
              + b"Connection: close\r\n\r\n", 400),
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_bar_34_what_is_too_long_or_doubled_is_refused(running: Running, name: str):
    sent, status = TOO_LONG[name]
    answered = int(_exchange(running, sent).split()[1])
    assert answered == status or (name == "parameters" and answered in (400, 422))


SMUGGLED = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
PROBES = {
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
    "length with sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "length list": POST + b"Content-Length: 2, 2\r\n\r\n{}",
    "two codings": POST + CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "coding before chunked": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "space before colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "coding in HTTP/1.0": POST.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n0\r\n\r\n",
    "folded header": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n",
    "bare CR": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\rTransfer-Encoding: chunked\r\n\r\n",
    "NUL": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\n" + HOST + b"Host: elsewhere.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "a chunk without end": POST + CHUNKED + b"\r\n-1\r\n{}\r\n0\r\n\r\n",
    "a chunk ended by LF": POST + CHUNKED + b"\r\n2\n{}\n0\n\n",
    "an endless chunk": POST + CHUNKED + b"\r\nfffffffffffffffff2\r\n{}\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", PROBES)
def test_bar_35_a_request_of_two_readings_is_a_400_and_the_last(running: Running, name: str):
    answer = _exchange(running, PROBES[name] + SMUGGLED)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("headers", [
    b"Content-Length: 6\r\n" + CHUNKED, CHUNKED + b"Content-Length: 6\r\n",
])
def test_bar_35_length_beside_chunks_is_the_last_request_of_its_connection(
    running: Running, headers: bytes
):
    answer = _exchange(running, POST + headers + b"\r\n2\r\n{}\r\n0\r\n\r\n" + SMUGGLED)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("body", [
    pytest.param(b"0\r\n\r\n" + SMUGGLED, id="the length goes on after the chunks"),
    pytest.param(b"%x\r\n" % len(SMUGGLED) + SMUGGLED + b"\r\n0\r\n\r\n",
                 id="the chunks go on after the length"),
])
def test_bar_35_what_one_of_two_framings_hides_is_never_answered(running: Running, body: bytes):
    for length in (4, len(body)):
        answer = _exchange(running, POST + b"Content-Length: %d\r\n" % length + CHUNKED + b"\r\n"
                           + body)
        assert answer.count(b"HTTP/1.1 ") == 1
        assert b"connection: close" in answer.lower()
    assert '"route": "/smuggled"' not in running.log.read_text()


def _flood(running: Running, met: list[int]) -> None:
    with contextlib.suppress(OSError):
        reply = running.ask("POST", "/sparql", RUNAWAY,
                            **{"Content-Type": "application/sparql-query"})
        met.append(reply.status)


def test_bar_76_overload_is_refused_and_passes(running: Running):
    met: list[int] = []
    flood = [threading.Thread(target=_flood, args=(running, met)) for _ in range(60)]
    for thread in flood:
        thread.start()
    for _ in range(10):
        assert running.ask("GET", "/livez").status == 200
        assert running.ask("POST", "/v1/annotate", {"text": "buttock pain"}).status == 200
    for thread in flood:
        thread.join()
    assert set(met) == {429, 503}
    assert len(met) == len(flood)
    for _ in range(300):
        if running.ask("GET", "/sparql?query=ASK%7B%7D").status == 200:
            break
        time.sleep(0.1)
    assert running.ask("GET", "/sparql?query=ASK%7B%7D").status == 200


def _counted(running: Running) -> tuple[int, str]:
    text = running.ask("GET", "/metrics").body.decode()
    start = 'gluteal_requests_total{route="/livez",method="GET",status="200"} '
    [line] = [line for line in text.splitlines() if line.startswith(start)]
    return int(line.removeprefix(start)), text


def test_bar_81_counters_are_those_of_all_workers_and_outlive_them(
    service: tuple[subprocess.Popen[bytes], Running]
):
    process, running = service
    assert running.ask("GET", "/livez").status == 200
    assert running.ask("POST", "/sparql?timeout=0.1", RUNAWAY,  # which costs a query worker
                       **{"Content-Type": "application/sparql-query"}).status == 503
    before, _ = _counted(running)
    for _ in range(30):
        assert running.ask("GET", "/livez").status == 200
    assert {_counted(running)[0] for _ in range(10)} == {before + 30}
    workers = web_workers(process.pid)
    for worker in workers:
        worker.kill()
    psutil.wait_procs(workers, timeout=60)
    replaced = 'gluteal_restarts_total{process="web worker"} 2'
    while replaced not in _counted(running)[1]:  # the first one back answers before the second
        time.sleep(0.05)
    count, text = _counted(running)
    assert count == before + 30
    assert "gluteal_snapshot_info{digest=" in text
    assert 'gluteal_query_pool_total{event="restarts"}' in text


def test_bar_81_made_up_addresses_make_no_counters(running: Running):
    for number in range(300):
        method = ("GET", "POST", "BREW", "HEAD")[number % 4]
        running.ask(method, f"/made-up-{number}/{number}?x={number}")
        running.ask("GET", f"/v1/conditions/made-up-{number}")
    _, text = _counted(running)
    assert sum(1 for line in text.splitlines() if not line.startswith("#")) <= 200
    assert "made-up" not in text
