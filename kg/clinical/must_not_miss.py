"""Must-not-miss conditions: not excluded before every question was itself answered.

Scores, broad denials and single reassuring findings never take a condition off the list; answers
to each question by name do, or a negative reference standard. A condition that a red flag
suspects stays until its reference standard is negative.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kg.clinical.circumstances import Circumstances
from kg.clinical.index import Index, Json
from kg.model import Condition, Screening

HARM = {
    "emergency_same_hour": 100.0, "emergency_same_day": 10.0, "urgent_within_days": 3.0,
    "urgent_within_2_weeks": 1.0,
}
"""Relative harm of missing a condition, by its urgency (a starting point; orders a list)."""
SHOWN = 5
LEAST_PRIOR_PCT = 0.001


@dataclass(frozen=True, slots=True)
class Screen:
    """A must-not-miss condition and its screening questions, with prior times harm."""

    condition: str
    weight: float
    questions: Sequence[str]
    applies_if: str
    reference: str


@dataclass(frozen=True, slots=True)
class Open:
    """A condition that is not excluded, and its questions that nobody answered."""

    screen: Screen
    ask: Sequence[str]


def read_screens(index: Index) -> list[Screen]:
    """Return every screen, the heaviest prior times harm first."""
    rows: Iterable[Screening] = index.knowledge.of(Screening).values()
    screens = [
        Screen(
            row.condition, _weight(index.conditions[row.condition]), row.must_all_be_answered,
            row.applies_if, row.reference_finding,
        )
        for row in rows
    ]
    return sorted(screens, key=lambda s: (-s.weight, s.condition))


def not_excluded(
    screens: Iterable[Screen],
    facts: Circumstances,
    answered: Collection[str],
    denied: Collection[str],
    suspects: Collection[str],
) -> list[Open]:
    """Return the conditions that are not excluded, suspected ones first, then by prior and harm.

    ``answered`` are the findings that a report affirms or denies by name, ``denied`` those that
    are denied by name, ``suspects`` the conditions of red rules that fired.
    """
    found = []
    for screen in screens:
        if screen.reference in denied or facts.holds(screen.applies_if) is False:
            continue
        ask = [q for q in screen.questions if q not in answered]
        if ask or screen.condition in suspects:
            found.append(Open(screen, ask))
    return sorted(found, key=lambda o: o.screen.condition not in suspects)


def render(index: Index, found: Sequence[Open]) -> list[Json]:
    """Return the first few for an answer."""
    return [
        {
            "condition": index.ref(entry.screen.condition),
            "ask": [{"finding": index.ref(q), "question": index.question(q)} for q in entry.ask],
        }
        for entry in found[:SHOWN]
    ]


def _weight(condition: Condition) -> float:
    prior = max(condition.prior_mid_pct or 0.0, LEAST_PRIOR_PCT)
    return prior * HARM.get(condition.urgency, 1.0)
