"""Places of all entities, once and for everyone: a force-directed layout in plain arithmetic.

Only ``+ - * /`` and square roots are used, which IEEE 754 rounds alike on every machine; numerical
libraries sum in an order that depends on the processor, and a layout magnifies the last bit. The
forces are those of Fruchterman and Reingold (Softw. Pract. Exper. 21, 1991), with distant nodes
taken together by the cells of a coarse grid, and a weak pull of every kind of entity towards a
part of the picture. At the end every node takes a point of its own on a lattice.

An entity that has a place keeps it: a new condition is put beside what it is related to and moves
nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from random import Random

from kg.graph.lattice import SPAN, Lattice, Place

SEED = 20240
ROUNDS = 70
CELLS = 12
"""Columns and rows of the grid of the distant forces."""
PULL, PULL_ALONE = 0.15, 0.9
"""How strongly a kind draws its entities, and those that nothing else holds."""
FRESH_SHARE = 0.5
"""Where fewer entities than this share have a place, all are laid out anew."""

_CENTER = (0.5, 0.5)
_ANCHORS = {
    "Condition": _CENTER, "Syndrome": _CENTER,
    "Nerve": (0.2, 0.5), "NerveRoot": (0.1, 0.6), "Muscle": (0.15, 0.25), "Joint": (0.3, 0.25),
    "Bone": (0.1, 0.1), "Ligament": (0.25, 0.1), "Tendon": (0.2, 0.15), "Vessel": (0.05, 0.4),
    "AnatomicalStructure": (0.25, 0.35), "PainRegion": (0.4, 0.3), "Movement": (0.1, 0.8),
    "Activity": (0.3, 0.85), "Function": (0.1, 0.95),
    "Symptom": (0.75, 0.35), "FindingType": (0.75, 0.25), "Sign": (0.85, 0.5),
    "TestResult": (0.85, 0.75), "Examination": (0.75, 0.9), "ImagingResult": (0.95, 0.75),
    "LabResult": (0.95, 0.65), "HistoryItem": (0.55, 0.85), "Treatment": (0.55, 0.1),
}
_ELSEWHERE = (0.92, 0.08)
"""Where kinds are drawn to, in shares of the picture: anatomy left, findings right, conditions
between them; the words that describe findings stand apart."""

Link = tuple[str, str, float]
"""Two entities and how strongly they attract each other."""


def places_of(
    kinds: Mapping[str, str], links: Iterable[Link], known: Mapping[str, Place]
) -> dict[str, Place]:
    """Return a place for every entity of ``kinds`` (CURIE to kind); no two share one.

    Entities keep the place that they have in ``known``. Everything is laid out anew where too few
    have one.
    """
    kept = {curie: known[curie] for curie in sorted(kinds) if curie in known}
    pulls = _by_entity(kinds, links)
    if len(kept) < FRESH_SHARE * len(kinds):
        return _lay_out(kinds, pulls)
    lattice = Lattice(kept)
    waiting = sorted(set(kinds) - set(kept))
    while waiting:
        # The best connected comes first, so that others can be put beside it.
        curie = max(waiting, key=lambda c: (_placed(pulls[c], kept), c))
        waiting.remove(curie)
        kept[curie] = lattice.take(_between(kinds[curie], pulls[curie], kept))
    return dict(sorted(kept.items()))


def _by_entity(
    kinds: Mapping[str, str], links: Iterable[Link]
) -> dict[str, dict[str, float]]:
    pulls: dict[str, dict[str, float]] = {curie: {} for curie in kinds}
    for one, other, strength in sorted(links):
        if one != other and one in kinds and other in kinds:
            pulls[one][other] = max(pulls[one].get(other, 0.0), strength)
            pulls[other][one] = max(pulls[other].get(one, 0.0), strength)
    return pulls


def _placed(pulls: Mapping[str, float], kept: Mapping[str, Place]) -> int:
    return len(pulls.keys() & kept.keys())


def _between(kind: str, pulls: Mapping[str, float], kept: Mapping[str, Place]) -> tuple[float, ...]:
    """Return the point between an entity's neighbours and where its kind belongs."""
    anchor = _ANCHORS.get(kind, _ELSEWHERE)
    x, y, total = anchor[0] * SPAN * 0.5, anchor[1] * SPAN * 0.5, 0.5
    for curie in sorted(pulls):
        if curie in kept:
            x += kept[curie][0] * pulls[curie]
            y += kept[curie][1] * pulls[curie]
            total += pulls[curie]
    return x / total, y / total


