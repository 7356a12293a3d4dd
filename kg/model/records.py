"""Records about conditions: evidence, criteria, red flags, screening, treatment, escalation."""

from dataclasses import dataclass

from kg.model.fields import reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a finding says about a condition (rows F...), or what a mechanism says (M-...).

    Frequencies and likelihood ratios are of ``status``. ``basis`` is ``evidence`` or
    ``mechanism``; a mechanism names its relation in ``mechanism``, carries no figures, and names
    in ``acceptance`` the record of the curator who accepted it: none while nobody reviewed it.
    """

    id: str
    condition: str = reference("entity")
    finding: str = reference("entity")
    status: str = "present"
    basis: str = "evidence"
    mechanism: str = ""
    acceptance: str = reference("mechanism-acceptance")
    frequency_low_pct: float | None = None
    frequency_high_pct: float | None = None
    frequency_band: str = ""
    band_basis: str = ""
    sensitivity: float | None = None
    specificity: float | None = None
    lr_pos: float | None = None
    lr_neg: float | None = None
    lr_origin: str = ""
    usable_as_lr: str = "band_only"
    gate: str = ""
    comparator: str = ""
    n: int | None = None
    population_scope: str = ""
    sources: tuple[str, ...] = reference("source", many=True)
    confidence: str = ""
    provenance: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestAccuracy:
    """One study figure of an examination for a condition (rows T...)."""

    id: str
    examination: str = reference("entity")
    condition: str = reference("entity")
    sensitivity: float | None = None
    specificity: float | None = None
    lr_pos: float | None = None
    lr_neg: float | None = None
    lr_origin: str = ""
    sources: tuple[str, ...] = reference("source", many=True)
    confidence: str = ""
    provenance: str = ""
    caveat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A set of diagnostic criteria, met within one complaint and on one side where ``sided``.

    All of ``all_of`` and at least ``at_least`` of ``of`` must be present in the complaint, and all
    of ``shared`` anywhere in the presentation. ``concludes`` is the condition that is met, or the
    finding that then holds (a test cluster).
    """

    id: str
    concludes: str = reference("entity")
    name: str = ""
    all_of: tuple[str, ...] = reference("entity", many=True)
    of: tuple[str, ...] = reference("entity", many=True)
    at_least: int = 0
    shared: tuple[str, ...] = reference("entity", many=True)
    sided: bool = True
    sources: tuple[str, ...] = reference("source", many=True)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A red-flag rule (rows R...): fires when every ``all_of`` gate is true, one ``any_of`` gate
    where any is given, and no ``none_of`` gate."""

    id: str
    name: str = ""
    conditions: tuple[str, ...] = reference("entity", many=True)
    flag_class: str = ""
    act_within: str = ""
    withholds: tuple[str, ...] = ()
    action: str = ""
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    lr_pos: float | None = None
    lr_neg: float | None = None
    sources: tuple[str, ...] = reference("source", many=True)
    confidence: str = ""
    provenance: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What must be asked by name before a must-not-miss condition may leave the list; ``id`` is
    ``S-`` and the condition's key."""

    id: str
    condition: str = reference("entity")
    must_all_be_answered: tuple[str, ...] = reference("entity", many=True)
    applies_if: str = ""
    excluded_only_by: str = ""
    reference_finding: str = reference("entity")
    sources: tuple[str, ...] = reference("source", many=True)
    provenance: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentOption:
    """A treatment for a condition (rows TX...), with its grade and what forbids it."""

    id: str
    condition: str = reference("entity")
    treatment: str = reference("entity")
    phase: str = ""
    precautions: str = ""
    evidence_grade: str = ""
    recommendation: str = ""
    target: str = ""
    contraindicated_by: tuple[str, ...] = reference("entity", many=True)
    condition_withholds: tuple[str, ...] = ()
    named_in_documents: str = ""
    sources: tuple[str, ...] = reference("source", many=True)
    provenance: str = ""
    coding_basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """What to do by when (rows E...); an empty ``condition`` means any. ``after_weeks`` is the
    duration that triggers the rule, ``None`` where no duration does; a ``gate`` triggers it by
    what is present."""

    id: str
    condition: str = reference("entity")
    context: str = ""
    time_point: str = ""
    trigger: str = ""
    action: str = ""
    after_weeks: float | None = None
    gate: str = ""
    sources: tuple[str, ...] = reference("source", many=True)
    confidence: str = ""
    note: str = ""
