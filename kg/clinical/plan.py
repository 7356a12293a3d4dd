"""The plan: treatments of the leading conditions, what is withheld, and when to escalate."""

from collections.abc import Mapping, Sequence

from kg.clinical.bundles import parts
from kg.clinical.case import Case
from kg.clinical.index import Index, Json
from kg.clinical.ranking import Entry, Ranking
from kg.clinical.red_flags import (
    EMERGENCIES,
    PSYCHOSOCIAL,
    URGENCY,
    Fired,
    suspected,
    withheld_classes,
)
from kg.clinical.safety import FORBIDDEN_WITH, ask_before_treatment
from kg.model import Escalation, TreatmentOption

LEADERS = 3
LEADING = frozenset({"very likely", "likely"})
WORTH_SUSPECTING = frozenset({"very likely", "likely", "possible"})
GRADES = "ABCDI"
STAGES = (
    ("emergency", "urgent"), ("first", "early", "phase 1", "self-care"),
    ("adjunct", "optional", "warm-up"), ("phase 2",), ("phase 3", "return phase"),
    ("second", "diagnostic"), ("third", "after"),
    ("last", "late phase", "refractory", "end stage", "retracted", "complete"),
)
"""How phases begin, in the order in which treatments are listed."""
ADDED = 2
"""The place of a phase of another name."""
AT_ONCE = "immediate"
"""The trigger of an escalation rule that waits for nothing."""
# The education of the tables is never words alone: it comes with exercise, heat or self-care.
WITHHELD_WITH: Mapping[str, frozenset[str]] = {
    "manual_thrust": frozenset({"manual_thrust", "manual_therapy"}),
    "deep_pressure": frozenset({"deep_pressure", "massage"}),
    "injection": frozenset({"injection", "needling"}),
    "exercise": frozenset({
        "exercise", "stretching", "strengthening", "gait_retraining", "education",
    }),
    "self_care": frozenset({
        "self_care", "massage", "stretching", "heat_cold", "cold", "device", "education",
    }),
    "nsaid": frozenset({"nsaid"}),
    "heat": frozenset({"heat_cold", "heat", "education"}),
}
"""Classes of intervention that fall under each class a rule can withhold."""
NEVER_WITHHELD = frozenset({"referral"})
"""Classes that "all" leaves: to send on is never withheld."""
LIKELY_PART = 0.3
"""A subtype or level with this share of a leading condition is planned for too."""
_NO_ONE: frozenset[str] = frozenset()
Cause = tuple[Json, frozenset[str]]
"""Why a class is withheld, and the conditions whose own treatment it does not concern."""


def _stage(phase: str) -> int:
    """Return when a phase comes: emergencies, the first line, what is added, later lines."""
    return next((n for n, words in enumerate(STAGES) if phase.startswith(words)), ADDED)


