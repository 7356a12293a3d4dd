"""What the engine computes with: cells, groups, the hierarchy, and what was observed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """What finding ``finding`` says about row ``row``, in log10 of a likelihood ratio.

    The ``gated`` figures hold where gate ``gate`` is open and are never below the others, so that
    opening a gate never lowers a score. ``tag`` is an opaque handle of the caller. An
    ``unexplained`` cell stands for a row that says nothing of the finding: it counts a little
    against the row, and only where the finding was reported itself.
    """

    row: int
    finding: int
    present: float
    absent: float
    gate: int = -1
    present_gated: float = 0.0
    absent_gated: float = 0.0
    weak: bool = False
    tag: int = 0
    unexplained: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that repeat one another: at most ``max_members`` count, a present finding of
    ``clusters`` stands for all, and a positive sum stays within ``cap`` (log10)."""

    name: str
    max_members: int = 1
    cap: float | None = None
    clusters: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Blend:
    """Back-off by mixture, for rows whose reported findings are seldom the recorded ones.

    ``lineages`` holds for each finding what a report of it may stand for, itself first, with
    shares that sum to 1; ``odds`` are the odds that a report of a row's case is due to the row.
    """

    lineages: Sequence[Sequence[tuple[int, float]]]
    odds: float


@dataclass(frozen=True, slots=True)
class Model:
    """The arrays: prior of each row (log10), cells by finding, and the order among findings.

    ``ancestors`` holds the strict ancestors of each finding, ``parent`` one of them (or -1) such
    that the parents form a forest; ``group`` is the index of its group, or -1. Without ``blend``
    a finding backs off to the nearest one that the row speaks of.
    """

    priors: Sequence[float]
    columns: Sequence[Sequence[Cell]]
    ancestors: Sequence[frozenset[int]]
    parent: Sequence[int]
    group: Sequence[int]
    groups: Sequence[Group]
    blend: Blend | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What is known of a case.

    ``present`` maps a finding to the reports that entail it, ``direct`` are those that a report
    names or a rule concludes (the others follow from something more specific), ``absent`` maps a
    finding to its weight, and ``gate`` tells whether a gate is open. ``weights`` says how much a
    direct finding counts in a model that blends (1 where it says nothing).
    """

    present: Mapping[int, Sequence[int]]
    direct: frozenset[int]
    absent: Mapping[int, float]
    gate: Callable[[int], bool]
    weights: Mapping[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class Term:
    """One contribution; ``raw`` is what the cell says, ``value`` what counts in its group."""

    cell: Cell
    raw: float
    direct: bool = True
    present: bool = True
    gated: bool = False
    value: float = 0.0
    group: int = -1
