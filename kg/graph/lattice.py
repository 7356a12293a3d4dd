"""The points that nodes may stand on, so that no two meet."""

from collections.abc import Iterator, Mapping, Sequence

STEP = 100
SPAN = 10_000
"""Width and height of the picture, and the distance of its points, in units of its own."""

Place = tuple[int, int]


class Lattice:
    """Points at distances of :data:`STEP`; each is taken once."""

    def __init__(self, taken: Mapping[str, Place]) -> None:
        """Begin with the places that are ``taken``."""
        self._taken = set(taken.values())

    def take(self, wanted: Sequence[float]) -> Place:
        """Take the free point that is nearest to ``wanted`` (the lowest, then leftmost of several).

        A full picture grows beyond its edge.
        """
        x, y = (min(max(value, 0.0), float(SPAN)) for value in wanted)
        column, row = int(x / STEP + 0.5), int(y / STEP + 0.5)
        ring = 0
        while True:
            free = [p for p in _ring(column, row, ring) if p not in self._taken]
            if free:
                place = min(free, key=lambda p: ((p[0] - x) ** 2 + (p[1] - y) ** 2, p[1], p[0]))
                self._taken.add(place)
                return place
            ring += 1


def _ring(column: int, row: int, ring: int) -> Iterator[Place]:
    """Yield the points at ``ring`` steps from a point, as squares around it."""
    most = SPAN // STEP
    for c in range(column - ring, column + ring + 1):
        edge = abs(c - column) == ring
        for r in (range(row - ring, row + ring + 1) if edge else (row - ring, row + ring)):
            if (0 <= c <= most and 0 <= r <= most) or ring > most:
                yield c * STEP, r * STEP
