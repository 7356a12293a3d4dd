"""One example put to one snapshot: the place of the truth, the red flags, the rules that fire."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.clinical.facade import Clinician
from kg.clinical.fired import Firing
from kg.clinical.outcome import RANKED
from kg.clinical.red_flags import EMERGENCIES, URGENCY
from kg.errors import ContradictionError, InputError
from kg.evaluation.contradiction import Clash, clashes, without_clashing_denials
from kg.evaluation.examples import Example
from kg.evaluation.truths import Truths, conditions_named, outcome_named, truths

LIMIT = 100
"""Conditions that are asked for, so that the truth has a place wherever it ranks."""
SHOWN = 5
"""Places that a trial keeps by name."""
REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of one example.

    ``rank`` is the place of the truth or of another right answer (1 where there is nothing to find
    and the answer says so), ``None`` where none ranks; a subtype stands at the place of its parent
    where it is the likeliest within. ``first`` are the labels of the first places; ``red`` the
    rules of the classes that count as red, ``emergency`` those of them that cannot wait a day.

    A request whose reports clash is refused, so that its rank is ``None``; ``clashes`` are the
    pairs, and the rest is what was answered once the denials among them were left out:
    ``resolved`` is the place of the truth then. ``unknown`` are right answers that nobody knows,
    ``missed`` the conditions that had to stay in view and did not.
    """

    example: Example
    outcome: str = REFUSED
    rank: int | None = None
    first: tuple[str, ...] = ()
    red: tuple[str, ...] = ()
    emergency: tuple[str, ...] = ()
    fired: frozenset[Firing] = frozenset()
    unread: tuple[str, ...] = ()
    refused: str = ""
    clashes: tuple[Clash, ...] = ()
    resolved: int | None = None
    unknown: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def not_understood(self) -> int:
        """How many passages were not understood."""
        return len(self.unread)

    @property
    def decidable(self) -> bool:
        """Tell whether a condition is to be found."""
        return outcome_named(self.example.truth) is None

    @property
    def abstained(self) -> bool:
        """Tell whether the answer names no condition."""
        return self.outcome not in {RANKED, REFUSED}


def run(clinician: Clinician, example: Example) -> Trial:
    """Put ``example`` to ``clinician``."""
    request = {**example.request, "limit": LIMIT}
    right = truths(clinician, example)
    try:
        return _answered(clinician, example, request, right)
    except ContradictionError as error:
        return _contradicted(clinician, example, request, right, error)
    except InputError as error:
        return Trial(example=example, refused=str(error), unknown=right.unknown)


def _answered(
    clinician: Clinician, example: Example, request: Mapping[str, Any], right: Truths
) -> Trial:
    answer = clinician.differential(request)
    ranking, flags = answer["differential"], answer["red_flags"]
    return Trial(
        example=example,
        outcome=answer["outcome"],
        rank=rank_of(answer, right),
        first=tuple(entry["condition"]["label"] for entry in ranking[:SHOWN]),
        red=_rules(flags, frozenset(URGENCY)), emergency=_rules(flags, frozenset(EMERGENCIES)),
        fired=frozenset(clinician.fired(request)),
        unread=tuple(str(item["text"]) for item in answer["not_understood"]),
        unknown=right.unknown,
        missed=_missed(clinician, example, answer),
    )


def _contradicted(
    clinician: Clinician, example: Example, request: Mapping[str, Any], right: Truths,
    error: ContradictionError,
) -> Trial:
    """Return what is answered without the denials that clash; the red flags are those told with
    the refusal, as a client gets them."""
    flags: Any = error.answer.get("red_flags") or []
    told = Trial(
        example=example, refused=str(error), clashes=tuple(clashes(request, error)),
        red=_rules(flags, frozenset(URGENCY)), emergency=_rules(flags, frozenset(EMERGENCIES)),
        unknown=right.unknown,
    )
    try:
        rest = _answered(clinician, example, without_clashing_denials(request, error), right)
    except InputError:
        return told
    return replace(
        told, outcome=rest.outcome, resolved=rest.rank, first=rest.first, fired=rest.fired,
        unread=rest.unread, missed=rest.missed,
    )


def rank_of(answer: Mapping[str, Any], right: Truths) -> int | None:
    """Return the place of a right answer, 1 where the right outcome was told."""
    if answer["outcome"] in right.outcomes:
        return 1
    ranks = (
        entry["rank"] for entry in answer["differential"] if named_by(entry) & right.conditions
    )
    return min(ranks, default=None)


def named_by(entry: Mapping[str, Any]) -> set[str]:
    """Return what an entry of the differential names: its condition and the likeliest within."""
    return {entry["condition"]["id"], *(part["condition"]["id"] for part in entry["within"][:1])}


def _rules(flags: Iterable[dict[str, Any]], classes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted({flag["rule"] for flag in flags if flag["class"] in classes}))


def _missed(clinician: Clinician, example: Example, answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what should have stayed in view and is neither flagged nor open nor near the top."""
    seen = {
        ref["id"]
        for ref in (
            *(flag["condition"] for flag in answer["red_flags"]),
            *(item["condition"] for item in answer["not_yet_excluded"]),
            *(entry["condition"] for entry in answer["differential"][:SHOWN]),
        )
        if ref
    }
    return tuple(
        name for name in example.must_not_miss if not conditions_named(clinician, name) & seen
    )
