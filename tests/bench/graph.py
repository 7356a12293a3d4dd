"""Ten paths between random entities, and the largest neighborhood of each."""

import random
import statistics
from collections.abc import Iterator

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.neighbourhood import neighbourhood
from kg.catalogue.network import Filter, Network
from kg.catalogue.paths import Paths
from tests.bench.figures import Figure, milliseconds
from tests.bench.world import World


def figures(world: World) -> Iterator[Figure]:
    """Measure."""
    snapshot = world.snapshot
    network = Network(Catalogue(snapshot.knowledge, snapshot.taxonomy), snapshot.graph)
    paths, chosen = Paths(network), Filter()
    entities = [snapshot.knowledge.entities[curie] for curie in sorted(snapshot.graph.places)]
    pairs = [random.Random(seed).sample(entities, 2) for seed in range(100)]
    for one, other in pairs[:2]:
        paths.between(one, other, chosen, k=10)
    walked = [milliseconds(lambda p=p: paths.between(*p, chosen, k=10)) for p in pairs]
    yield Figure("ten paths, slowest of 100 pairs", max(walked), "ms", 100.0,
                 f"median {statistics.median(walked):.1f} ms")
    around = [milliseconds(lambda p=p: neighbourhood(network, p, chosen, depth=3, limit=500))
              for p in pairs]
    yield Figure("neighbourhood, 3 steps, 500 nodes", max(around), "ms", 100.0,
                 f"median {statistics.median(around):.1f} ms")
