"""What was told of one finding, and which rows hear it.

A finding that follows only from something more specific counts, discounted, for a row that says
nothing of the specific one, and not at all for a row that does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.clinical.engine import terms
from kg.clinical.engine.effects import Effect, Effects
from kg.clinical.engine.model import Model, Observed


@dataclass(frozen=True, slots=True)
class Told:
    """One finding, reported or denied, with its effect; ``heard`` are the rows that it counts
    for, as bits."""

    finding: int
    present: bool
    direct: bool
    effect: Effect
    heard: int


def all_told(model: Model, effects: Effects, observed: Observed) -> Iterator[Told]:
    """Yield what was observed in the order of the findings, what is present first."""
    gate = observed.gate
    for finding in sorted(observed.present):
        direct = finding in observed.direct
        weight = 1.0 if direct else terms.BACK_OFF
        effect = effects.of(finding, gate, present=True, weight=weight)
        heard = effect.mask
        if not direct and heard:
            heard &= ~_explained(model, effects, observed, finding)
        yield Told(finding, True, direct, effect, heard)  # noqa: FBT003 - by position is faster
    for finding in sorted(observed.absent):
        weight = observed.absent[finding]
        effect = effects.of(finding, gate, present=False, weight=weight)
        heard, direct = effect.mask, weight == 1.0
        if not direct and effect.against:
            heard &= ~(effect.against & _denied(model, effects, observed, finding))
        yield Told(finding, False, direct, effect, heard)  # noqa: FBT003 - by position is faster


def _explained(model: Model, effects: Effects, observed: Observed, finding: int) -> int:
    """Return the rows that speak of something nearer to each report behind ``finding``."""
    nearer = [f for f in observed.present if finding in model.ancestors[f]]
    rows = _any_strong(effects, nearer)
    for report in observed.present[finding]:
        if not rows:
            break
        rows &= _any_strong(effects, [f for f in nearer if report in observed.present[f]])
    return rows


def _denied(model: Model, effects: Effects, observed: Observed, finding: int) -> int:
    """Return the rows that speak of a wider finding that was denied too."""
    above = model.ancestors[finding]
    return _any_strong(effects, [f for f in observed.absent if f in above])


def _any_strong(effects: Effects, findings: list[int]) -> int:
    rows = 0
    for finding in findings:
        rows |= effects.strong(finding)
    return rows
