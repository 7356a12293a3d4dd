"""Simulated patients: answers drawn from the frequencies that the knowledge itself states.

They test that the parts fit together, never that the knowledge is right: who draws from the same
numbers as the ranking uses finds them confirmed.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.clinical.arrays import Arrays
from kg.clinical.engine.effects import Effects
from kg.clinical.engine.model import Observed
from kg.clinical.engine.rank import Ranked, rank_family, row_terms, shares_of
from kg.clinical.families import Family
from kg.clinical.index import Index
from kg.clinical.ranking import BROAD
from kg.clinical.reach import Reach

LEAST_KNOWN = 10
"""Findings with a frequency that a condition must have to be drawn."""


@dataclass
class Patient:
    """A simulated patient with one condition, and what was answered so far."""

    family: Family
    row: int
    chance: random.Random
    present: dict[int, list[int]] = field(default_factory=dict)
    direct: set[int] = field(default_factory=set)
    absent: dict[int, float] = field(default_factory=dict)

    def is_open(self, finding: int) -> bool:
        """Tell whether nothing that was said answers for ``finding``."""
        return finding not in self.present and finding not in self.absent


class World:
    """Draws patients, and ranks them as the product does."""

    def __init__(self, index: Index, arrays: Arrays) -> None:
        """Read frequencies and the order among findings off ``arrays``."""
        self.index, self.arrays = index, arrays
        self._effects = Effects(arrays.model.columns)
        self.reach = Reach(index, arrays.model, arrays.findings, arrays.frequencies)
        self.frequency: dict[tuple[int, int], float] = {
            (row, finding): p
            for finding, known in enumerate(arrays.frequencies) for row, p in known
        }
        self._kinds = [
            [arrays.number[d] for d in index.descendants[f]] for f in arrays.findings
        ]

    def patients(self, each: int, seed: int) -> Iterator[Patient]:
        """Draw ``each`` patients of every hypothesis that is described well enough; each comes
        with the one complaint that is usual in the condition. Emergencies are not drawn: asking
        for them is what the questions of safety are for."""
        for family in self._drawn():
            for number in range(each):
                yield self._patient(family, f"{seed} {family.condition} {number}")

    def clinic(self, count: int, seed: int) -> Iterator[Patient]:
        """Draw ``count`` patients as the priors say that they come: where each condition is drawn
        equally often, shares that rest on the priors cannot be right."""
        families = self._drawn()
        weights = [10 ** self.arrays.model.priors[family.parts[0]] for family in families]
        chance = random.Random(seed)
        for number, family in enumerate(chance.choices(families, weights, k=count)):
            yield self._patient(family, f"{seed} clinic {number}")

    def _drawn(self) -> list[Family]:
        known = Counter(row for row, _ in self.frequency)
        return [
            family for family in self.arrays.families
            if self.index.conditions[family.condition].ranking_role == "hypothesis"
            and not family.gate and known[family.parts[0]] >= LEAST_KNOWN
        ]

    def _patient(self, family: Family, seed: str) -> Patient:
        patient = Patient(family, family.parts[0], random.Random(seed))
        self.say(patient, self._complaint(family.parts[0]), present=True)
        return patient

    def _complaint(self, row: int) -> int:
        pains = [
            (-p, f) for (r, f), p in self.frequency.items()
            if r == row and self.index.findings[self.arrays.findings[f]].kind == "Symptom"
        ]
        return min(pains)[1]

    def ask(self, patient: Patient, finding: int) -> None:
        """Draw the patient's answer."""
        p = self.frequency.get((patient.row, finding), self.arrays.backgrounds[finding])
        self.say(patient, finding, present=patient.chance.random() < p)

    def say(self, patient: Patient, finding: int, *, present: bool) -> None:
        """Note an answer with what it entails."""
        if present:
            patient.direct.add(finding)
            for entailed in (finding, *self.arrays.model.ancestors[finding]):
                patient.present.setdefault(entailed, []).append(len(patient.direct))
                patient.absent.pop(entailed, None)
        else:
            patient.absent[finding] = 1.0
            for kind in self._kinds[finding]:
                if kind not in patient.present:
                    patient.absent.setdefault(kind, BROAD)

    def ranking(self, patient: Patient) -> list[tuple[Family, Ranked, float]]:
        """Return the families with their shares, the first place first."""
        arrays = self.arrays
        seen = Observed(patient.present, frozenset(patient.direct), patient.absent, _closed)
        rows = row_terms(arrays.model, seen, self._effects)
        factors = self.reach.factors(patient.present)
        found = []
        for family in arrays.families:
            if not family.gate:
                ranked = rank_family(arrays.model.priors, rows, family.parts)
                found.append((family, ranked, ranked.score + factors[ranked.lead]))
        shares = shares_of([score for *_, score in found], arrays.something_else)
        pairs = [(f, r, s) for (f, r, _), s in zip(found, shares, strict=True)]
        return sorted(pairs, key=lambda item: (-item[2], item[0].condition))


def _closed(gate: int) -> bool:
    return False


def weights_of(ranking: list[tuple[Family, Ranked, float]], count: int) -> Mapping[int, float]:
    """Return the shares of the first ``count`` rows."""
    return {ranked.lead: share for _, ranked, share in ranking[:count]}
