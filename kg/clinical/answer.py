"""The order of work: understand, red flags, must not miss, reason, rank, say when not to answer,
ask next, plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.clinical import must_not_miss, red_flags
from kg.clinical.arrays import Arrays
from kg.clinical.ask_next import Questions
from kg.clinical.cards import Cards
from kg.clinical.case import Case, circumstances, pointers
from kg.clinical.clashes import contradictions, raise_contradiction, without_clashing_notes
from kg.clinical.families import default_setting, priors
from kg.clinical.index import Index, Json
from kg.clinical.outcome import OUT_OF_SCOPE, RANKED, Scope, is_child
from kg.clinical.plan import Planner
from kg.clinical.presentation import Presentation
from kg.clinical.ranking import Ranker, Ranking
from kg.clinical.understand import Understander
from kg.clinical.warnings import Unexplained, warnings_of
from kg.model import ClinicSetting
from kg.reasoning.realise import Realisation, Realiser

LIMIT = 10
"""Conditions shown for each complaint where the request does not say."""
STATED_SIDES = frozenset({"left", "right", "bilateral", "midline"})
NOTICE = "decision support for clinicians; not a diagnosis"


@dataclass(frozen=True, slots=True)
class Worked:
    """A case with its rankings, one for each complaint, and its outcome."""

    case: Case
    rankings: Sequence[Ranking]
    outcome: str


class Answerer:
    """Works out answers over one snapshot."""

    def __init__(
        self, index: Index, arrays: Arrays, understander: Understander, realiser: Realiser
    ) -> None:
        """Read the rules and prepare the parts of an answer."""
        self.index = index
        self.arrays = arrays
        self.realiser = realiser
        self.ranker = Ranker(index, arrays)
        self.cards = Cards(index, arrays)
        self.questions = Questions(index, arrays)
        self._understander = understander
        self.planner = Planner(index, arrays.rows)
        self._unexplained = Unexplained(index, arrays)
        self._scope = Scope(index, arrays)
        self._rules = red_flags.read_rules(index)
        self._screens = must_not_miss.read_screens(index)
        self._priors: dict[str, tuple[Sequence[float], float]] = {}

    def rendered(self, worked: Worked, request: Mapping[str, Any]) -> Json:
        """Return the body of a differential, without the snapshot, for a ``request`` worked out."""
        case, rankings = worked.case, worked.rankings
        suspects = red_flags.suspected(case.flags)
        opened = self.open_screens(worked)
        shown = rankings if worked.outcome == RANKED else ()
        plan, before = self.planner.plan(case, shown)
        telling, before_tests = self._diagnostic(worked, suspects)
        warnings = warnings_of(case, opened)
        for ranking in shown:
            warnings.extend(self._unexplained.warnings(ranking))
        return {
            "outcome": worked.outcome,
            "understood": self._understood(case),
            "not_understood": case.presentation.not_understood,
            "warnings": warnings,
            "contradictions": [],
            "red_flags": self.red_flags(case),
            "not_yet_excluded": must_not_miss.render(self.index, opened),
            "differential": self._differential(case, shown, request.get("limit") or LIMIT),
            "ruled_out": self._ruled_out(case),
            "ask_next": {
                "safety": self.questions.safety(opened, case, [*before, *before_tests]),
                "diagnostic": telling,
            },
            "plan": plan,
            "notice": NOTICE,
        }

    def work(self, request: Mapping[str, Any]) -> Worked:
        """Understand, realise, flag and rank; nothing is rendered yet.

        Raises:
            InputError: something coded cannot be resolved.
            ContradictionError: two structured reports clash; carries the red flags.
        """
        presentation = self._understander.understand(request)
        real = self._realise(presentation)
        if real.contradictions:
            real = without_clashing_notes(presentation, real, self._realise)
        facts = circumstances(self.index, presentation, real)
        case = Case(presentation, real, facts, red_flags.evaluate_flags(self._rules, facts))
        if real.contradictions:
            raise_contradiction(
                contradictions(self.index, presentation, real), self.red_flags(case)
            )
        rankings = self._rankings(case)
        return Worked(case, rankings, self._scope.outcome(case, rankings))

    def open_screens(self, worked: Worked) -> Sequence[must_not_miss.Open]:
        """Return every must-not-miss condition that is not excluded, the most pressing first."""
        case, real = worked.case, worked.case.realisation
        opened = must_not_miss.not_excluded(
            self._screens, case.facts, self._answered(real), real.denied,
            red_flags.suspected(case.flags),
        )
        return self._of_children(case, opened) if worked.outcome == OUT_OF_SCOPE else opened

    def _rankings(self, case: Case) -> list[Ranking]:
        """Rank every complaint; a ranking that fails must not cost the reader the red flags."""
        try:
            known, other = self.priors(case.presentation.patient.clinic)
            return [
                self.ranker.rank(case, k, known, other)
                for k in range(case.presentation.complaints)
            ]
        except Exception:  # noqa: BLE001 - red flags are answered whatever else fails
            case.presentation.warnings.append({
                "code": "ranking_failed", "input": "",
                "detail": "the ranking failed; red flags and screening stand",
            })
            return []

    def _realise(self, presentation: Presentation) -> Realisation:
        return self.realiser.realise(presentation.reports, presentation.complaints)

    def priors(self, clinic: str) -> tuple[Sequence[float], float]:
        """Return the priors of the rows in a clinic, and that of something else (log10); worked
        out once for each setting."""
        if clinic not in self._priors:
            knowledge = self.index.knowledge
            named = knowledge.of(ClinicSetting).get(clinic) or default_setting(knowledge)
            self._priors[clinic] = priors(
                knowledge, self.arrays.families, self.arrays.rows, named
            )
        return self._priors[clinic]

    @staticmethod
    def _answered(real: Realisation) -> set[str]:
        """Return the findings that were answered themselves: affirmed, or denied by name."""
        return {*real.present, *real.denied}

    def _of_children(
        self, case: Case, opened: Sequence[must_not_miss.Open]
    ) -> Sequence[must_not_miss.Open]:
        """Put the screens that speak of children first where the patient is one."""
        if not is_child(case):
            return opened
        return sorted(opened, key=lambda o: "age <" not in o.screen.applies_if)

    def _diagnostic(
        self, worked: Worked, suspects: Sequence[str]
    ) -> tuple[list[Json], list[tuple[str, str]]]:
        if worked.outcome == OUT_OF_SCOPE:
            return [], []
        found: list[Json] = []
        before: list[tuple[str, str]] = []
        asked: set[str] = set()
        for ranking in worked.rankings:
            questions, first = self.questions.diagnostic(worked.case, ranking, suspects)
            before.extend(first)
            found.extend(q for q in questions if q["finding"]["id"] not in asked)
            asked.update(q["finding"]["id"] for q in questions)
        return found, before

    def _differential(self, case: Case, rankings: Sequence[Ranking], limit: int) -> list[Json]:
        return [
            self.cards.card(case, ranking, entry, place)
            for ranking in rankings
            for place, entry in enumerate(ranking.entries[:limit], start=1)
        ]

    def red_flags(self, case: Case) -> list[Json]:
        """Return the red flags of a case as the answer shows them."""
        inputs = pointers(case.presentation, case.realisation.present)
        return red_flags.render(self.index, case.flags, inputs)

    def _ruled_out(self, case: Case) -> list[Json]:
        denied = pointers(case.presentation, case.realisation.denied)
        return [
            {
                "condition": self.index.ref(condition),
                "because": [
                    {"finding": self.index.ref(finding), "status": "absent", "input": pointer}
                    for pointer in denied.get(finding, ("",))
                ],
            }
            for condition, finding in sorted(case.realisation.refuted.items())
        ]

    def _understood(self, case: Case) -> list[Json]:
        real = case.realisation
        return [
            {
                "input": entry.input,
                "concept": self.index.ref(entry.finding) if entry.finding else None,
                "expression": entry.expression,
                "subsumed_by": [
                    self.index.ref(c)
                    for c in (real.subsumed_by[entry.report] if entry.report >= 0 else ())
                    if c != entry.finding
                ],
                "status": entry.status,
                "unknown_reason": entry.unknown_reason or None,
                "laterality": entry.side if entry.side in STATED_SIDES else None,
                "via": entry.via,
            }
            for entry in case.presentation.understood
        ]
