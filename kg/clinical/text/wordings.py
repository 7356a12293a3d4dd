"""Short lists that decide how parts of a finding are put together."""

NOT_AT: dict[str, tuple[str, ...]] = {"faber_posterior": ("groin_region", "lateral_hip_region")}
"""Places of pain that make a test another one than its bare name says, by keys."""
RESISTED: dict[str, str] = {
    "activity_resisted_abduction": "resisted_abduction_pain",
    "activity_resisted_extension": "resisted_extension_pain",
    "activity_resisted_ir": "resisted_ir_pain",
    "activity_resisted_knee_flexion": "resisted_knee_flexion_pain",
    "activity_leg_crossing": "pain_crossed_legs",
}
"""The finding that a pain brought on by a movement against resistance is, by keys."""
TENDER: dict[str, str] = {
    "piriformis": "tender_sciatic_notch", "gluteus_medius": "tender_gluteal_muscle",
    "gluteus_maximus": "tender_gluteal_muscle", "gluteus_minimus": "tender_gluteal_muscle",
    "ischial_tuberosity": "tender_ischium", "ischial_tuberosity_region": "tender_ischium",
    "greater_trochanter": "tender_gt", "greater_trochanter_region": "tender_gt",
    "proximal_hamstring_tendon": "tender_ischium",
    "sacroiliac_joint": "tender_psis", "sacroiliac_region": "tender_psis",
}
"""The sign that a tenderness at a place is, by keys."""
IMPLIES_PAIN = frozenset({
    "quality_shooting", "quality_burning", "quality_sharp", "quality_stabbing", "quality_aching",
    "quality_cramping", "quality_throbbing", "quality_colicky", "quality_tearing",
})
"""Qualities that speak of a pain without naming it."""
MOVED_AT: dict[tuple[str, str], tuple[str, ...]] = {
    ("activity_general_movement", "hip_region"): (
        "pain_on_hip_movement", "pain_during_hip_movement",
    ),
    ("activity_general_movement", "low_back_region"): (
        "pain_on_lumbar_movement", "pain_during_lumbar_movement",
    ),
    ("activity_lumbar_movement", "low_back_region"): (
        "pain_on_lumbar_movement", "pain_during_lumbar_movement",
    ),
    ("activity_lumbar_extension", "low_back_region"): ("back_pain_on_lumbar_extension",),
    ("activity_bending_forward", "low_back_region"): ("pain_on_lumbar_flexion",),
    ("lumbar_extension", "low_back_region"): (
        "back_pain_on_lumbar_extension", "extension_back_pain",
    ),
    ("activity_lumbar_extension", ""): ("pain_on_lumbar_extension",),
    ("activity_lumbar_movement", ""): ("pain_on_lumbar_movement",),
    ("lumbar_extension", ""): ("pain_on_lumbar_extension", "pain_extension"),
    ("lumbar_flexion", ""): ("pain_on_lumbar_flexion", "pain_bending_forward"),
    ("lumbar_movement", ""): (
        "pain_on_lumbar_movement", "pain_during_lumbar_movement", "lumbar_movement_aggravates",
    ),
    ("hip_movement", ""): ("pain_on_hip_movement", "pain_during_hip_movement"),
    ("hip_extension", ""): ("pain_hip_extension",),
    ("hip_internal_rotation", ""): ("hip_ir_painful",),
}
"""The findings that a pain brought on by an activity or movement is, at a place or (empty) at any,
by keys."""
