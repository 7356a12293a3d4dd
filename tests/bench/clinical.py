"""The full differential in the library."""

import statistics
from collections.abc import Iterator

from kg.clinical.facade import Clinician
from tests.bench.figures import Figure, milliseconds
from tests.bench.world import World

ROUNDS = 20


def figures(world: World) -> Iterator[Figure]:
    """Measure."""
    clinician = Clinician.of(world.snapshot)
    for request in world.requests:
        clinician.differential(request)
    warm = [
        milliseconds(lambda r=r: clinician.differential(r))
        for _ in range(ROUNDS)
        for r in world.requests
    ]
    median = statistics.median(warm)
    yield Figure("full differential, eight findings", median, "ms", 3.0, f"{len(warm)} runs")
