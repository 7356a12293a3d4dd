"""``make bench``: a table of what is measured, with medians, ratios and the aims."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.clinical.facade import Clinician
from tests.bench import (
    clinical,
    graph,
    growth,
    handler,
    overload,
    reasoner,
    rebuild,
    service,
    sparql,
    viewer,
)
from tests.bench.faults import fault_figures
from tests.bench.figures import Figure, show
from tests.bench.ranking_report import ranking_summary
from tests.bench.reading_report import print_reading
from tests.bench.world import World


def _reading(world: World) -> Iterator[Figure]:
    """Print the table of its own that the reading of notes has; there is no single figure."""
    print_reading(world.snapshot)
    yield from ()


def _ranking(world: World) -> Iterator[Figure]:
    return (Figure(*row) for row in ranking_summary(Clinician.of(world.snapshot)))


PARTS: dict[str, Callable[[World], Iterator[Figure]]] = {
    "reasoner": reasoner.figures,
    "clinical": clinical.figures,
    "reading": _reading,
    "ranking": _ranking,
    "graph": graph.figures,
    "service": service.figures,
    "attack": overload.attack_figures,
    "slow": overload.slow_figures,
    "overload": overload.overload_figures,
    "drain": overload.drain_figures,
    "faults": lambda world: (Figure(*row) for row in fault_figures(world.state / "faults")),
    "sparql": sparql.figures,
    "handler": handler.figures,
    "growth": growth.figures,
    "rebuild": rebuild.figures,
    "viewer": viewer.figures,
}
"""The parts by name, in their order."""


def main(names: list[str]) -> None:
    """Measure the parts ``names``, by default all of them, and print the table."""
    if unknown := set(names) - set(PARTS):
        sys.exit(f"there is no part {min(unknown)}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        show(list(_measured(names or list(PARTS), world)))


def _measured(names: list[str], world: World) -> Iterator[Figure]:
    """Measure, and tell of each figure at once: some parts take many minutes."""
    for name in names:
        for figure in PARTS[name](world):
            sys.stderr.write(
                f"{figure.name}: {figure.value:,.2f} {figure.unit}  {figure.note}\n")
            yield figure


if __name__ == "__main__":
    main(sys.argv[1:])
