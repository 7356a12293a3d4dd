"""One authored record before its names are resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.authoring.faults import Origin
from kg.model import Condition, Entity, Examination, Finding, Treatment

ENTITY_CLASSES: Mapping[str, type[Entity]] = {
    **dict.fromkeys(
        ("Finding", "FindingType", "Symptom", "Sign", "TestResult", "ImagingResult",
         "LabResult", "HistoryItem"), Finding),
    **dict.fromkeys(("Condition", "Syndrome"), Condition),
    "Examination": Examination,
    "Treatment": Treatment,
}
"""The model class of each kind of entity; every other kind is a plain ``Entity``."""


@dataclass(frozen=True, slots=True)
class Raw:
    """An authored record: its class, where it stands, and its values by key as written.

    ``kind`` is the schema class of an entity and empty for records; ``relations`` are targets by
    the authoring key of an object property.
    """

    record: type
    origin: Origin
    values: Mapping[str, object]
    kind: str = ""
    relations: Mapping[str, object] = field(default_factory=dict)


def entity_class(kind: str) -> type[Entity]:
    """Return the model class for the schema class ``kind``."""
    return ENTITY_CLASSES.get(kind, Entity)
