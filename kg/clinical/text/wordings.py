"""Short lists that decide how parts of a finding are put together."""

NOT_AT: dict[str, tuple[str, ...]] = {"faber_posterior": ("groin_region", "lateral_hip_region")}
"""Places of pain that make a test another one than its bare name says, by keys."""
IMPLIES_PAIN = frozenset({
    "quality_shooting", "quality_burning", "quality_sharp", "quality_stabbing", "quality_aching",
    "quality_cramping", "quality_throbbing", "quality_colicky", "quality_tearing",
})
"""Qualities that speak of a pain without naming it."""
