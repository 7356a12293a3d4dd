"""The entries of the differential as the answer shows them, term by term."""

from collections.abc import Mapping, Sequence
from itertools import islice

from kg.clinical.arrays import Arrays
from kg.clinical.case import Case
from kg.clinical.engine.model import Term
from kg.clinical.index import Index, Json
from kg.clinical.ranking import Entry, Ranking
from kg.model import Criterion, Evidence, review_of

COMMON = 0.5
"""A finding this frequent in a condition is listed as unknown where nobody asked for it."""
UNKNOWN_SHOWN = 5
UNEXPLAINED = "unexplained"
"""Basis of a term that stands for what a condition does not explain; its rule and sources are
those of the condition that explains the finding best."""
_Shown = tuple[str, bool, bool, str, Mapping[str, str] | None, Sequence[Json]]
"""Of a term: its basis, whether that is an estimate, whether it is its cause's; the rule, the
review and the sources."""


class Cards:
    """Renders entries of rankings."""

    def __init__(self, index: Index, arrays: Arrays) -> None:
        """Index criteria by condition, and the common findings of each row."""
        self._index = index
        self._arrays = arrays
        self._criteria: dict[str, list[Criterion]] = {}
        for criterion in index.knowledge.of(Criterion).values():
            self._criteria.setdefault(criterion.concludes, []).append(criterion)
        common: list[list[tuple[float, int]]] = [[] for _ in arrays.rows]
        for finding, known in enumerate(arrays.frequencies):
            for row, frequency in known:
                if frequency >= COMMON and index.is_asked(arrays.findings[finding]):
                    common[row].append((-frequency, finding))
        self._common = [[finding for _, finding in sorted(row)] for row in common]
        self._shown: dict[tuple[int, bool, bool], _Shown] = {}
        self._who = {arrays.number[f] for f in index.who if f in arrays.number}

    def card(self, case: Case, ranking: Ranking, entry: Entry, rank: int) -> Json:
        """Return one entry of the differential."""
        ranked = entry.ranked
        rows = {self._arrays.rows[part] for part in entry.family.parts}
        candidates = case.realisation.candidates
        return {
            "rank": rank,
            "condition": self._index.ref(entry.condition),
            "posterior": None,
            "band": entry.band,
            "score": ranked.score,
            "prior_log10": ranked.prior,
            "elsewhere": self._elsewhere(ranking, ranked.lead),
            **self.contributions(case, ranking, ranked.terms),
            "unknown": self._unknown(case, ranking, ranked.lead),
            "unused": self.unused(ranking, ranked.lead, ranked.terms),
            "within": [
                {"condition": self._index.ref(self._arrays.rows[part]), "share": round(share, 4)}
                for part, share in ranked.shares
                if self._arrays.rows[part] != entry.condition
            ],
            "criteria": [
                {"name": c.name or c.id, "met": c.id in case.realisation.criteria}
                for condition in sorted(rows)
                for c in self._criteria.get(condition, ())
            ],
            "rules": sorted(rule for row in rows for rule in candidates.get(row, ())),
            "complaint": ranking.complaint,
        }

    def _elsewhere(self, ranking: Ranking, row: int) -> Json | None:
        """Return by how much the prior is lower because every located symptom lies where the
        condition is not felt, with those regions; ``None`` where it is felt there."""
        factor = ranking.elsewhere[row]
        if factor == 0.0:
            return None
        sites = ranking.sites
        return {
            "log10": factor, "sites": [self._index.ref(site) for site in sites],
            "basis": "author_estimate",
        }

    def contributions(self, case: Case, ranking: Ranking, terms: Sequence[Term]) -> Json:
        """Return ``for`` and ``against``, the strongest first."""
        pro = [self.contribution(case, ranking, t) for t in terms if t.raw > 0]
        con = [self.contribution(case, ranking, t) for t in terms if t.raw < 0]
        return {
            "for": sorted(pro, key=lambda c: (-c["log10_lr"], c["finding"]["id"])),
            "against": sorted(con, key=lambda c: (c["log10_lr"], c["finding"]["id"])),
        }

    def contribution(self, case: Case, ranking: Ranking, term: Term) -> Json:
        """Return one term of a score."""
        finding = self._arrays.findings[term.cell.finding]
        basis, estimate, by_cause, rule, review, sources = self._source(term)
        group = self._arrays.model.groups[term.group].name if term.group >= 0 else None
        return {
            "finding": self._index.ref(finding),
            "status": "present" if term.present else "absent",
            "input": self._input(case, ranking, finding, present=term.present),
            "log10_lr": term.value,
            "basis": basis,
            "inferred": not term.direct or by_cause,
            "group": group if term.value != term.raw else None,
            "estimate": estimate,
            "rule": rule,
            "review": review,
            "sources": sources,
        }

    def _source(self, term: Term) -> "_Shown":
        """Return what is shown of where a term comes from; remembered, as no patient has a part
        in it."""
        key = term.cell.tag, term.present, term.gated
        shown = self._shown.get(key)
        if shown is None:
            basis, row = self._basis(term)
            shown = self._shown[key] = (
                basis, basis == UNEXPLAINED or basis == "frequency" and _is_estimate(row),
                self._arrays.cells[term.cell.tag].by_cause, row.id,
                review_of(self._index.knowledge, row), self._index.sources(row.sources),
            )
        return shown

    def unused(self, ranking: Ranking, row: int, terms: Sequence[Term]) -> list[Json]:
        """Return the reported findings that say nothing for or against, each with the reason;
        age, sex, pregnancy and duration are not worth it."""
        index, ancestors = self._index, self._arrays.model.ancestors
        used = {t.cell.finding for t in terms if t.raw != 0}
        silent = {t.cell.finding for t in terms if t.raw == 0}
        found = []
        for finding in sorted((ranking.observed.direct | self._denied(ranking)) - self._who):
            if finding in used:
                continue
            if finding in self._arrays.unusable[row] or finding in silent:
                reason = "population"
            elif not ancestors[finding].isdisjoint(used) and finding in ranking.observed.direct:
                continue
            else:
                reason = "not described"
            found.append({"finding": index.ref(self._arrays.findings[finding]), "reason": reason})
        return found

    def _denied(self, ranking: Ranking) -> set[int]:
        return {finding for finding, weight in ranking.observed.absent.items() if weight == 1.0}

    def _unknown(self, case: Case, ranking: Ranking, row: int) -> list[Json]:
        observed, names = ranking.observed, self._arrays.findings
        reported = case.presentation.unknown
        said = [
            {"finding": self._index.ref(names[f]), "reason": reported[names[f]]}
            for f in self._common[row] if names[f] in reported
        ] if reported else []
        unasked = (
            {"finding": self._index.ref(names[f]), "reason": "not_asked"}
            for f in self._common[row]
            if f not in observed.present and f not in observed.absent and names[f] not in reported
        )
        return [*said, *islice(unasked, UNKNOWN_SHOWN)]

    def _basis(self, term: Term) -> tuple[str, Evidence]:
        source = self._arrays.cells[term.cell.tag]
        known = source.figures
        if source.unexplained:
            return UNEXPLAINED, source.evidence[0]
        if known is None:
            return "mechanism", source.evidence[0]
        by_ratio = known.ratio_present if term.present else known.ratio_absent
        if known.ratio is not None and by_ratio and (term.gated or not known.gate):
            return "likelihood_ratio", known.ratio
        return "frequency", known.band or known.ratio or source.evidence[0]

    def _input(self, case: Case, ranking: Ranking, finding: str, *, present: bool) -> str:
        real, k = case.realisation, ranking.complaint
        found: Mapping[str, Sequence[int]]
        for found in (
            (real.present_in[k],) if present else (real.denied_in[k], real.denied_broadly_in[k])
        ):
            if found.get(finding):
                return case.presentation.reports[min(found[finding])].input
        return ""


def _is_estimate(row: Evidence) -> bool:
    return row.band_basis == "author_estimate" or not row.sources
