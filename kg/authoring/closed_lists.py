"""The closed lists and the bounds of authored values, in one place.

Keys are field names of :mod:`kg.model`, with the class where two classes use one name
differently. A field that is not here takes free text.
"""

from kg.model import (
    Condition,
    Criterion,
    Entity,
    Escalation,
    Evidence,
    Examination,
    Finding,
    MechanismAcceptance,
    MechanismRefusal,
    RedFlag,
    Screening,
    TestAccuracy,
    Treatment,
    TreatmentOption,
)

_FLAG_CLASSES = frozenset({
    "emergency_same_hour", "emergency_same_day", "urgent_within_days", "urgent_within_2_weeks",
    "modifier", "referral", "yellow_flag",
})
_TREATMENT_CLASSES = frozenset({
    "manual_thrust", "deep_pressure", "injection", "exercise", "self_care", "nsaid", "heat", "all",
})
_FREQUENCIES = frozenset({
    "obligate (100%)", "very frequent (80-99%)", "frequent (30-79%)", "occasional (5-29%)",
    "very rare (1-4%)", "excluded (0%)",
})
_LR_ORIGINS = frozenset({"", "none", "reported", "derived", "reported_or_given"})

CHOICES: dict[str, frozenset[str]] = {
    "Condition.category": frozenset({
        "adductor", "anterior_thigh", "bone_stress", "coccyx", "deep_gluteal", "emergency",
        "gluteal_muscle", "hamstring", "hip_joint", "inflammatory", "lateral_hip", "lumbar",
        "modifier", "neural", "sacroiliac", "soft_tissue", "trauma", "vascular", "visceral",
    }),
    "Condition.ranking_role": frozenset({
        "hypothesis", "subtype", "level", "syndrome", "lay_term", "mimic", "red_flag", "modifier",
        "out_of_scope",
    }),
    "Condition.urgency": frozenset({"routine", "routine_unless_flag"}) | _FLAG_CLASSES,
    "Condition.in_documents": frozenset({"yes", "no", "implied"}),
    "Examination.cost": frozenset({
        "", "history", "examination", "laboratory", "imaging", "electrodiagnostic", "invasive",
    }),
    "Evidence.status": frozenset({"present", "absent"}),
    "Evidence.basis": frozenset({"evidence", "mechanism"}),
    "Evidence.band_basis": frozenset({
        "", "author_estimate", "from_sensitivity_or_LR", "published_figure",
        "definitional_criterion",
    }),
    "Evidence.frequency_band": frozenset({""}) | _FREQUENCIES
    | frozenset(f"{band} [from sensitivity]" for band in _FREQUENCIES),
    "Evidence.usable_as_lr": frozenset({
        "yes", "with_shrinkage", "band_only", "no", "subpopulation_only", "pairwise_only",
    }),
    "Evidence.lr_origin": _LR_ORIGINS,
    "TestAccuracy.lr_origin": _LR_ORIGINS,
    "RedFlag.flag_class": _FLAG_CLASSES,
    "RedFlag.withholds": _TREATMENT_CLASSES,
    "TreatmentOption.condition_withholds": _TREATMENT_CLASSES,
    "TreatmentOption.evidence_grade": frozenset("ABCDI"),
    "TreatmentOption.recommendation": frozenset({"for", "uncertain", "against"}),
    "Claim.stance": frozenset({"axiom", "claim"}),
    "Claim.fact_class": frozenset({
        "", "function", "symptom", "mechanism", "treatment", "anatomy", "cause", "imaging",
        "diagnosis", "nonclinical", "caveat", "case", "activity", "timeline", "escalation",
        "scope", "terminology", "epidemiology", "risk_factor", "prevention", "prognosis",
    }),
    "Claim.verdict": frozenset({"", "agree", "partly", "na", "disputed"}),
    "confidence": frozenset({"", "low", "med", "high"}),
    "Mapping.predicate": frozenset({"exact", "broad", "narrow", "related"}),
    "Mapping.side": frozenset({"left", "right", "bilateral"}),
    "Mapping.justification": frozenset({
        "semapv:ManualMappingCuration", "semapv:MappingChaining", "semapv:LexicalMatching",
    }),
}
"""Allowed values by ``Class.field``, or by field name where every class agrees."""

GATES = frozenset({
    "Condition.ranking_gate", "Evidence.gate", "Escalation.gate", "Screening.applies_if",
    "RedFlag.all_of", "RedFlag.any_of", "RedFlag.none_of",
})
"""The fields that hold expressions of the gate language."""

BOUNDS: dict[str, tuple[float, float]] = {
    "sensitivity": (0, 1), "specificity": (0, 1), "lr_pos": (0, 10_000), "lr_neg": (0, 10_000),
    "n": (1, 100_000_000), "after_weeks": (0, 520), "product_cap": (0, 10_000),
    "max_members": (0, 100), "at_least": (0, 100), "minimum": (0, 100_000),
    "maximum": (0, 100_000), "sentence": (1, 100_000), "start": (0, 10_000_000),
    "end": (1, 10_000_000),
}
"""Inclusive limits of numbers by field name; ``..._pct`` fields are 0 to 100."""

ASCENDING = (
    ("frequency_low_pct", "frequency_high_pct"),
    ("prior_low_pct", "prior_mid_pct", "prior_high_pct"),
    ("background_low_pct", "background_pct", "background_high_pct"),
    ("minimum", "maximum"),
    ("start", "end"),
)
"""Fields that must not descend where they are given."""

REQUIRED: dict[type, tuple[str, ...]] = {
    Entity: ("id", "label", "definition"),
    Condition: ("category",),
    Evidence: ("condition", "finding"),
    TestAccuracy: ("condition", "examination"),
    Criterion: ("concludes",),
    RedFlag: ("flag_class", "action"),
    Screening: ("condition", "must_all_be_answered"),
    TreatmentOption: ("condition", "treatment", "evidence_grade"),
    Escalation: ("action",),
    MechanismAcceptance: ("condition", "findings", "reason"),
    MechanismRefusal: ("condition", "findings", "reason"),
}
"""Fields that may not be empty, besides ``id``; those of ``Entity`` hold for all its kinds."""

TARGETS: dict[str, tuple[type, ...]] = {
    "finding": (Finding,), "findings": (Finding,), "condition": (Condition,),
    "conditions": (Condition,), "concludes": (Condition, Finding), "all_of": (Finding,),
    "of": (Finding,), "shared": (Finding,), "must_all_be_answered": (Finding,),
    "reference_finding": (Finding,), "treatment": (Treatment,), "examination": (Examination,),
    "contraindicated_by": (Finding, Condition), "unsafe_if": (Finding, Condition),
    "necessary": (Finding,), "result": (Finding,), "bilateral_form": (Finding,),
    "Finding.parent": (Finding,), "Finding.type": (Finding,), "Condition.parent": (Condition,),
}
"""What a reference must point at, by ``Class.field`` or field name; others take any entity."""
