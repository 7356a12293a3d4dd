"""Where each condition hurts: a complaint located elsewhere is not first of all that condition.

The priors are those of people with pain of the buttock and the low back. Where every located
symptom of a complaint lies outside the places in which a condition is known to be felt, one of the
condition's own pains would be missing: its prior is multiplied by the share of its patients who
lack the most frequent of them, and by no less than a tenth, because descriptions are incomplete.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.clinical.engine.model import Model
from kg.clinical.index import Index, targets

FELT = ("hasPrimarySite", "feltAt", "radiatesTo")
"""Properties that say where a symptom is felt."""
SITE_PROPERTIES = (*FELT, "signAt")
"""Properties that locate a finding, those of signs included."""
LEAST = -1.0
"""Least factor of a condition that is felt elsewhere (log10; an estimate)."""
UNKNOWN = -0.5
"""Its factor where no frequency of its pains is known (log10; an estimate)."""
DIGITS = 4
LOCATED_KINDS = frozenset({"Symptom"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row is felt: findings that name a place and speak for it, the regions of those
    (``measured``) and of what only mechanisms give (``possible``), and its factor elsewhere."""

    findings: frozenset[int]
    measured: frozenset[str]
    possible: frozenset[str]
    factor: float


class Reach:
    """Knows which regions lie within which, and where each row is felt."""

    def __init__(
        self, index: Index, model: Model, names: Sequence[str],
        frequencies: Sequence[Sequence[tuple[int, float]]],
    ) -> None:
        """Read the places of every row off the cells of ``model``; ``names`` are its findings."""
        self._index = index
        self._wider: dict[str, frozenset[str]] = {}
        self._felt_at: dict[str, int] = {}
        number = {curie: i for i, curie in enumerate(names)}
        self._felt = [frozenset(targets(index.findings[f].composition, *FELT))
                      if index.findings[f].kind in LOCATED_KINDS else frozenset[str]()
                      for f in names]
        sites = [frozenset(targets(index.findings[f].composition, *SITE_PROPERTIES))
                 for f in names]
        unions = {
            i for i, f in enumerate(names)
            if not index.findings[f].composition and index.descendants[f]
            and index.findings[f].kind in LOCATED_KINDS
            and all(sites[number[d]] for d in index.descendants[f])
        }
        self.places = [
            self._place(row, model, sites, unions, frequencies)
            for row in range(len(model.priors))
        ]
        self._placed = _bits(row for row, p in enumerate(self.places) if p.measured or p.possible)
        named = {finding for place in self.places for finding in place.findings}
        self._named_in = {
            finding: _bits(row for row, p in enumerate(self.places) if finding in p.findings)
            for finding in named
        }

    def factors(self, present: Mapping[int, Sequence[int]]) -> list[float]:
        """Return what each row's prior is multiplied by (log10, 0 or less), given the findings
        that are ``present`` with the reports that entail them."""
        reports: dict[int, set[int]] = {}
        for finding, reasons in present.items():
            for report in reasons:
                reports.setdefault(report, set()).add(finding)
        located = [(found, at) for found in reports.values() if (at := self._sites(found))]
        if not located:
            return [0.0] * len(self.places)
        far = self._placed
        for found, at in located:
            for site in at:
                far &= ~self._rows_at(site)
            for finding in found & self._named_in.keys():
                far &= ~self._named_in[finding]
        return [
            place.factor if far >> row & 1 else 0.0 for row, place in enumerate(self.places)
        ]

    def sites(self, present: Collection[int]) -> list[str]:
        """Return the narrowest regions in which ``present`` findings are felt, sorted."""
        return sorted(self._sites(present))

    def _rows_at(self, site: str) -> int:
        """Return the rows that are felt at ``site``, as bits; worked out once for each region."""
        if site not in self._felt_at:
            self._felt_at[site] = _bits(
                row for row, place in enumerate(self.places) if self._reached(place, site)
            )
        return self._felt_at[site]

    def _reached(self, place: Place, site: str) -> bool:
        """Tell whether the row is felt at ``site``: within it, or measured in something wider;
        a mechanism that gives something wider does not say that it hurts just there."""
        wider = self._within(site)
        if not wider.isdisjoint(place.measured) or site in place.possible:
            return True
        return any(site in self._within(o) for o in (*place.measured, *place.possible))

    def _sites(self, found: Collection[int]) -> frozenset[str]:
        every = frozenset[str]().union(*(self._felt[f] for f in found))
        above = {w for site in every for w in self._within(site) if w != site}
        return every - above

    def _within(self, site: str) -> frozenset[str]:
        """Return ``site`` and every region that it is a part of."""
        if site not in self._wider:
            todo, seen = [site], set[str]()
            while todo:
                region = todo.pop()
                seen.add(region)
                entity = self._index.knowledge.entities.get(region)
                if entity is not None:
                    above = targets(entity.relations, "regionPartOf", "partOf")
                    todo.extend(a for a in above if a not in seen)
            self._wider[site] = frozenset(seen)
        return self._wider[site]

    def _place(
        self, row: int, model: Model, sites: Sequence[frozenset[str]], unions: Collection[int],
        frequencies: Sequence[Sequence[tuple[int, float]]],
    ) -> Place:
        measured, possible, named = set[str](), set[str](), set[int]()
        most = 0.0
        for finding, column in enumerate(model.columns):
            for cell in column:
                if cell.row == row and max(cell.present, cell.present_gated) > 0:
                    (possible if cell.weak else measured).update(sites[finding])
                    if not cell.weak and finding in unions:
                        named.add(finding)
            if self._felt[finding] or finding in unions:
                shares = [p for r, p in frequencies[finding] if r == row]
                if shares and shares[0] >= COMMON:
                    measured.update(sites[finding])
                most = max([most, *shares])
        factor = max(LEAST, math.log10(1.0 - min(most, 0.99))) if most else UNKNOWN
        return Place(frozenset(named), frozenset(measured), frozenset(possible),
                     round(factor, DIGITS))


def _bits(rows: Iterable[int]) -> int:
    return sum(1 << row for row in rows)


COMMON = 0.2
"""A place where a row is felt this often is its own, whatever is usual elsewhere."""