def _lay_out(
    kinds: Mapping[str, str], pulls: Mapping[str, Mapping[str, float]]
) -> dict[str, Place]:
    order = sorted(kinds)
    number = {curie: n for n, curie in enumerate(order)}
    anchors = [_ANCHORS.get(kinds[curie], _ELSEWHERE) for curie in order]
    drawn = [PULL if pulls[curie] else PULL_ALONE for curie in order]
    random = Random(SEED)  # noqa: S311 - a layout, not a secret
    points = [[ax + random.random() * 0.1, ay + random.random() * 0.1] for ax, ay in anchors]
    springs = [
        (number[one], number[other], strength / sqrt(min(len(pulls[one]), len(pulls[other]))))
        for one in order for other, strength in sorted(pulls[one].items()) if one < other
    ]
    ideal = 1.0 / sqrt(max(len(order), 1))
    for turn in range(ROUNDS):
        step = 0.1 * (1.0 - turn / ROUNDS) + 0.002
        forces = [[(ax - x) * pull, (ay - y) * pull]
                  for (ax, ay), (x, y), pull in zip(anchors, points, drawn, strict=True)]
        _repel(points, forces, ideal)
        _attract(points, forces, springs, ideal)
        _move(points, forces, step)
    return _snapped(order, points)


def _repel(points: Sequence[list[float]], forces: Sequence[list[float]], ideal: float) -> None:
    """Push all nodes apart: near ones singly, those of a distant cell as one."""
    cells: dict[tuple[int, int], list[int]] = {}
    for n, (x, y) in enumerate(points):
        cells.setdefault((int(x * CELLS), int(y * CELLS)), []).append(n)
    masses = {
        cell: (float(len(inside)), *(_mean([points[n][axis] for n in inside]) for axis in (0, 1)))
        for cell, inside in cells.items()
    }
    square = ideal * ideal
    for (column, row), inside in cells.items():
        near = [n for c in (column - 1, column, column + 1) for r in (row - 1, row, row + 1)
                for n in cells.get((c, r), ())]
        far = [mass for (c, r), mass in masses.items()
               if abs(c - column) > 1 or abs(r - row) > 1]
        bodies = [*((1.0, points[n][0], points[n][1]) for n in near), *far]
        for n in inside:
            x, y = points[n]
            fx = fy = 0.0
            for mass, bx, by in bodies:
                dx, dy = x - bx, y - by
                push = mass * square / (dx * dx + dy * dy + 1e-6)
                fx += dx * push
                fy += dy * push
            forces[n][0] += fx
            forces[n][1] += fy


def _mean(values: Sequence[float]) -> float:
    # Not sum(): its rounding differs between versions of Python.
    total = 0.0
    for value in values:
        total += value
    return total / len(values)


def _attract(
    points: Sequence[list[float]], forces: Sequence[list[float]],
    springs: Sequence[tuple[int, int, float]], ideal: float,
) -> None:
    for one, other, strength in springs:
        dx, dy = points[other][0] - points[one][0], points[other][1] - points[one][1]
        pull = strength * sqrt(dx * dx + dy * dy) / ideal * 0.05
        forces[one][0] += dx * pull
        forces[one][1] += dy * pull
        forces[other][0] -= dx * pull
        forces[other][1] -= dy * pull


def _move(points: Sequence[list[float]], forces: Sequence[list[float]], step: float) -> None:
    for point, (fx, fy) in zip(points, forces, strict=True):
        length = sqrt(fx * fx + fy * fy)
        scale = step / length if length > step else 1.0
        point[0] += fx * scale
        point[1] += fy * scale


def _snapped(order: Sequence[str], points: Sequence[list[float]]) -> dict[str, Place]:
    """Spread the points over the whole picture and give each a point of the lattice.

    A point's place on an axis is one quarter its own and three quarters its rank on that axis, so
    that a few outliers do not press everything else together.
    """
    shares = [_spread([point[axis] for point in points]) for axis in (0, 1)]
    lattice = Lattice({})
    return {
        curie: lattice.take((shares[0][n] * SPAN, shares[1][n] * SPAN))
        for n, curie in enumerate(order)
    }


def _spread(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    ranks = {n: rank for rank, n in enumerate(sorted(range(len(values)), key=lambda n: values[n]))}
    width, most = (high - low) or 1.0, max(len(values) - 1, 1)
    return [0.25 * (v - low) / width + 0.75 * ranks[n] / most for n, v in enumerate(values)]
