"""The start of the service, and the memory of its processes."""

import json
import statistics
import urllib.parse
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.servers import Call, gluteal
from tests.bench.world import World

STARTS = 3
JSON = {"Content-Type": "application/json"}
DIFFERENTIAL = Call("/v1/differential", json.dumps(
    {"findings": [{"concept": "buttock pain"}, {"concept": "leg weakness"}]}).encode(), JSON)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _sparql(query: str) -> Call:
    return Call("/sparql", urllib.parse.urlencode({"query": query}).encode(), FORM)


LOOKUP = _sparql("SELECT ?l WHERE { gluteal:GKG_0004013 rdfs:label ?l }")


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
