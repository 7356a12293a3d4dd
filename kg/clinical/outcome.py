"""When not to answer: too little was said, or it is not about this part of the body or age."""

from collections.abc import Collection, Sequence

from kg.clinical.arrays import Arrays
from kg.clinical.bands import PERSONAL
from kg.clinical.case import Case, most_specific
from kg.clinical.engine.rank import Ranked
from kg.clinical.index import SEXES, Index, targets
from kg.clinical.ranking import Ranking
from kg.clinical.reach import SITE_PROPERTIES
from kg.gates import Comparison

YOUNGEST = 16
"""Age in years below which the service does not rank."""
LEAST_FINDINGS = 2
LEAST_SUPPORT = 0.25
"""What was said must speak for the leader by this much (log10), whatever else speaks against."""
CLEAR_GAIN = 0.5
"""Or one of the first three must have gained this much over its prior."""
GREAT_GAIN, NEAR = 1.0, 10
"""Or one of so many this much. A leader that gained it need not outweigh what is not on the list:
it is rare, and much was said."""
HISTORY = "HistoryItem"
"""Kind of the findings that tell what somebody has, takes or does, and no complaint."""
RANKED, INSUFFICIENT, OUT_OF_SCOPE = "ranked", "insufficient_information", "out_of_scope"
IN_SCOPE = (
    "trunk", "abdomen", "flank", "natal cleft", "low back", "spine", "sacral region",
    "sacroiliac region", "buttocks", "hips", "pelvis", "lumbo-pelvic region", "lumbar spine",
    "vertebral column", "spine and pelvis", "buttock", "coccyx region", "perineum", "saddle",
    "genital region", "groin", "hip region", "lateral hip", "greater trochanter region",
    "iliac crest region", "pelvis region", "pubic region", "thigh", "lower limb", "whole body",
)
"""Labels of the regions that the service speaks for; their parts are in scope too."""
EXAMINED = frozenset({"Sign", "TestResult"})
"""Kinds of the findings that somebody examined for, so that a denial says something."""
QUALIFYING = ("quality", "aggravated_by", "relieved_by", "onset", "course")
"""Parts of an expression that say more than where it hurts."""
AT_SITE = tuple(name for name in SITE_PROPERTIES if name != "radiatesTo")
"""Properties that say where it hurts; where pain spreads says more than that."""
DISTAL = ("knee", "lower leg", "foot")
"""Regions where referred and root pain is felt: neither in scope nor, beside others, out of it."""


def is_child(case: Case) -> bool:
    """Tell whether the patient is known to be younger than the service ranks for."""
    return case.facts.value_of(Comparison("age", "<", YOUNGEST)) is True


