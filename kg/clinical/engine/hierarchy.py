"""What the order among findings says: how specific each is, what it may stand for, what repeats.

Information is in decades: -log10 of the share of rows that have the finding or a kind of it.
"""

import math
from collections.abc import Collection, Iterable, Sequence


def decades(share: float) -> float:
    """Return the information of a finding that ``share`` of the rows have (above 0, to 1)."""
    return -math.log10(share)


def lineages(
    ancestors: Sequence[frozenset[int]], information: Sequence[float], *, decay: float,
    least: float,
) -> list[list[tuple[int, float]]]:
    """Return for each finding what a report of it may stand for, most informative first.

    Each decade of information that is lost divides the share by ``10**decay``; nothing below
    ``least`` decades counts. The shares sum to 1, or there are none.
    """
    found = []
    for finding, above in enumerate(ancestors):
        order = sorted((f for f in above if information[f] >= least),
                       key=lambda f: (-information[f], f))
        if information[finding] >= least:
            order.insert(0, finding)
        weights = [10.0 ** (-decay * max(0.0, information[finding] - information[f]))
                   for f in order]
        whole = sum(weights)
        found.append([(f, w / whole) for f, w in zip(order, weights, strict=True)])
    return found


def novelty(
    findings: Collection[int], ancestors: Sequence[frozenset[int]], information: Sequence[float],
    *, power: float,
) -> dict[int, float]:
    """Return for each of ``findings`` the share of its information that is its own.

    What a finding adds to the best of its ancestors is divided, step by step up the hierarchy, by
    the number of ``findings`` that share the step, to the ``power``: with 0 every finding counts
    in full, with 1 a step counts once in all. Weights depend on what else was found, so a score
    is monotone in the findings only at given weights.
    """
    members = {f: (f, *sorted(ancestors[f])) for f in findings}
    times: dict[int, int] = {}
    for line in members.values():
        for step in line:
            times[step] = times.get(step, 0) + 1
    gain = {step: _gain(step, ancestors[step], information) for step in times}
    result = {}
    for finding, line in members.items():
        whole = sum(gain[step] for step in line)
        own = sum(gain[step] / times[step] ** power for step in line)
        result[finding] = own / whole if whole > 0.0 else 1.0
    return result


def _gain(finding: int, above: Iterable[int], information: Sequence[float]) -> float:
    known = max((information[f] for f in above), default=0.0)
    return max(0.0, information[finding] - known)
