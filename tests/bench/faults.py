"""What faults cost: kills, reloads and overload, under a few clients that keep asking."""

import signal
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.api.live import Running, start
from tests.api.load import Load
from tests.api.small_service import SmallOntology
from tests.processes import query_worker, web_workers, zygote

Row = tuple[str, float, str, float | None, str]
KILLS = 5
RUNAWAY = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def fault_figures(folder: Path) -> Iterator[Row]:
    """Measure a small service in ``folder``: name, value, unit, aim and note of each figure."""
    small = SmallOntology(folder)
    small.build("first")
    process, running = start(small.state, "--workers", "2", **small.settings)
    try:
        yield from _kills(process.pid, running)
        yield _reload(small, process.pid, running)
        yield from _overload(running)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _victims(master: int) -> dict[str, Callable[[], psutil.Process]]:
    return {
        "web worker": lambda: web_workers(master)[0],
        "query worker": lambda: query_worker(zygote(master).pid),
        "zygote": lambda: zygote(master),
    }


def _kills(master: int, running: Running) -> Iterator[Row]:
    for name, victim in _victims(master).items():
        gaps, lost = [], 0
        for _ in range(KILLS):
            with Load(running.port) as load:
                load.more(50)
                failed = len(load.met.failures)
                victim().kill()
                killed = time.perf_counter()
                load.more(8)  # each client has asked both kinds of question
                gaps.append(time.perf_counter() - killed)
                load.more(50)
                lost = max(lost, len(load.met.failures) - failed)
            time.sleep(1.0)
        note = f"{KILLS} kills, at most {lost} of 4 clients lost a request"
        yield (f"{name} killed, until answered", statistics.median(gaps), "s", 1.0, note)


def _reload(small: SmallOntology, master: int, running: Running) -> Row:
    small.build("second")
    with Load(running.port) as load:
        load.more(200)
        psutil.Process(master).send_signal(signal.SIGHUP)
        load.more(2000)
    count = len(load.met.digests)
    return ("reload under load, failed", len(load.met.failures), "", 0.0, f"{count} answers")


def _overload(running: Running) -> Iterator[Row]:
    spent: dict[int, list[float]] = {}

    def ask() -> None:
        url = f"http://127.0.0.1:{running.port}/sparql"
        headers = {"Content-Type": "application/sparql-query"}
        started = time.perf_counter()
        try:
            with urllib.request.urlopen(urllib.request.Request(url, RUNAWAY, headers)) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        spent.setdefault(status, []).append(time.perf_counter() - started)

    flood = [threading.Thread(target=ask) for _ in range(180)]
    for thread in flood:
        thread.start()
    for thread in flood:
        thread.join()
    refused = sorted(spent.get(429, [0.0]))
    met = ", ".join(f"{len(times)} x {status}" for status, times in sorted(spent.items()))
    p99 = refused[int(len(refused) * 0.99) - 1] * 1000
    yield ("refusal at ten times the capacity, p99", p99, "ms", 50.0, met)
    started = time.perf_counter()
    while running.ask("GET", "/sparql?query=ASK%7B%7D").status != 200:
        time.sleep(0.01)
    yield ("answers again after overload", time.perf_counter() - started, "s", 2.0, "")
