"""Why a condition stands where it stands: proof, terms, what is missing, what would change it."""

from collections.abc import Mapping
from typing import Any

from kg.clinical.answer import Answerer, Worked
from kg.clinical.ask_next import LEADERS
from kg.clinical.case import Case
from kg.clinical.contrast import resolve_condition
from kg.clinical.engine.model import Observed
from kg.clinical.index import Json
from kg.clinical.lexicon import Lexicon
from kg.clinical.proofs import proof_tree
from kg.clinical.ranking import BROAD, Entry, Ranking
from kg.iris import record_iri
from kg.model import Criterion
from kg.reasoning.proof import Proof

GOALS = ("meets-criteria-for", "candidate-for", "red-flag-for")
"""Marker classes that a proof is sought for, the strongest first."""
TRIED = 30
"""How many unanswered findings are tried for a change of the first place."""


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
        worked = self._answerer.work({k: v for k, v in request.items() if k != "condition"})
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
            "would_change": self._would_change(worked),
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

    def _why_not(self, worked: Worked, condition: str, card: Json | None) -> list[Json]:
        case, found = worked.case, list[Json]()
        known = self._index.conditions[condition]
        if finding := case.realisation.refuted.get(condition):
            reason = "refuted: a necessary finding is denied"
            found.append(_reason(reason, self._index.ref(finding)))
        elif card is None:
            text = f"does not rank: it is a {known.ranking_role.replace('_', ' ')}"
            if known.ranking_gate:
                text += f" and ranks only where {known.ranking_gate}"
            found.append(_reason(text, None))
        for term in card["against"] if card else ():
            found.append({
                **_reason(f"{term['status']}, which speaks against it", term["finding"]),
                "log10_lr": term["log10_lr"],
            })
        for item in card["unknown"] if card else ():
            found.append(_reason(f"not known: {item['reason']}", item["finding"]))
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

    def _would_change(self, worked: Worked) -> list[Json]:
        """Return the single answers that would put another condition first."""
        found: list[Json] = []
        for ranking in worked.rankings:
            if not ranking.entries:
                continue
            first = ranking.entries[0].condition
            for finding in self._unanswered(ranking):
                for present in (True, False):
                    after = self._first_after(worked, ranking, finding, present=present)
                    if after != first:
                        curie = self._answerer.arrays.findings[finding]
                        found.append({
                            "finding": self._index.ref(curie),
                            "question": self._index.question(curie),
                            "answer": "present" if present else "absent",
                            "first": self._index.ref(after),
                            "complaint": ranking.complaint,
                        })
        return found

    def _unanswered(self, ranking: Ranking) -> list[int]:
        arrays, questions = self._answerer.arrays, self._answerer.questions
        weights = {e.ranked.lead: e.share for e in ranking.entries[:LEADERS]}
        seen = ranking.observed
        open_ = [
            (-questions.bits(weights, finding), finding)
            for finding, known in enumerate(arrays.frequencies)
            if finding not in seen.present and finding not in seen.absent
            and any(row in weights for row, _ in known)
            and self._index.is_asked(arrays.findings[finding])
        ]
        return [finding for _, finding in sorted(open_)[:TRIED]]

    def _first_after(
        self, worked: Worked, ranking: Ranking, finding: int, *, present: bool
    ) -> str:
        answerer, old = self._answerer, ranking.observed
        model, other = answerer.model(worked.case.presentation.patient.clinic)
        facts = worked.case.facts_in(ranking.complaint)
        if present:
            entered = {f: (*old.present.get(f, ()), -1)
                       for f in (finding, *model.ancestors[finding])}
            seen = Observed(
                {**old.present, **entered}, old.direct | {finding}, old.absent, old.gate
            )
        else:
            curie = answerer.arrays.findings[finding]
            below = {answerer.arrays.number[d]: BROAD for d in self._index.descendants[curie]}
            seen = Observed(
                old.present, old.direct, {**below, **old.absent, finding: 1.0}, old.gate
            )
        after = answerer.ranker.ranking(
            worked.case, facts, ranking.complaint, seen, model, other
        )
        return after.entries[0].condition


def _reason(text: str, finding: Json | None) -> Json:
    return {"reason": text, "finding": finding}
