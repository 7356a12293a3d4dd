"""A presentation once it is understood: who, what was reported, what was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.axioms import Expression
from kg.clinical.text.annotate import Reading
from kg.reasoning.presentation import Report


@dataclass(frozen=True, slots=True)
class Patient:
    """Who presents: age in years, sex, pregnancy, weeks of complaint, the kind of clinic by its
    name in the gate language, and the clinic itself; ``None`` or empty where nobody said."""

    age: float | None = None
    sex: str = ""
    pregnant: bool | None = None
    duration_weeks: float | None = None
    setting: str = "outpatient_msk"
    clinic: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """One report in the words of the request, for the answer.

    ``finding`` is the CURIE of the concept, or empty where an expression stands for it; ``via``
    says by which kind of name it was found. ``span`` and ``text`` are those of a mention; ``wider``
    are the reports that were entered besides ``report``.
    """

    input: str
    finding: str
    via: str
    status: str
    side: str = ""
    expression: Mapping[str, Any] | None = None
    unknown_reason: str = ""
    report: int = -1
    wider: tuple[int, ...] = ()
    span: tuple[int, int] = (0, 0)
    text: str = ""


MISREAD = "misread"
"""The reason for an unknown finding that takes back what a note was read to say of it."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a note was misread to say: of ``side``, or of any where it is empty or both."""

    expression: Expression
    side: str
    input: str

    def covers(self, expression: Expression, side: str) -> bool:
        """Tell whether this is about ``expression`` on ``side``."""
        return expression == self.expression and self.side in ("", "bilateral", side)


@dataclass(slots=True)
class Presentation:
    """What a request says. ``reports`` go to the reasoner (bands of numbers among them),
    ``unknown`` maps findings to the reason why nobody knows, ``note`` is how its note was read."""

    patient: Patient = field(default_factory=Patient)
    complaints: int = 1
    sides: Sequence[str] = ("",)
    reports: list[Report] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    taken_back: list[TakenBack] = field(default_factory=list)
    not_understood: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    note: Reading | None = None
