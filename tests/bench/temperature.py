"""One temperature on the score: does a single number make the shares mean what they say.

Shares are in proportion to 10 to the power of score / temperature; below 1 they become bolder. The
number is fitted on some sets of vignettes and tried on others, of which only totals are told.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.clinical.engine.rank import shares_of
from kg.clinical.facade import Clinician
from kg.clinical.outcome import RANKED
from tests.bench.calibration import calibration_error
from tests.bench.known_cases import CORPUS, known_vignettes, put

DEVELOPMENT = (("vignettes", "dev"), ("vignettes-b", ""), ("vignettes-c", "dev"))
"""Sets by file and split that the knowledge and the reading were worked on."""
HELD_OUT = (("vignettes", "held-out"), ("vignettes-c", "held-out"))
TRIED = tuple(step / 20 for step in range(8, 31))
LEAST = 1e-6

Case = tuple[Sequence[float], bool]
"""Scores of a ranked case in their order, the last that of something else; whether the first
place is right."""


@dataclass(frozen=True)
class Tempered:
    """The temperature fitted on ``fitted`` and the error of calibration on ``tried``, as it is
    (``plain``) and with the temperature."""

    fitted: str
    tried: str
    temperature: float
    cases: int
    plain: float
    error: float


def tempered(who: Clinician) -> Iterator[Tempered]:
    """Yield the fit on what was worked on, tried on what was held out, then each set left out."""
    sets = {named: _cases(who, *named) for named in (*DEVELOPMENT, *HELD_OUT)}
    yield _tried("development", "held out", sets, DEVELOPMENT, HELD_OUT)
    for left in sets:
        others = [named for named in sets if named != left]
        yield _tried("all others", " ".join(left).strip(), sets, others, [left])


def pairs_at(cases: Sequence[Case], temperature: float) -> list[tuple[float, bool]]:
    """Return share and truth of every first place at ``temperature``."""
    found = []
    for scores, right in cases:
        *known, other = (score / temperature for score in scores)
        found.append((shares_of(known, other)[0], right))
    return found


def fit(cases: Sequence[Case]) -> float:
    """Return the temperature under which the first places are likeliest."""
    return min(TRIED, key=lambda temperature: -sum(
        math.log(max(share if right else 1.0 - share, LEAST))
        for share, right in pairs_at(cases, temperature)
    ))


def _cases(who: Clinician, name: str, split: str) -> list[Case]:
    answerer, found = who._answerer, []
    for case in known_vignettes(CORPUS / f"{name}.jsonl", split):
        answer = put(answerer, who.index, case)
        if case.decidable and answer.outcome == RANKED and answer.entries:
            scores = [entry.ranked.score for entry, _ in answer.entries]
            found.append(([*scores, answerer.arrays.something_else], answer.entries[0][1]))
    return found


def _tried(
    fitted: str, tried: str, sets: Mapping[tuple[str, str], Sequence[Case]],
    training: Sequence[tuple[str, str]], left: Sequence[tuple[str, str]],
) -> Tempered:
    temperature = fit([case for named in training for case in sets[named]])
    cases = [case for named in left for case in sets[named]]
    plain, error = (calibration_error(pairs_at(cases, t)) for t in (1.0, temperature))
    return Tempered(fitted, tried, temperature, len(cases), plain, error)
