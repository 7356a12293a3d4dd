"""The start of the service, the memory of its processes, and what an attacker costs others."""

import http.client
import json
import statistics
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress

from tests.bench.figures import Figure, milliseconds
from tests.bench.servers import Call, Server, gluteal
from tests.bench.world import World

STARTS = 3
CALLS = 1000
JSON = {"Content-Type": "application/json"}
DIFFERENTIAL = Call("/v1/differential", json.dumps(
    {"findings": [{"concept": "buttock pain"}, {"concept": "leg weakness"}]}).encode(), JSON)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _sparql(query: str) -> Call:
    return Call("/sparql", urllib.parse.urlencode({"query": query}).encode(), FORM)


LOOKUP = _sparql("SELECT ?l WHERE { gluteal:GKG_0004013 rdfs:label ?l }")
RUNAWAY = _sparql("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


def figures(world: World) -> Iterator[Figure]:
    """Measure the start, and the memory of the processes after a differential."""
    seconds = []
    assert world.snapshot is not None
    for _ in range(STARTS):
        with gluteal(world.state) as server:
            seconds.append(server.ready_after)
            for _ in range(20):
                server.ask(DIFFERENTIAL)
            family = server.family()
            names = {part.name() for part in family}
            largest = max(part.memory_info().rss for part in family) / 2**20
    yield Figure("start until ready", statistics.median(seconds), "s", 1.5, f"{STARTS} starts")
    yield Figure("largest process, resident", largest, "MiB", 200.0, f"{len(family)} processes")
    yield Figure("Java processes while serving", sum("java" in name for name in names), "", 0.0)


def attack_figures(world: World) -> Iterator[Figure]:
    """Measure what one client that sends runaway queries costs the others (bar 7)."""
    assert world.snapshot is not None
    with gluteal(world.state) as server:
        calls = {"differential": DIFFERENTIAL, "lookup": LOOKUP}
        idle = {name: _p99(server, call) for name, call in calls.items()}
        stop = threading.Event()
        attacker = threading.Thread(target=_attack, args=(server.port, stop))
        attacker.start()
        attacked = {name: _p99(server, call) for name, call in calls.items()}
        stop.set()
        attacker.join()
    for name in calls:
        note = f"p99 {attacked[name]:.1f} ms, idle {idle[name]:.1f} ms"
        yield Figure(f"{name} beside an attacker", attacked[name] / idle[name], "x", 1.5, note)


def _attack(port: int, stop: threading.Event) -> None:
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        with suppress(OSError):
            connection.request("POST", RUNAWAY.path, RUNAWAY.body, dict(RUNAWAY.headers))
            connection.getresponse().read()
        connection.close()


def _p99(server: Server, call: Call) -> float:
    spent = sorted(milliseconds(lambda: server.ask(call)) for _ in range(CALLS))
    return spent[int(CALLS * 0.99) - 1]