class Planner:
    """Makes plans from one snapshot's treatments and escalation rules."""

    def __init__(self, index: Index, rows: Sequence[str]) -> None:
        """Sort the treatment options by condition; ``rows`` names the rows of the arrays."""
        self._index = index
        self._rows = rows
        self._options: dict[str, list[TreatmentOption]] = {}
        for option in index.knowledge.of(TreatmentOption).values():
            self._options.setdefault(option.condition, []).append(option)
        for options in self._options.values():
            options.sort(key=lambda o: (
                _stage(o.phase), o.recommendation != "for", o.phase,
                GRADES.find(o.evidence_grade), o.id,
            ))
        every = [option for options in self._options.values() for option in options]
        self._kinds = {option.id: self._class(option) for option in every}
        self._brought = {option.id: self._parts_of(option) for option in every}
        self._items = {option.id: self._item(option) for option in every}
        self._forbids = self._forbidden_classes()
        self._escalations: list[Escalation] = sorted(
            index.knowledge.of(Escalation).values(), key=lambda e: e.id
        )

    def plan(self, case: Case, rankings: Sequence[Ranking]) -> tuple[Json, list[tuple[str, str]]]:
        """Return the plan, and what to ask before its treatments (finding key, treatment)."""
        leaders = list(dict.fromkeys(
            condition
            for ranking in rankings
            for entry in leading(ranking)
            for condition in (entry.condition, *self._parts(entry))
        ))
        suspects = self.suspects(case, rankings)
        result: Json = {
            "treatments": [], "withheld": [], "against": [],
            "escalation": self._escalation(case, leaders),
            "referral": self._referral(case, leaders),
            "psychosocial": [
                {"action": f.flag.action, "because": [self._index.ref(c) for c in f.because],
                 "rule": f.flag.id, "sources": self._index.sources(f.flag.sources)}
                for f in case.flags if f.flag.flag_class == PSYCHOSOCIAL
            ],
        }
        withheld = self._withheld_classes(case, leaders)
        before: list[tuple[str, str]] = []
        for condition in leaders:
            for option in self._options.get(condition, ()):
                self._place(result, case, option, suspects, withheld, before)
        return result, before

    def _parts(self, entry: Entry) -> list[str]:
        return [self._rows[row] for row, share in entry.ranked.shares if share >= LIKELY_PART]

    def suspects(self, case: Case, rankings: Sequence[Ranking]) -> set[str]:
        """Return the conditions that a red rule suspects, or that are at least possible."""
        return set(suspected(case.flags)) | {
            entry.condition
            for ranking in rankings
            for entry in ranking.entries
            if entry.band in WORTH_SUSPECTING
        }

    def _place(
        self, result: Json, case: Case, option: TreatmentOption,
        suspects: set[str], withheld: Mapping[str, list[Cause]],
        before: list[tuple[str, str]],
    ) -> None:
        kind, brought = self._kinds[option.id], self._brought[option.id]
        reasons = self._reasons(case, option, suspects, brought)
        for name, causes in withheld.items():
            under = WITHHELD_WITH.get(name, _NO_ONE)
            met = [brought[other] for other in sorted(under & brought.keys())]
            if name == "all" and kind not in NEVER_WITHHELD or kind in under:
                reasons.extend(c for c, of in causes if option.condition not in of)
            elif met:
                reasons.extend(
                    {**c, "part": met[0]} for c, of in causes if option.condition not in of
                )
        item = self._items[option.id]
        if option.recommendation == "against":
            result["against"].append(item)
        elif reasons:
            unique = {str(sorted(reason.items(), key=str)): reason for reason in reasons}
            result["withheld"].append({**item, "because": list(unique.values())})
        else:
            result["treatments"].append(item)
            keys = (ask_before_treatment(one) for one in (kind, *sorted(brought)))
            before.extend((key, option.treatment) for key in dict.fromkeys(keys) if key)

    def _reasons(
        self, case: Case, option: TreatmentOption, suspects: set[str], brought: Mapping[str, str]
    ) -> list[Json]:
        found = set(case.realisation.contraindicated.get(option.id, ()))
        found |= {c for c in option.contraindicated_by if c in case.realisation.present}
        reasons: list[Json] = [
            {"finding": self._index.ref(c), **self._troubling(c, brought)}
            for c in option.contraindicated_by if c in found
        ]
        reasons.extend(
            {"condition": self._index.ref(c)} for c in option.contraindicated_by
            if c in suspects and c != option.condition
        )
        return reasons

    def _troubling(self, finding: str, brought: Mapping[str, str]) -> Json:
        """Return the part of a bundle that a finding forbids elsewhere too; nothing if none is."""
        named = [name for kind, name in brought.items() if kind in self._forbids.get(finding, ())]
        return {"part": named[0]} if named else {}

    def _forbidden_classes(self) -> dict[str, set[str]]:
        """Return the classes of single treatments that each finding forbids."""
        forbids: dict[str, set[str]] = {}
        for options in self._options.values():
            for option in options:
                if not self._brought[option.id]:
                    for finding in option.contraindicated_by:
                        forbids.setdefault(finding, set()).add(self._kinds[option.id])
        return forbids

    def _parts_of(self, option: TreatmentOption) -> dict[str, str]:
        """Return the classes that a treatment brings along besides its own."""
        treatment = self._index.knowledge.entities.get(option.treatment)
        own = self._kinds[option.id]
        found = {} if treatment is None else parts(treatment)
        return {kind: name for kind, name in found.items() if kind != own}

    def _withheld_classes(self, case: Case, leaders: Sequence[str]) -> dict[str, list[Cause]]:
        """Return why each class is withheld. "All" is meant for what is not the emergency's own
        treatment; a class that a rule names is withheld from its own conditions too (no spinal
        manipulation for a disc herniation with foot drop)."""
        classes: dict[str, list[Cause]] = {
            name: [
                (self._rule(f), frozenset(f.flag.conditions) if name == "all" else _NO_ONE)
                for f in fired
            ]
            for name, fired in withheld_classes(case.flags).items()
        }
        for key, names in FORBIDDEN_WITH.items():
            curie = self._index.curie(key)
            if curie in case.realisation.present:
                for name in names:
                    caution: Cause = ({"finding": self._index.ref(curie)}, _NO_ONE)
                    classes.setdefault(name, []).append(caution)
        for condition in leaders:
            for option in self._options.get(condition, ()):
                for name in option.condition_withholds:
                    cause: Cause = ({"condition": self._index.ref(condition)}, _NO_ONE)
                    if cause not in classes.setdefault(name, []):
                        classes[name].append(cause)
        return classes

    def _rule(self, fired: Fired) -> Json:
        conditions = fired.flag.conditions
        return {
            "rule": fired.flag.id,
            "condition": self._index.ref(conditions[0]) if conditions else None,
        }

    def _class(self, option: TreatmentOption) -> str:
        treatment = self._index.knowledge.entities.get(option.treatment)
        return str(getattr(treatment, "intervention_class", ""))

    def _item(self, option: TreatmentOption) -> Json:
        return {
            "treatment": self._index.ref(option.treatment),
            "for": self._index.ref(option.condition),
            "phase": option.phase,
            "target": option.target,
            "grade": option.evidence_grade,
            "recommendation": option.recommendation,
            "precautions": option.precautions,
            "rule": option.id,
            "sources": self._index.sources(option.sources),
        }

    def _escalation(self, case: Case, leaders: Sequence[str]) -> list[Json]:
        flagged = set(suspected(case.flags))
        return [
            {
                "condition": self._index.ref(rule.condition) if rule.condition else None,
                "context": rule.context, "time_point": rule.time_point, "trigger": rule.trigger,
                "action": rule.action, "rule": rule.id,
                "sources": self._index.sources(rule.sources),
            }
            for rule in self._escalations
            if self._triggered(rule, case, leaders, flagged)
        ]

    def _triggered(
        self, rule: Escalation, case: Case, leaders: Sequence[str], flagged: set[str]
    ) -> bool:
        """Tell whether a rule is due: everything that it states must hold.

        Without a duration a rule is due at once where its condition is suspected or serious, and
        one of any condition that has no gate either waits for an emergency.
        """
        if rule.condition and rule.condition not in flagged and rule.condition not in leaders:
            return False
        if rule.gate and case.facts.holds(rule.gate) is not True:
            return False
        weeks = case.presentation.patient.duration_weeks
        if rule.after_weeks is not None and (weeks is None or weeks < rule.after_weeks):
            return False
        if not rule.condition:
            return bool(rule.gate) or rule.after_weeks is not None or (
                rule.trigger == AT_ONCE
                and any(f.flag.flag_class in EMERGENCIES for f in case.flags)
            )
        if rule.condition in flagged:
            return True
        urgent = self._index.conditions[rule.condition].urgency in URGENCY
        return bool(rule.gate) or rule.after_weeks is not None or urgent

    def _referral(self, case: Case, leaders: Sequence[str]) -> list[Json]:
        by_rule: list[Json] = [
            {"condition": self._index.ref(c), "action": f.flag.action, "rule": f.flag.id}
            for f in case.flags if f.flag.flag_class == "referral" for c in f.flag.conditions
        ]
        known = {entry["condition"]["id"] for entry in by_rule}
        return by_rule + [
            {"condition": self._index.ref(c), "action": "refer to a specialist", "rule": None}
            for c in leaders
            if self._index.conditions[c].urgency == "referral" and c not in known
        ]


def leading(ranking: Ranking) -> list[Entry]:
    """Return the entries that a plan is made for: the first, and others that are likely."""
    return [
        entry for place, entry in enumerate(ranking.entries[:LEADERS])
        if place == 0 or entry.band in LEADING
    ]
