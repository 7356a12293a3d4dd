"""How good the answers to examples are: places of the truth, red flags, silence where it is due."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.evaluation.intervals import Share
from kg.evaluation.trial import Trial

TOPS = (1, 3, 5, 10)
EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCondition:
    """How often one truth was first and among the first three."""

    truth: str
    total: int
    first: int
    third: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Counts over trials.

    ``within[k]`` is the share of truths among the first k, ``decided[k]`` the same over the cases
    that name a condition; ``reciprocal`` is the mean of 1 / place. ``sensitivity`` and
    ``specificity`` are those of the red flags, ``emergencies`` the share of emergencies that were
    flagged as one. ``silent`` counts undecidable cases answered as such, ``mute`` decidable cases
    that got no ranking. ``pairs`` counts look-alike pairs with both truths first, ``in_view`` the
    conditions that had to stay in view. ``contradicted`` are the trials that were refused for a
    clash, ``misses`` those whose first place is wrong, ``unflagged`` and ``overflagged`` those
    whose red flags are.
    """

    total: int
    within: dict[int, Share]
    decided: dict[int, Share]
    reciprocal: float
    sensitivity: Share
    specificity: Share
    emergencies: Share
    silent: Share
    mute: Share
    pairs: Share
    in_view: Share
    conditions: Sequence[OfCondition]
    contradicted: Sequence[Trial]
    misses: Sequence[Trial]
    unflagged: Sequence[Trial]
    overflagged: Sequence[Trial]


def measures(trials: Sequence[Trial]) -> Measures:
    """Count over ``trials``."""
    red = [t for t in trials if t.example.red_flag]
    others = [t for t in trials if not t.example.red_flag]
    decidable = [t for t in trials if t.decidable]
    pressing = [t for t in red if t.example.triage == EMERGENCY]
    wanted = sum(len(t.example.must_not_miss) for t in trials)
    return Measures(
        total=len(trials),
        within=_tops(trials), decided=_tops(decidable),
        reciprocal=sum(1 / t.rank for t in trials if t.rank) / len(trials) if trials else 0.0,
        sensitivity=_share(red, lambda t: bool(t.red)),
        specificity=_share(others, lambda t: not t.red),
        emergencies=_share(pressing, lambda t: bool(t.emergency)),
        silent=_share((t for t in trials if not t.decidable), lambda t: t.rank == 1),
        mute=_share(decidable, lambda t: t.abstained and t.rank != 1),
        pairs=_pairs(trials),
        in_view=Share(wanted - sum(len(t.missed) for t in trials), wanted),
        conditions=_conditions(trials),
        contradicted=[t for t in trials if t.clashes],
        misses=[t for t in trials if t.rank != 1],
        unflagged=[t for t in red if not t.red],
        overflagged=[t for t in others if t.red],
    )


def is_within(trial: Trial, top: int) -> bool:
    """Tell whether a right answer is among the first ``top``."""
    return trial.rank is not None and trial.rank <= top


def _tops(trials: Sequence[Trial]) -> dict[int, Share]:
    return {top: Share(sum(is_within(t, top) for t in trials), len(trials)) for top in TOPS}


def _share(trials: Iterable[Trial], right: Callable[[Trial], bool]) -> Share:
    answers = [right(trial) for trial in trials]
    return Share(sum(answers), len(answers))


def _pairs(trials: Sequence[Trial]) -> Share:
    """A pair is right if all its cases are; a mark that only one case bears makes no pair."""
    found: dict[str, list[Trial]] = {}
    for trial in trials:
        if trial.example.pair:
            found.setdefault(trial.example.pair, []).append(trial)
    whole = [pair for pair in found.values() if len(pair) > 1]
    return Share(sum(all(t.rank == 1 for t in pair) for pair in whole), len(whole))


def _conditions(trials: Sequence[Trial]) -> list[OfCondition]:
    found: dict[str, list[Trial]] = {}
    for trial in trials:
        found.setdefault(trial.example.truth, []).append(trial)
    return [
        OfCondition(
            truth=truth, total=len(of),
            first=sum(is_within(t, 1) for t in of), third=sum(is_within(t, 3) for t in of),
        )
        for truth, of in sorted(found.items())
    ]
