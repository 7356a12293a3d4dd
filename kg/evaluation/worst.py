"""The worst answers explained: what was not understood, and what put another condition first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg.clinical.facade import Clinician
from kg.errors import ContradictionError, InputError
from kg.evaluation.contradiction import without_clashing_denials
from kg.evaluation.trial import LIMIT, Trial, named_by
from kg.evaluation.truths import truths

Json = dict[str, Any]
TERMS = 6
"""Terms shown of what separates the first place from the truth."""
NOWHERE = LIMIT + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What one finding, or the prior, gives the first place and the truth (log10)."""

    what: str
    first: float
    truth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why one answer is wrong: ``faults`` in words, what nobody understood, the ``gaps`` that put
    the first place ahead of the truth, and what keeps the truth from ranking."""

    trial: Trial
    faults: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    why_not: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """Return the explanation as JSON values."""
        example = self.trial.example
        return {
            "id": example.id, "truth": example.truth, "faults": list(self.faults),
            "first": list(self.trial.first[:1]), "not_understood": list(self.trial.unread),
            "gaps": [asdict(gap) for gap in self.gaps], "why_not": list(self.why_not),
        }


def worst(clinician: Clinician, trials: Iterable[Trial], most: int) -> list[Explained]:
    """Return the ``most`` worst of the wrong answers, the worst first: a red flag that was not
    raised, then refusals, then by how far down the truth stands, then flags without need."""
    wrong = [trial for trial in trials if faults(trial)]
    wrong.sort(key=lambda t: (*_badness(t), t.example.id))
    return [_explained(clinician, trial) for trial in wrong[:most]]


def faults(trial: Trial) -> tuple[str, ...]:
    """Return what is wrong with an answer, in words; nothing where it is right."""
    example, found = trial.example, list[str]()
    if example.red_flag and not trial.red:
        found.append("no red flag was raised")
    if trial.refused:
        found += [f"refused: {clash}" for clash in trial.clashes] or [f"refused: {trial.refused}"]
    elif trial.rank is None and trial.abstained:
        found.append(f"answered {trial.outcome.replace('_', ' ')}")
    elif trial.rank is None and not trial.decidable:
        found.append("ranked where there is nothing to decide")
    elif trial.rank is None:
        found.append("the truth does not rank")
    elif trial.rank > 1:
        found.append(f"the truth is at place {trial.rank}")
    found += [f"unknown name of a right answer: {name}" for name in trial.unknown]
    if trial.red and not example.red_flag:
        found.append(f"red flag without need: {', '.join(trial.red)}")
    return tuple(found)


def _badness(trial: Trial) -> tuple[int, int]:
    if trial.example.red_flag and not trial.red:
        return 0, 0
    if trial.refused:
        return 1, 0
    return 2, -(trial.rank or NOWHERE)


def _explained(clinician: Clinician, trial: Trial) -> Explained:
    request = {**trial.example.request, "limit": LIMIT}
    try:
        answer = _answer(clinician, request)
    except InputError:
        return Explained(trial=trial, faults=faults(trial))
    ranking: Sequence[Json] = answer["differential"]
    right = truths(clinician, trial.example).conditions
    true = next((entry for entry in ranking if named_by(entry) & right), None)
    ahead = bool(ranking) and true is not None and true is not ranking[0]
    return Explained(
        trial=trial, faults=faults(trial),
        gaps=tuple(gaps(ranking[0], true))[:TERMS] if ahead and true else (),
        why_not=_why_not(clinician, request, right) if true is None and ranking else (),
    )


def _answer(clinician: Clinician, request: Mapping[str, Any]) -> Json:
    try:
        return clinician.differential(request)
    except ContradictionError as error:
        return clinician.differential(without_clashing_denials(request, error))


def gaps(first: Mapping[str, Any], true: Mapping[str, Any]) -> list[Gap]:
    """Return what separates two entries of one ranking; the differences add up to that of their
    scores. What favors ``first`` most comes first."""
    told: dict[str, list[float]] = {"prior": [first["prior_log10"], true["prior_log10"]]}
    for side, entry in enumerate((first, true)):
        for term in (*entry["for"], *entry["against"]):
            status = "" if term["status"] == "present" else "no "
            name = f"{status}{term['finding']['label']}"
            told.setdefault(name, [0.0, 0.0])[side] += term["log10_lr"]
    found = [Gap(what=name, first=one, truth=two) for name, (one, two) in told.items()]
    return sorted((g for g in found if g.first != g.truth), key=lambda g: (g.truth - g.first,
                                                                          g.what))


def _why_not(clinician: Clinician, request: Json, right: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for condition in sorted(right)[:1]:
        try:
            told = clinician.explain({**request, "condition": condition})["why_not"]
        except ContradictionError:
            continue
        for reason in told[:TERMS]:
            label = f"{reason['finding']['label']}: " if reason["finding"] else ""
            found.append(f"{label}{reason['reason']}")
    return tuple(found)
