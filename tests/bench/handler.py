"""The differential over HTTP beside a Flask handler that does nothing, with the same sizes."""

import json
import os
import statistics
import sys
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.servers import Call, free_port, gluteal, running
from tests.bench.service import JSON
from tests.bench.world import World

ROUNDS = 9
CALLS = 60


def figures(world: World) -> Iterator[Figure]:
    """Measure."""
    body = json.dumps(world.requests[0]).encode()
    ours = Call("/v1/differential", body, JSON)
    with gluteal(world.state) as server:
        size, port = len(server.ask(ours)), free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--port",
                   str(port), "--workers", str(os.cpu_count() or 1), "--blocking-threads", "8",
                   "tests.bench.noop:app"]
        with running(command, port, Call("/"), {"NOOP_BYTES": str(size)}) as noop:
            pairs = [(server.cpu_per_call(ours, CALLS), noop.cpu_per_call(Call("/", body, JSON),
                                                                          CALLS))
                     for _ in range(ROUNDS + 1)][1:]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    note = f"{mine:.2f} ms and {theirs:.2f} ms; {len(body)} bytes there, {size:,} back"
    yield Figure("/v1/differential / a handler that does nothing", mine / theirs, "x", 2.0, note)
