"""The knowledge base as arrays of ``kg.clinical.engine``, and the ranking over them.

Everything that scores is the engine's; here are only names, numbers of findings and settings.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.clinical.engine.hierarchy import decades, lineages, novelty
from kg.clinical.engine.model import Blend, Model, Observed
from kg.clinical.engine.profiles import Raised, columns, raised, shares
from kg.clinical.engine.totals import Totals
from tests.bench.rare_disease.knowledge import Annotation, KnowledgeBase


@dataclass(frozen=True)
class Settings:
    """What the engine is told (chosen on the development cases, see ``tune``).

    ``expected`` is the frequency of an annotation that states none, worth ``strength`` patients
    when one is stated; ``decay``, ``least`` and ``odds`` shape the back-off, ``breadth`` accounts
    for long profiles, ``power`` for reports that repeat one another; ``denied`` is the weight of
    an excluded term. It is 0: what such collections list as excluded are columns of the table of
    the true disease, so that neither reward nor penalty would say anything of a clinic.
    """

    expected: float = 0.5
    strength: float = 2.0
    decay: float = 0.67
    least: float = 0.4
    odds: float = 7 / 3
    breadth: float = 0.65
    power: float = 0.5
    denied: float = 0.0


@dataclass(frozen=True)
class Ranker:
    """Diseases in the order of the model's rows; ``withheld`` rows follow after them."""

    diseases: Sequence[str]
    number: Mapping[str, int]
    information: Sequence[float]
    model: Model
    totals: Totals
    settings: Settings

    def observe(self, present: Iterable[str], excluded: Iterable[str]) -> Observed:
        """Return what the engine may use; terms without a number are left out."""
        found = sorted({self.number[t] for t in present if t in self.number})
        above = {a for f in found for a in self.model.ancestors[f]} | set(found)
        denied = {self.number[t] for t in excluded if t in self.number} - above
        absent = dict.fromkeys(sorted(denied), self.settings.denied)
        weights = novelty(found, self.model.ancestors, self.information, power=self.settings.power)
        return Observed(
            {finding: (i,) for i, finding in enumerate(found)}, frozenset(found),
            absent if self.settings.denied else {}, lambda gate: False, weights,
        )

    def rank(
        self, present: Iterable[str], excluded: Iterable[str], top: int
    ) -> list[tuple[str, float]]:
        """Return the ``top`` diseases with their scores (log10), best first."""
        scores = self.totals.scores(self.observe(present, excluded))
        order = zip((-s for s in scores), self.diseases, strict=False)
        return [(disease, -score) for score, disease in heapq.nsmallest(top, order)]


def build(
    base: KnowledgeBase, settings: Settings | None = None,
    withheld: Sequence[tuple[str, str]] = (),
) -> Ranker:
    """Compile ``base``; each pair of ``withheld`` (disease, reference) becomes a further row, made
    without what only that reference states, which takes no part in the background."""
    settings = settings or Settings()
    names = sorted(base.parents)
    number = {name: i for i, name in enumerate(names)}
    ancestors = _ancestors(base.parents, names, number)
    diseases = sorted(base.diseases)
    rows = [_row(base.diseases[d], number, ancestors, settings) for d in diseases]
    share = shares(rows, len(names))
    background = len(rows)
    for disease, reference in withheld:
        kept = [a for a in base.diseases[disease] if a.reference != reference]
        rows.append(_row(kept, number, ancestors, settings))
    information = [decades(s) for s in share]
    cells = columns(rows, len(names), breadth=settings.breadth, background_rows=background)
    blend = Blend(
        lineages(ancestors, information, decay=settings.decay, least=settings.least),
        settings.odds,
    )
    lone = [-1] * len(names)
    model = Model([0.0] * len(rows), cells, ancestors, lone, lone, (), blend)
    return Ranker(diseases, number, information, model, Totals(model, blend), settings)


def _row(
    annotations: Sequence[Annotation], number: Mapping[str, int],
    ancestors: Sequence[frozenset[int]], settings: Settings,
) -> Raised:
    pooled: dict[str, tuple[float, float]] = {}
    for row in annotations:
        patients, examined = pooled.get(row.finding, (0.0, 0.0))
        pooled[row.finding] = patients + row.patients, examined + row.examined
    own, worth = settings.expected * settings.strength, settings.strength
    return raised({
        number[f]: (p + own) / (n + worth)
        for f, (p, n) in sorted(pooled.items()) if p > 0.0 or n == 0.0
    }, ancestors)


def _ancestors(
    parents: Mapping[str, Collection[str]], names: Sequence[str], number: Mapping[str, int]
) -> list[frozenset[int]]:
    known: dict[str, frozenset[int]] = {}

    def above(name: str) -> frozenset[int]:
        if name not in known:
            direct = [p for p in parents[name] if p in parents]
            found = frozenset(number[p] for p in direct)
            known[name] = found.union(*(above(p) for p in direct))
        return known[name]

    return [above(name) for name in names]
