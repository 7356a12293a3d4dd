"""What gates read: findings, candidates, age, sex, duration and the kind of clinic."""

from collections.abc import Collection
from dataclasses import dataclass

from kg.clinical.bands import AGE, DURATION, bounds_of, decided
from kg.clinical.index import Index
from kg.clinical.presentation import Patient
from kg.gates import (
    COMPARE,
    AllOf,
    AnyOf,
    Atom,
    Comparison,
    Gate,
    Leaf,
    Not,
    Setting,
    Sex,
    evaluate,
)
from kg.model import Condition


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The facts of one presentation, or of one of its complaints.

    ``present`` holds every entailed finding, ``denied`` those denied by name or through a broader
    denial, ``candidates`` the conditions that some rule makes a candidate (all CURIEs).
    """

    index: Index
    patient: Patient
    present: Collection[str]
    denied: Collection[str]
    candidates: Collection[str]

    def holds(self, gate: str) -> bool | None:
        """Evaluate a gate; what nobody said is unknown (``None``), an empty gate is true."""
        return self.value_of(self.index.gate(gate)) if gate else True

    def value_of(self, gate: Gate) -> bool | None:
        """Evaluate a parsed gate."""
        return evaluate(gate, self._leaf)

    def _leaf(self, leaf: Leaf) -> bool | None:
        if isinstance(leaf, Atom):
            return self._atom(leaf.key)
        if isinstance(leaf, Comparison):
            patient = self.patient
            value = patient.age if leaf.measure == "age" else patient.duration_weeks
            if value is None:
                return self._by_bands(leaf)
            return COMPARE[leaf.relation](value, leaf.bound)
        if isinstance(leaf, Sex):
            known = self.patient.sex in {"female", "male"}
            return self.patient.sex == leaf.value if known else self._atom(f"{leaf.value}_sex")
        return isinstance(leaf, Setting) and self.patient.setting in leaf.names

    def _by_bands(self, leaf: Comparison) -> bool | None:
        """Compare where no number is known, but findings that are bands of it are reported."""
        known = self.index.bands.get(AGE if leaf.measure == "age" else DURATION, ())
        left = bounds_of(
            [b for b in known if b.id in self.present], [b for b in known if b.id in self.denied]
        )
        return decided(leaf.relation, leaf.bound, *left)

    def _atom(self, key: str) -> bool | None:
        entity = self.index.by_key.get(key)
        if entity is None:
            return None
        if isinstance(entity, Condition):
            return True if entity.id in self.candidates else None
        if entity.id in self.present:
            return True
        return False if entity.id in self.denied else None


def true_atoms(gate: Gate, facts: Circumstances) -> list[str]:
    """Return the CURIEs of the findings that make ``gate`` true, left to right."""
    if isinstance(gate, Not):
        return []
    if isinstance(gate, AllOf | AnyOf):
        return [c for o in gate.operands if facts.value_of(o) for c in true_atoms(o, facts)]
    if isinstance(gate, Atom):
        curie = facts.index.curie(gate.key)
        return [curie] if curie in facts.present else []
    return []
