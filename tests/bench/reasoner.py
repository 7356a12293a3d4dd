"""Realization of eight findings, first and repeated, with HermiT beside it."""

import statistics
from collections.abc import Iterator

from kg.axioms import Named
from kg.iris import entity_iri
from kg.places import INFERRED, ONTOLOGY, RECORDS
from kg.reasoning.hermit import classify
from kg.reasoning.presentation import Report, presentation_axioms
from kg.reasoning.read import compiled_axioms
from kg.reasoning.realise import Realiser
from kg.snapshot.read import parse_turtle
from tests.bench.figures import Figure, milliseconds
from tests.bench.world import COMPILED, World

ROUNDS = 20
STARTS = 3


def figures(world: World) -> Iterator[Figure]:
    """Measure."""
    realiser = Realiser(world.snapshot.knowledge, world.snapshot.taxonomy)
    drawn = [[Report(Named(entity_iri(f)), "present", "left") for f in case]
             for case in world.cases]
    first = [milliseconds(lambda d=d: realiser.realise(d, 1)) for d in drawn]
    warm = [milliseconds(lambda d=d: realiser.realise(d, 1)) for _ in range(ROUNDS) for d in drawn]
    median = statistics.median(warm)
    yield Figure("reasoner, eight findings", median, "ms", 1.0, f"{len(warm)} runs")
    yield Figure("reasoner, findings not met before", statistics.median(first), "ms")
    asserted = parse_turtle([COMPILED / ONTOLOGY, COMPILED / RECORDS])
    inferred = parse_turtle([COMPILED / INFERRED])
    axioms = compiled_axioms(asserted, inferred)
    one = [*axioms, *presentation_axioms("urn:bench:presentation", drawn[0], 1)]
    alone = statistics.median(milliseconds(lambda: classify(axioms)) for _ in range(STARTS))
    both = statistics.median(milliseconds(lambda: classify(one)) for _ in range(STARTS))
    yield Figure("HermiT, the same presentation", both, "ms", None, f"{both / median:,.0f} times")
    yield Figure("HermiT, the ontology alone", alone, "ms")
