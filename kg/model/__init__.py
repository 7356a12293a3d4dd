"""The domain: what authors write, what the compiled OWL carries, what the service answers from.

Every class is one kind of authored record. Field names are the authoring keys and, in camel
case, the names of the schema's properties. ``reference("entity")`` marks a field that holds
entity CURIEs (authored as label, slug, key or id), ``reference("source")`` bibliography keys, and
so on. Text fields default to the empty string, which means "not stated"; numbers to ``None``.
"""

from kg.model.entities import (
    Condition,
    Entity,
    Examination,
    Finding,
    Mapping,
    Treatment,
)
from kg.model.fields import (
    reference,
)
from kg.model.knowledge import (
    RECORDS,
    Knowledge,
)
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
from kg.model.review import (
    NOT_REVIEWED,
    review_of,
)

__all__ = [
    "NOT_REVIEWED",
    "RECORDS",
    "Claim",
    "ClinicSetting",
    "Condition",
    "Criterion",
    "DependencyGroup",
    "Document",
    "Entity",
    "Escalation",
    "Evidence",
    "Examination",
    "Finding",
    "Knowledge",
    "Mapping",
    "MechanismAcceptance",
    "MechanismRefusal",
    "RedFlag",
    "Screening",
    "Source",
    "TestAccuracy",
    "Treatment",
    "TreatmentOption",
    "reference",
    "review_of",
]