class Scope:
    """Tells what an outcome must be; knows the regions of one snapshot."""

    def __init__(self, index: Index, arrays: Arrays) -> None:
        """Sort the regions into inside, distal and outside."""
        self._index = index
        self._arrays = arrays
        regions = {
            e.label: e.id
            for e in index.knowledge.entities.values() if e.kind in {"PainRegion", "BodyRegion"}
        }
        self._regions = frozenset(regions.values())
        self._distal = frozenset(regions[label] for label in DISTAL if label in regions)
        self._inside = frozenset(regions[label] for label in IN_SCOPE if label in regions)

    def outcome(self, case: Case, rankings: Sequence[Ranking]) -> str:
        """Return ranked, insufficient_information or out_of_scope."""
        if is_child(case) or self._elsewhere(case):
            return OUT_OF_SCOPE
        if self._informative(case, rankings) < LEAST_FINDINGS:
            return INSUFFICIENT
        return RANKED if any(_stands_out(ranking) for ranking in rankings) else INSUFFICIENT

    def _informative(self, case: Case, rankings: Sequence[Ranking]) -> int:
        """Count the findings that say more than a site, an age or a sex; denials, and history
        that speaks clearly for nothing, count once together where nothing else is said."""
        entered = {u.report for u in case.presentation.understood if u.report >= 0}
        qualified = {
            u.report: sum(len(u.expression.get(part) or ()) for part in QUALIFYING)
            for u in case.presentation.understood if u.expression
        }
        said: set[frozenset[str]] = set()
        aside: set[frozenset[str]] = set()
        for report in sorted(entered):
            named = most_specific(self._index, case.realisation, report)
            told = case.presentation.reports[report]
            kept = said if self._tells(told.status, named, rankings) else aside
            if measures := {self._index.findings[f].measure for f in named} - {""}:
                if measures.isdisjoint(PERSONAL):
                    kept.add(frozenset({told.input, *measures}))
            elif qualified.get(report) or not all(self._only_site(finding) for finding in named):
                kept.add(frozenset(named))
                more = range(1, qualified.get(report, 0))
                kept.update(frozenset({str(report), str(n)}) for n in more)
            elif not named:
                kept.add(frozenset({told.expression.text}))
        return len(said) + (len(aside) if said else min(1, len(aside)))

    def _tells(
        self, status: str, named: Collection[str], rankings: Sequence[Ranking]
    ) -> bool:
        """Tell whether a report is of something that is there, of history that is clear, or of
        an examination that found nothing."""
        if status != "present":
            return any(
                self._index.findings[f].kind in EXAMINED and f not in self._index.systemic
                for f in named
            )
        return not named or any(
            self._index.findings[f].kind != HISTORY or self._clear(f, rankings) for f in named
        )

    def _clear(self, finding: str, rankings: Sequence[Ranking]) -> bool:
        """Tell whether a finding of the patient speaks clearly for some condition."""
        number = self._arrays.number.get(finding, -1)
        return any(
            term.cell.finding == number and term.present and term.raw >= CLEAR_GAIN
            for ranking in rankings if number in ranking.observed.present
            for cell in self._arrays.model.columns[number]
            if max(cell.present, cell.present_gated) >= CLEAR_GAIN
            for term in ranking.rows[cell.row]
        )

    def _only_site(self, finding: str) -> bool:
        """Tell whether a finding says no more than where it hurts, or the sex."""
        found = self._index.findings[finding]
        if found.kind != "Symptom":
            return found.key in SEXES
        names = targets(found.composition, *AT_SITE)
        pain = self._index.knowledge.entities.get(found.type)
        return len(names) == len(found.composition) <= 1 and (
            pain is not None and pain.label == "pain"
        )

    def _elsewhere(self, case: Case) -> bool:
        inside = distal = outside = 0
        for entry in case.presentation.understood:
            if entry.report < 0 or entry.status != "present":
                continue
            sites = self._sites(case, entry.report)
            if not sites:
                continue
            if any(self._within(site, self._distal) for site in sites):
                distal += 1
            elif any(self._within(site, self._inside) for site in sites):
                inside += 1
            else:
                outside += 1
        return outside + (distal if not inside else 0) > inside

    def _sites(self, case: Case, report: int) -> list[str]:
        echo = next(
            (u.expression for u in case.presentation.understood if u.report == report), None
        )
        if echo:
            return [site["id"] for site in echo.get("site", ()) if site["id"] in self._regions]
        return [
            site
            for finding in most_specific(self._index, case.realisation, report)
            for site in targets(self._index.findings[finding].composition, *SITE_PROPERTIES)
            if site in self._regions
        ]

    def _within(self, site: str, regions: Collection[str]) -> bool:
        todo, seen = [site], set[str]()
        while todo:
            region = todo.pop()
            if region in regions:
                return True
            seen.add(region)
            entity = self._index.knowledge.entities.get(region)
            if entity is not None:
                above = targets(entity.relations, "regionPartOf", "partOf")
                todo.extend(a for a in above if a not in seen)
        return False


def _stands_out(ranking: Ranking) -> bool:
    if not ranking.entries:
        return False
    first, *others = (entry.ranked for entry in ranking.entries[:NEAR])
    spoken = _support(first) >= LEAST_SUPPORT or any(
        _told(ranked) - ranked.prior >= (CLEAR_GAIN if place < 2 else GREAT_GAIN)
        for place, ranked in enumerate(others)
    )
    great = _told(first) - first.prior >= GREAT_GAIN
    return spoken and (great or _told(first) > ranking.something_else)


def _support(ranked: Ranked) -> float:
    """Return what speaks for a condition (log10)."""
    return sum(term.value for term in ranked.terms if term.value > 0)


def _told(ranked: Ranked) -> float:
    """Return the score without what the condition leaves unexplained: that a finding has nothing
    to do with one condition does not make too little of what was said."""
    return ranked.score - sum(term.value for term in ranked.terms if term.cell.unexplained)
