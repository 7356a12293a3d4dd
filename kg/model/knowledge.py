"""Everything that is authored, by identifier, and the kinds of record."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Any

from kg.model.entities import Condition, Entity, Finding
from kg.model.provenance import (
    Claim,
    ClinicSetting,
    DependencyGroup,
    Document,
    MechanismAcceptance,
    MechanismRefusal,
    Source,
)
from kg.model.records import (
    Criterion,
    Escalation,
    Evidence,
    RedFlag,
    Screening,
    TestAccuracy,
    TreatmentOption,
)

RECORDS: MappingOf[str, type] = {
    "evidence": Evidence,
    "test": TestAccuracy,
    "criterion": Criterion,
    "red-flag": RedFlag,
    "screening": Screening,
    "treatment-option": TreatmentOption,
    "escalation": Escalation,
    "dependency-group": DependencyGroup,
    "setting": ClinicSetting,
    "document": Document,
    "claim": Claim,
    "source": Source,
    "mechanism-acceptance": MechanismAcceptance,
    "mechanism-refusal": MechanismRefusal,
}
"""The kinds of record by the folder of their IRIs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything that is authored, by identifier."""

    entities: MappingOf[str, Entity]
    records: MappingOf[str, MappingOf[str, Any]]

    def of(self, record_type: type) -> MappingOf[str, Any]:
        """Return all records of ``record_type``, by identifier; empty where there are none."""
        for folder, kind in RECORDS.items():
            if kind is record_type:
                return self.records.get(folder, {})
        raise KeyError(record_type.__name__)

    def findings(self) -> dict[str, Finding]:
        """Return the findings by CURIE."""
        return {k: e for k, e in self.entities.items() if isinstance(e, Finding)}

    def conditions(self) -> dict[str, Condition]:
        """Return the conditions and syndromes by CURIE."""
        return {k: e for k, e in self.entities.items() if isinstance(e, Condition)}
