"""Ranks the conditions of one complaint: evidence of the presentation, arrays of the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.axioms import Named
from kg.clinical.arrays import Arrays
from kg.clinical.case import Case, most_specific
from kg.clinical.circumstances import Circumstances
from kg.clinical.engine.effects import Effects
from kg.clinical.engine.model import Observed, Term
from kg.clinical.engine.rank import Ranked, rank_family, row_terms, shares_of
from kg.clinical.engine.terms import DIGITS
from kg.clinical.families import Family
from kg.clinical.index import Index, targets
from kg.clinical.reach import SITE_PROPERTIES, Reach
from kg.iris import entity_curie

BROAD = 0.5
"""Weight of an absence that only follows from a broader denial."""
BANDS = ((0.5, "very likely"), (0.2, "likely"), (0.04, "possible"), (0.0, "unlikely"))
"""Least share of the whole for each band (starting points; no share is shown as a percentage)."""
OWN_REGION = 0.3
"""A mimic ranks once a located finding supports it by this much (log10)."""
MARK, MARK_SHARE = 1.0, 0.8
"""Or a finding without a place that supports it by so much and that this share of its patients
have: blisters are the mark of zoster wherever they are said to be."""


class Entry(NamedTuple):
    """A condition in the ranking: its scores, its share of the whole and the band of it."""

    family: Family
    ranked: Ranked
    share: float
    band: str

    @property
    def condition(self) -> str:
        """The CURIE of the condition."""
        return self.family.condition


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking of one complaint, with what went into it; ``elsewhere`` is by how much the
    prior of each row is lower because the complaint lies where the row is not felt (log10), and
    ``sites`` are the regions where it lies."""

    complaint: int
    entries: Sequence[Entry]
    rows: Sequence[Sequence[Term]]
    observed: Observed
    something_else: float
    elsewhere: Sequence[float]
    sites: Sequence[str]


class Ranker:
    """Ranks presentations over one snapshot's arrays."""

    def __init__(self, index: Index, arrays: Arrays) -> None:
        """Note which findings are located, and where each condition is felt."""
        self.index = index
        self.arrays = arrays
        self._effects = Effects(arrays.model.columns)
        self.reach = Reach(index, arrays.model, arrays.findings, arrays.frequencies)
        self._usual = [
            frozenset(row for row, share in known if share >= MARK_SHARE)
            for known in arrays.frequencies
        ]
        self._located = [
            bool(targets(index.findings[f].composition, *SITE_PROPERTIES)) for f in arrays.findings
        ]
        self._joined = [f.parts for f in arrays.families if len(f.parts) > 1]
        self._marks: list[set[int]] = [set() for _ in arrays.rows]
        for column in arrays.model.columns:
            for cell in column:
                if max(cell.present, cell.present_gated) >= min(OWN_REGION, MARK):
                    self._marks[cell.row].add(cell.finding)

    def rank(
        self, case: Case, complaint: int, priors: Sequence[float] | None = None,
        something_else: float | None = None,
    ) -> Ranking:
        """Rank the conditions for ``complaint``; ``priors`` and ``something_else`` (log10) replace
        the arrays' own where a clinic has others."""
        facts = case.facts_in(complaint)
        observed = self.observe(case, complaint, facts)
        return self.ranking(
            case, facts, complaint, observed, priors or self.arrays.model.priors,
            self.arrays.something_else if something_else is None else something_else,
        )

    def ranking(
        self, case: Case, facts: Circumstances, complaint: int, observed: Observed,
        priors: Sequence[float], something_else: float,
    ) -> Ranking:
        """Rank on what was ``observed``."""
        rows = row_terms(self.arrays.model, observed, self._effects)
        elsewhere = self._elsewhere(observed)
        priors = [
            round(prior + factor, DIGITS) if factor else prior
            for prior, factor in zip(priors, elsewhere, strict=True)
        ]
        refuted = case.realisation.refuted.keys() | case.realisation.refuted_in[complaint].keys()
        found: list[tuple[Family, Ranked]] = []
        for family in self.arrays.families:
            if family.condition in refuted or not self._eligible(family, facts, observed, rows):
                continue
            parts = [p for p in family.parts if self.arrays.rows[p] not in refuted]
            found.append((family, rank_family(priors, rows, parts)))
        found.sort(key=lambda pair: (-pair[1].score, pair[0].condition))
        shares = shares_of([ranked.score for _, ranked in found], something_else)
        entries = [
            Entry(family, ranked, share, band_of(share))
            for (family, ranked), share in zip(found, shares, strict=True)
        ]
        return Ranking(
            complaint, entries, rows, observed, something_else, elsewhere,
            self.reach.sites(observed.present),
        )

    def _elsewhere(self, observed: Observed) -> list[float]:
        """Return by how much the prior of each row is lower; a family is felt where any of its
        parts is, so that what supports one part never lowers the whole."""
        factors = self.reach.factors(observed.present)
        for parts in self._joined:
            most = max([factors[part] for part in parts])
            for part in parts:
                factors[part] = most
        return factors

    def observe(self, case: Case, complaint: int, facts: Circumstances) -> Observed:
        """Return what the engine may use of one complaint."""
        number = self.arrays.number
        real = case.realisation
        present = real.present_in[complaint]
        named: set[str] = set()
        for index, report in enumerate(case.presentation.reports):
            if report.status == "present" and report.complaint in (complaint, None):
                if isinstance(report.expression, Named):
                    named.add(entity_curie(report.expression.iri))
                else:
                    named |= most_specific(self.index, real, index)
        above = {a for finding in named for a in self.index.ancestors.get(finding, ())}
        personal = self.index.personal
        direct = (named | (present.keys() - above) | (present.keys() & personal)) & number.keys()
        absent = {
            number[f]: 1.0 if f in personal else BROAD
            for f in real.denied_broadly_in[complaint] if f not in present
        }
        absent.update((number[f], 1.0) for f in real.denied_in[complaint] if f not in present)
        return Observed(
            {number[f]: reasons for f, reasons in present.items()},
            frozenset(number[f] for f in direct),
            absent,
            _Gates(self.arrays.gates, facts),
        )

    def _eligible(
        self, family: Family, facts: Circumstances, observed: Observed,
        rows: Sequence[Sequence[Term]],
    ) -> bool:
        if family.gate and facts.holds(family.gate) is not True:
            return False
        return not family.mimic or any(
            self._own(term) for part in family.parts
            if not self._marks[part].isdisjoint(observed.present) for term in rows[part]
        )

    def _own(self, term: Term) -> bool:
        """Tell whether a term shows a finding of the region of its row, or a mark of the row."""
        if not term.present:
            return False
        if self._located[term.cell.finding] and term.raw >= OWN_REGION:
            return True
        return term.raw >= MARK and term.cell.row in self._usual[term.cell.finding]


class _Gates:
    """Tells whether a gate is open, each evaluated at most once."""

    def __init__(self, gates: Sequence[str], facts: Circumstances) -> None:
        self._gates, self._facts = gates, facts
        self._known: dict[int, bool] = {}

    def __call__(self, gate: int) -> bool:
        known = self._known.get(gate)
        if known is None:
            known = self._known[gate] = self._facts.holds(self._gates[gate]) is True
        return known


def band_of(share: float) -> str:
    """Return the band that a share of the whole falls into."""
    for least, name in BANDS:
        if share >= least:
            return name
    raise ValueError(f"{share} is no share")
