"""What attackers, slow clients and overload cost others (bars 7, 33, 75 and 76), by ``wrk``."""

import http.client
import socket
import statistics
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack, suppress

from tests.bench.figures import Figure
from tests.bench.servers import Call, gluteal
from tests.bench.service import DIFFERENTIAL, FORM, LOOKUP
from tests.bench.world import World
from tests.bench.wrk import load, percentile, started
from tests.runaways import RUNAWAYS

ROUNDS, SECONDS = 5, 4
SLOW_CLIENTS = 200
PEAK_CONNECTIONS, OVERLOAD_SECONDS = 16, 60
RATE, DRAINED_AFTER = 200, 2.0
CALLS = {"differential": DIFFERENTIAL, "lookup": LOOKUP}
ATTACK = [Call("/sparql", urllib.parse.urlencode({"query": query}).encode(), FORM)
          for query in RUNAWAYS.values()]


def attack_figures(world: World) -> Iterator[Figure]:
    """Measure what eight runaway queries at a time, again and again, cost others (bar 7)."""
    assert world.snapshot is not None
    ratios: dict[str, list[tuple[float, float]]] = {name: [] for name in CALLS}
    ends: list[float] = []
    with gluteal(world.state) as server:
        ends += load(server.port, ATTACK, 2, 12).refused
        for _ in range(ROUNDS):
            for name, call in CALLS.items():
                idle = load(server.port, [call], 1, SECONDS)
                with started(server.port, ATTACK, len(ATTACK), 60):
                    attacked = load(server.port, [call], 1, SECONDS)
                time.sleep(3.0)
                ratios[name].append((percentile(idle.fine, 0.99), percentile(attacked.fine, 0.99)))
    for name, pairs in ratios.items():
        idle_ms, attacked_ms = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(mine / base for base, mine in pairs)
        note = f"p99 {attacked_ms:.1f} ms, idle {idle_ms:.1f} ms"
        yield Figure(f"{name} beside an attacker", ratio, "x", 1.5, note)
    yield Figure("slowest end of a runaway", max(ends) / 1000, "s", 3.0, f"{len(ends)} ends")


def slow_figures(world: World) -> Iterator[Figure]:
    """Measure what clients that send a byte now and then cost others (bar 33)."""
    assert world.snapshot is not None
    pairs = []
    head = (b"POST /v1/annotate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 999\r\n\r\n{")
    with gluteal(world.state) as server:
        for _ in range(ROUNDS):
            idle = load(server.port, [DIFFERENTIAL], 1, SECONDS)
            with ExitStack() as stack:
                for number in range(SLOW_CLIENTS):
                    client = stack.enter_context(
                        socket.create_connection(("127.0.0.1", server.port)))
                    client.sendall(head if number % 2 else b"GET / HTTP/1.1\r\nX: ")
                beside = load(server.port, [DIFFERENTIAL], 1, SECONDS)
            time.sleep(1.0)
            pairs.append((percentile(idle.fine, 0.99), percentile(beside.fine, 0.99)))
    ratio = statistics.median(mine / base for base, mine in pairs)
    note = "p99 {1:.1f} ms, idle {0:.1f} ms".format(
        *(statistics.median(column) for column in zip(*pairs, strict=True)))
    yield Figure(f"differential beside {SLOW_CLIENTS} slow clients", ratio, "x", 2.0, note)


def overload_figures(world: World) -> Iterator[Figure]:
    """Measure ten times as many clients as the peak has, for a minute (bar 76)."""
    assert world.snapshot is not None
    with gluteal(world.state) as server:
        load(server.port, [DIFFERENTIAL], PEAK_CONNECTIONS, SECONDS)
        peak = load(server.port, [DIFFERENTIAL], PEAK_CONNECTIONS, 3 * SECONDS)
        over = load(server.port, [DIFFERENTIAL], 10 * PEAK_CONNECTIONS, OVERLOAD_SECONDS)
        began = time.perf_counter()
        server.ask(DIFFERENTIAL)
        recovery = time.perf_counter() - began
        flood = load(server.port, ATTACK, 10 * PEAK_CONNECTIONS, 3 * SECONDS)
    goodput = f"{over.rate:.0f} and {peak.rate:.0f} answers/s, {over.failed} failed"
    yield Figure("overload: goodput / peak", over.rate / peak.rate, "x", 0.8, goodput,
                 at_least=True)
    yield Figure("overload: answers, p99", percentile(over.fine, 0.99), "ms", None)
    yield _refusals("overload by differentials", over.refused)
    yield _refusals("overload by runaway queries", [ms for ms in flood.refused if ms < 1500])
    yield Figure("overload: recovery", recovery, "s", 2.0)


def _refusals(name: str, refused: list[float]) -> Figure:
    note = f"{len(refused):,} refusals, median {percentile(refused, 0.5):.0f} ms"
    return Figure(f"{name}: refusals, p99", percentile(refused, 0.99), "ms", 50.0, note)


def drain_figures(world: World) -> Iterator[Figure]:
    """Measure what SIGTERM costs clients that ask 200 times a second (bar 75)."""
    assert world.snapshot is not None
    lost: list[str] = []
    answered: list[int] = []
    with gluteal(world.state) as server:
        stop = threading.Event()
        clients = [threading.Thread(target=_steadily, args=(server.port, stop, answered, lost))
                   for _ in range(8)]
        for client in clients:
            client.start()
        time.sleep(DRAINED_AFTER)
        server.process.terminate()
        for client in clients:
            client.join(timeout=20)
        stop.set()
        status = server.process.wait(timeout=20)
    yield Figure("SIGTERM at 200 requests/s: accepted and not answered", len(lost), "", 0.0,
                 f"{len(answered)} answered, exit {status}")


def _steadily(port: int, stop: threading.Event, answered: list[int], lost: list[str]) -> None:
    """Ask until no connection can be made any more, each time over a new one."""
    while not stop.is_set():
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.connect()
        except OSError:
            return
        try:
            connection.request("POST", DIFFERENTIAL.path, DIFFERENTIAL.body,
                               dict(DIFFERENTIAL.headers))
            answered.append(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            lost.append(repr(error))
        with suppress(OSError):
            connection.close()
        time.sleep(max(0.0, 8 / RATE - (time.perf_counter() - began)))
