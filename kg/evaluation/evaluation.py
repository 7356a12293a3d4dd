"""One form of a file of examples evaluated as a whole, as the command line tells it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg.clinical.facade import Clinician
from kg.evaluation.examples import Example
from kg.evaluation.measures import Measures, measures
from kg.evaluation.trial import Trial, run
from kg.evaluation.worst import Explained, worst

Json = dict[str, Any]
Watched = Callable[[Sequence[Example]], Iterable[Example]]
"""Passes examples on while it shows how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The trials of one form, what was counted over them, and the worst explained."""

    by: str
    trials: Sequence[Trial]
    measures: Measures
    worst: Sequence[Explained]

    def to_json(self) -> Json:
        """Return the evaluation as JSON values."""
        return {
            "measures": measures_json(self.measures),
            "cases": [trial_json(trial) for trial in self.trials],
            "worst": [explained.to_json() for explained in self.worst],
        }


def evaluation(
    clinician: Clinician, examples: Sequence[Example], by: str, most: int,
    watched: Watched = lambda examples: examples,
) -> Evaluation:
    """Put ``examples`` to ``clinician`` and count; ``most`` of the worst are explained."""
    trials = [run(clinician, example) for example in watched(examples)]
    return Evaluation(
        by=by, trials=trials, measures=measures(trials), worst=worst(clinician, trials, most)
    )


def measures_json(found: Measures) -> Json:
    """Return the figures with their intervals; identifiers in place of trials."""
    return {
        "total": found.total,
        "top": {str(top): share.to_json() for top, share in found.decided.items()},
        "top_with_undecidable": {str(k): share.to_json() for k, share in found.within.items()},
        "mean_reciprocal_rank": found.reciprocal,
        "red_flag_sensitivity": found.sensitivity.to_json(),
        "red_flag_specificity": found.specificity.to_json(),
        "emergencies_flagged": found.emergencies.to_json(),
        "abstention": {
            "right_on_undecidable": found.silent.to_json(),
            "wrong_on_decidable": found.mute.to_json(),
        },
        "pairs": found.pairs.to_json(),
        "must_not_miss_in_view": found.in_view.to_json(),
        "conditions": [asdict(condition) for condition in found.conditions],
        "contradicted": [t.example.id for t in found.contradicted],
        "missed": [t.example.id for t in found.misses],
        "unflagged": [t.example.id for t in found.unflagged],
        "overflagged": [t.example.id for t in found.overflagged],
    }


def trial_json(trial: Trial) -> Json:
    """Return one trial as JSON values."""
    example = trial.example
    return {
        "id": example.id, "truth": example.truth, "outcome": trial.outcome, "rank": trial.rank,
        "first": list(trial.first), "red_flag": bool(trial.red), "red_flags": list(trial.red),
        "red_flag_expected": example.red_flag, "not_understood": list(trial.unread),
        "contradictions": [clash.to_json() for clash in trial.clashes],
        "rank_without_denials": trial.resolved, "missed": list(trial.missed),
        "unknown_names": list(trial.unknown), "error": trial.refused or None,
    }
