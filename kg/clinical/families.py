"""Which conditions rank, which are parts of another, and with what prior."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import ClinicSetting, Condition, Knowledge

RANKING = frozenset({"hypothesis", "red_flag", "mimic"})
PARTS = frozenset({"subtype", "level"})
UNSPECIFIED_SHARE = 0.1
"""Least share of a parent's prior that stays with the parent, apart from its subtypes."""
DEFAULT_PRIOR_PCT = 0.05
REFERENCE_SETTING = ClinicSetting(id="", name="reference", gate_name="outpatient_msk")
"""Where no setting is authored: the clinic that the priors were stated for."""


@dataclass(frozen=True, slots=True)
class Family:
    """A condition that ranks, with its rows: its own first, then its subtypes or levels."""

    condition: str
    parts: Sequence[int]
    gate: str
    mimic: bool


def families(knowledge: Knowledge) -> tuple[list[Family], list[str]]:
    """Return the families in the order of their CURIEs, and the condition of each row."""
    conditions = knowledge.conditions()
    parts: dict[str, list[str]] = {}
    for curie in sorted(conditions):
        condition = conditions[curie]
        if condition.ranking_role in PARTS and condition.parent:
            parts.setdefault(condition.parent, []).append(curie)
    found: list[Family] = []
    rows: list[str] = []
    for curie in sorted(conditions):
        condition = conditions[curie]
        if condition.ranking_role in RANKING and not condition.deprecated:
            members = [curie, *parts.get(curie, [])]
            numbers = list(range(len(rows), len(rows) + len(members)))
            rows.extend(members)
            mimic = condition.ranking_role == "mimic"
            found.append(Family(curie, numbers, condition.ranking_gate, mimic))
    return found, rows


def setting_named(knowledge: Knowledge, name: str) -> ClinicSetting | None:
    """Return the setting known by ``name`` (its id, name or gate name), or ``None``."""
    for setting in knowledge.of(ClinicSetting).values():
        if name in {setting.id, setting.name, setting.gate_name}:
            return setting if isinstance(setting, ClinicSetting) else None
    return None


def default_setting(knowledge: Knowledge) -> ClinicSetting:
    """Return the outpatient clinic that the priors are stated for."""
    return setting_named(knowledge, REFERENCE_SETTING.gate_name) or REFERENCE_SETTING


def priors(
    knowledge: Knowledge, found: Sequence[Family], rows: Sequence[str], setting: ClinicSetting
) -> tuple[list[float], float]:
    """Return log10 of the prior of each row, and of something that is not on the list."""
    conditions = knowledge.conditions()
    factors = dict(setting.prior_factors)
    masses = [_mass(conditions[family.condition], factors) for family in found]
    other = setting.something_else_pct / 100.0
    scale = (1.0 - other) / sum(masses) if masses else 1.0
    result = [0.0] * len(rows)
    for family, mass in zip(found, masses, strict=True):
        shares = _shares([conditions[rows[part]] for part in family.parts])
        for part, share in zip(family.parts, shares, strict=True):
            result[part] = round(math.log10(mass * scale * share), 4)
    return result, round(math.log10(other), 4)


def _mass(condition: Condition, factors: Mapping[str, float]) -> float:
    prior = condition.prior_mid_pct or DEFAULT_PRIOR_PCT
    factor = factors.get(condition.id, factors.get(condition.key, 1.0))
    return max(prior * factor, 1e-6)


def _shares(members: Sequence[Condition]) -> list[float]:
    """Split a family's prior among the parent itself (first) and its parts."""
    whole, *parts = (c.prior_mid_pct or DEFAULT_PRIOR_PCT for c in members)
    if not parts:
        return [1.0]
    own = max(whole - sum(parts), UNSPECIFIED_SHARE * whole) / whole
    return [own, *((1.0 - own) * part / sum(parts) for part in parts)]
