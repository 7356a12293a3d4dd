"""How queries grow with the graph: its evidence 1, 10 and 100 times.

The copies are rows of their own about conditions of their own, as more conditions would be.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from kg.query.client import QueryService
from kg.query.pool import start_pool
from kg.snapshot.manifest import DATASET
from tests.bench.figures import Figure
from tests.bench.servers import family_cpu_seconds
from tests.bench.sparql import CONTAINS, LOOKUP, differential_query
from tests.bench.world import World

TIMES = tuple(int(n) for n in os.environ.get("GLUTEAL_BENCH_GROWTH", "1,10,100").split(","))
CALLS = {"lookup": 1000, "label CONTAINS": 50, "differential query": 20}
_COPIED = b"https://w3id.org/gluteal/evidence/"
_ENTITY, _IS_ABOUT = b"https://w3id.org/gluteal/GKG_", b"<https://w3id.org/gluteal/condition>"


def figures(world: World) -> Iterator[Figure]:
    """Measure; queries have a minute each."""
    queries = {"lookup": LOOKUP, "label CONTAINS": CONTAINS,
               "differential query": differential_query(world.snapshot)}
    os.environ["GLUTEAL_QUERY_DEADLINE_SECONDS"] = "60"
    try:
        for times in TIMES:
            with tempfile.TemporaryDirectory() as folder:
                size = _replicate(world.snapshot.path / DATASET, Path(folder) / DATASET, times)
                yield from _measured(Path(folder), queries, times, size)
    finally:
        del os.environ["GLUTEAL_QUERY_DEADLINE_SECONDS"]


def _measured(
    folder: Path, queries: dict[str, str], times: int, size: int
) -> Iterator[Figure]:
    with start_pool(folder) as pool:
        service = QueryService(pool.socket_path)
        service.run("ASK {}")
        for name, query in queries.items():
            service.run(query)
            before = family_cpu_seconds(psutil.Process(pool.pid))
            for _ in range(CALLS[name]):
                service.run(query)
            spent = family_cpu_seconds(psutil.Process(pool.pid)) - before
            note = f"processor time of the pool; {size:,} triples"
            yield Figure(f"{name}, evidence x {times}", spent / CALLS[name] * 1000, "ms", note=note)


def _replicate(dataset: Path, target: Path, times: int) -> int:
    """Write ``dataset`` with its evidence rows ``times`` times; return the number of triples."""
    lines = dataset.read_bytes().splitlines(keepends=True)
    copied = [line for line in lines if line.startswith(b"<" + _COPIED)]
    with target.open("wb") as file:
        file.writelines(lines)
        for number in range(1, times):
            row, condition = _COPIED + b"copy%d-" % number, _ENTITY + b"%d_" % number
            file.writelines(
                line.replace(_COPIED, row, 1).replace(_ENTITY, condition, _IS_ABOUT in line)
                for line in copied
            )
    return len(lines) + (times - 1) * len(copied)
