"""Why a condition stands where it stands: proof, terms, what is missing, what would change it."""

from collections.abc import Mapping
from typing import Any

from kg.clinical.answer import NOTICE, Answerer, Worked
from kg.clinical.case import Case
from kg.clinical.contrast import resolve_condition
from kg.clinical.counterfactual import would_change
from kg.clinical.index import Json
from kg.clinical.lexicon import Lexicon
from kg.clinical.proofs import proof_tree
from kg.clinical.ranking import Entry, Ranking
from kg.iris import record_iri
from kg.model import Criterion
from kg.reasoning.proof import Proof

GOALS = ("meets-criteria-for", "candidate-for", "red-flag-for")
"""Marker classes that a proof is sought for, the strongest first."""
RIVALS = 2
"""Other conditions that an explanation is seen beside."""
UNKNOWN = {
    "not_asked": "not asked yet",
    "not_done": "not examined",
    "equivocal": "examined without a clear result",
    "could_not_be_done": "could not be examined",
}
"""Why a finding is unknown, in words."""


class Explainer:
    """Explains conditions for presentations."""

    def __init__(self, answerer: Answerer, lexicon: Lexicon) -> None:
        """Keep what answers are worked out with."""
        self._answerer = answerer
        self._lexicon = lexicon
        self._index = answerer.index

    def explain(self, request: Mapping[str, Any]) -> Json:
        """Return the explanation, without the snapshot.

        Raises:
            InputError: the condition, or something coded, cannot be resolved.
        """
        condition = resolve_condition(
            self._lexicon, str(request.get("condition") or ""), "/condition"
        )
        asked = {k: v for k, v in request.items() if k != "condition"}
        worked = self._answerer.work(asked)
        proof = self._proof(worked.case, condition)
        ranking, entry = self._entry(worked, condition)
        card = None
        if ranking is not None and entry is not None:
            place = list(ranking.entries).index(entry) + 1
            card = self._answerer.cards.card(worked.case, ranking, entry, place)
        return {
            "condition": self._index.ref(condition),
            "outcome": worked.outcome,
            "proof": None if proof is None else proof_tree(proof, worked.case.presentation),
            "contributions": card,
            "why_not": self._why_not(worked, condition, card),
            "would_change": would_change(self._answerer, asked, worked),
            "red_flags": self._answerer.red_flags(worked.case),
            "rivals": self._rivals(ranking, entry),
            "notice": NOTICE,
        }

    def _proof(self, case: Case, condition: str) -> Proof | None:
        parts = [condition, *sorted(
            c.id for c in self._index.conditions.values() if c.parent == condition
        )]
        for goal in GOALS:
            for part in parts:
                proof = self._answerer.realiser.prove(
                    case.presentation.reports, case.presentation.complaints,
                    record_iri(goal, part),
                )
                if proof is not None:
                    return proof
        return None

    def _entry(self, worked: Worked, condition: str) -> tuple[Ranking | None, Entry | None]:
        """Return the best entry of the condition, or of the one that it is a part of."""
        parent = self._index.conditions[condition].parent
        found = [
            (ranking, entry)
            for ranking in worked.rankings
            for entry in ranking.entries
            if entry.condition in {condition, parent}
        ]
        if not found:
            return None, None
        return max(found, key=lambda pair: (pair[1].ranked.score, -pair[0].complaint))

    def _rivals(self, ranking: Ranking | None, entry: Entry | None) -> list[Json]:
        """Return the first of the other conditions with the distance of its score (log10)."""
        if ranking is None or entry is None:
            return []
        return [
            {"condition": self._index.ref(other.condition), "band": other.band,
             "ahead_log10": other.ranked.score - entry.ranked.score}
            for other in [e for e in ranking.entries if e is not entry][:RIVALS]
        ]

    def _why_not(self, worked: Worked, condition: str, card: Json | None) -> list[Json]:
        case, found = worked.case, list[Json]()
        known = self._index.conditions[condition]
        if finding := case.realisation.refuted.get(condition):
            reason = "refuted: a necessary finding is denied"
            found.append(_reason(reason, self._index.ref(finding)))
        elif card is None:
            text = f"does not rank: it is a {known.ranking_role.replace('_', ' ')}"
            if known.ranking_gate:
                text += f" and ranks only where: {known.ranking_gate.replace('_', ' ')}"
            found.append(_reason(text, None))
        for term in card["against"] if card else ():
            found.append({
                **_reason(f"{term['status']}, which speaks against it", term["finding"]),
                "log10_lr": term["log10_lr"],
            })
        for item in card["unknown"] if card else ():
            found.append(_reason(f"not known ({UNKNOWN[item['reason']]})", item["finding"]))
        found.extend(self._missing(case, condition))
        return found

    def _missing(self, case: Case, condition: str) -> list[Json]:
        """Return the members of unmet criteria that are not present."""
        present = case.realisation.present
        return [
            _reason(f"missing for {criterion.name or criterion.id}", self._index.ref(member))
            for criterion in self._index.knowledge.of(Criterion).values()
            if criterion.concludes == condition and criterion.id not in case.realisation.criteria
            for member in (*criterion.all_of, *criterion.of, *criterion.shared)
            if member not in present
        ]


def _reason(text: str, finding: Json | None) -> Json:
    return {"reason": text, "finding": finding}
