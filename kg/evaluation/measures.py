"""How good the ranking is on examples: places of the truth, and red flags raised and missed."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.evaluation.trial import Trial

TOPS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Counts over trials.

    ``within[k]`` counts the truths among the first k; ``reciprocal`` is the mean of 1 / place;
    ``flagged`` of ``expected`` examples that need action within days were flagged red, ``spared``
    of ``others`` were not. ``misses`` are the trials whose first place is wrong, ``unflagged`` and
    ``overflagged`` those whose red flags are.
    """

    total: int
    within: dict[int, int]
    reciprocal: float
    expected: int
    flagged: int
    others: int
    spared: int
    misses: Sequence[Trial]
    unflagged: Sequence[Trial]
    overflagged: Sequence[Trial]

    @property
    def sensitivity(self) -> float | None:
        """The share of red examples that were flagged; ``None`` where there are none."""
        return self.flagged / self.expected if self.expected else None

    @property
    def specificity(self) -> float | None:
        """The share of other examples that were not flagged; ``None`` where there are none."""
        return self.spared / self.others if self.others else None


def measures(trials: Sequence[Trial]) -> Measures:
    """Count over ``trials``."""
    ranks = [trial.rank for trial in trials if trial.rank is not None]
    red = [trial for trial in trials if trial.example.red_flag]
    unflagged = [trial for trial in red if not trial.red]
    overflagged = [trial for trial in trials if trial.red and not trial.example.red_flag]
    others = len(trials) - len(red)
    return Measures(
        total=len(trials),
        within={top: sum(rank <= top for rank in ranks) for top in TOPS},
        reciprocal=sum(1 / rank for rank in ranks) / len(trials) if trials else 0.0,
        expected=len(red), flagged=len(red) - len(unflagged),
        others=others, spared=others - len(overflagged),
        misses=[trial for trial in trials if trial.rank != 1],
        unflagged=unflagged, overflagged=overflagged,
    )
