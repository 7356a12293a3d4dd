"""A complication shows what its cause shows: findings that it is silent about come from there.

Cauda equina syndrome names no ankle reflex, but the herniation that causes it does. The frequency
of a finding in a complication that says nothing of it is the mean over its causes, weighted by
their priors; a cause that is silent too has it as often as anyone. Only support is taken over: a
complication may come about in other ways.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from kg.clinical.index import targets
from kg.model import Condition, Evidence

DIGITS = 4


def causes(conditions: Mapping[str, Condition], rows: Iterable[str]) -> dict[str, list[str]]:
    """Return the causes of each condition among ``rows`` that are among them too, sorted."""
    known = set(rows)
    found: dict[str, set[str]] = {}
    for curie in known:
        relations = conditions[curie].relations
        for cause in targets(relations, "causedBy"):
            found.setdefault(curie, set()).add(cause)
        for effect in targets(relations, "causeOf"):
            found.setdefault(effect, set()).add(curie)
    return {
        effect: sorted(by & known) for effect, by in sorted(found.items())
        if effect in known and by & known
    }


def inherited(
    frequencies: Sequence[tuple[float, float | None, Sequence[Evidence]]], background: float
) -> tuple[float, float, Sequence[Evidence]] | None:
    """Return frequency, log10 ratio and evidence of a finding that only the causes speak of.

    ``frequencies`` gives, for each cause, its prior, the frequency there (``None`` where it is
    silent) and the rows of evidence; ``background`` is the probability in everyone. ``None`` where
    the causes do not make the finding more frequent.
    """
    whole = sum(prior for prior, _, _ in frequencies)
    mean = sum(p * (background if f is None else f) for p, f, _ in frequencies) / whole
    speaking = [(prior * (f or 0.0), rows) for prior, f, rows in frequencies if f is not None]
    if not speaking or mean <= background or background <= 0.0:
        return None
    rows = max(speaking, key=lambda pair: pair[0])[1]
    return mean, round(math.log10(mean / background), DIGITS), rows
