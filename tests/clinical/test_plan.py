"""The plan on the real ontology: what time escalates, and what danger withholds."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from kg.clinical.bundles import parts
from kg.clinical.facade import Clinician
from kg.model import Evidence, Treatment, TreatmentOption

STRAIN = [{"concept": name} for name in (
    "anterior thigh pain", "kicking, sprinting or side-step sport",
    "focal tenderness of the anterior thigh", "painful limited knee flexion",
)]
TEAR = [{"concept": name} for name in (
    "palpable quadriceps defect", "muscle gap widening on contraction under ultrasound",
    "large hematoma on ultrasound",
)]
PATIENT = {"age": 24, "sex": "male"}
MANUAL = frozenset({"manual_thrust", "manual_therapy", "deep_pressure", "massage"})
DANGERS = {
    "red flag": "saddle or perianal sensory change",
    "anticoagulant": "anticoagulant use",
    "therapeutic anticoagulant": "therapeutic-dose anticoagulant treatment",
    "pregnancy": "current pregnancy",
    "fracture": "fracture visible on radiograph",
    "infection": "fever",
}
TELLING_PCT = 50


def classes(treatment: Treatment) -> set[str]:
    return {treatment.intervention_class, *parts(treatment)}


def manual_conditions(real: Clinician) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield every condition with a manual treatment, with findings that make it a leader."""
    knowledge, telling = real.index.knowledge, defaultdict(list)
    for row in knowledge.of(Evidence).values():
        if row.basis == "evidence" and row.status == "present" and (
            row.frequency_high_pct or 0) >= TELLING_PCT:
            telling[row.condition].append((-(row.frequency_low_pct or 0), row.finding))
    manual = {
        option.condition for option in knowledge.of(TreatmentOption).values()
        if classes(knowledge.entities[option.treatment]) & MANUAL
    }
    for condition in sorted(manual):
        yield condition, [{"concept": f} for _, f in sorted(telling[condition])[:6]]


def hands_on(real: Clinician, plan: dict, member: str) -> set[str]:
    return {
        item["treatment"]["label"] for item in plan[member]
        if classes(real.index.knowledge.entities[item["treatment"]["id"]]) & MANUAL
    }


@pytest.mark.parametrize("danger", sorted(DANGERS))
def test_danger_withholds_every_hands_on_treatment_of_every_condition(real, danger: str):
    offered, held = {}, set()
    for condition, findings in manual_conditions(real):
        answer = real.differential({"findings": [*findings, {"concept": DANGERS[danger]}]})
        held |= hands_on(real, answer["plan"], "withheld")
        if left := hands_on(real, answer["plan"], "treatments"):
            offered[condition] = left
        for item in answer["plan"]["withheld"]:
            assert item["because"]
    assert offered == {}
    assert held


def test_without_danger_the_same_conditions_do_offer_hands_on_treatment(real):
    offered = set()
    for _, findings in manual_conditions(real):
        offered |= hands_on(real, real.differential({"findings": findings})["plan"], "treatments")
    assert len(offered) >= 8


def test_a_bundle_is_withheld_whole_and_its_part_is_named(real):
    (condition,) = [c for c in real.index.conditions.values() if c.label == "ischial bursitis"]
    rows = [r for r in real.index.knowledge.of(Evidence).values()
            if r.condition == condition.id and r.status == "present" and r.basis == "evidence"]
    request = {"findings": [*({"concept": r.finding} for r in rows[:6]),
                            {"concept": "anticoagulant use"}]}
    held = {item["treatment"]["label"]: item["because"]
            for item in real.differential(request)["plan"]["withheld"]}
    reasons = held["cushion, sitting change and NSAID"]
    assert {"nsaid"} == {reason.get("part") for reason in reasons if "finding" in reason}


@pytest.mark.parametrize(("label", "definition", "found"), [
    ("cushion, sitting change and NSAID", "", {"nsaid"}),
    ("exercise and manual therapy", "", {"manual_therapy"}),
    ("biologic", "For disease that an NSAID does not control.", set()),
    ("walking", "Early mobilization without manipulation.", set()),
])
def test_parts_are_known_by_words(label: str, definition: str, found: set[str]):
    treatment = Treatment(id="GKG:1", key="k", slug="k", label=label, kind="Treatment",
                          definition=definition)
    assert set(parts(treatment)) == found


# --- the documents' case: a minor strain treated for four weeks was a complete tear ---

def rules(plan: dict) -> set[str]:
    return {item["rule"] for item in plan["escalation"]}


def test_a_strain_is_treated_at_first(real):
    answer = real.differential({"patient": PATIENT, "findings": STRAIN, "duration_weeks": 1})
    assert answer["differential"][0]["condition"]["label"] == "quadriceps strain"
    (given,) = answer["plan"]["treatments"]
    assert (given["phase"], given["grade"]) == ("first line, 2-6 weeks", "C")
    assert rules(answer["plan"]) == set()


@pytest.mark.parametrize(("weeks", "due"), [(2, False), (3, True), (4, True)])
def test_four_weeks_without_healing_call_for_imaging(real, weeks: int, due: bool):
    answer = real.differential({"patient": PATIENT, "findings": STRAIN, "duration_weeks": weeks})
    (told,) = [e for e in answer["plan"]["escalation"] if e["rule"] == "E13"] or [None]
    assert (told is not None) is due
    assert told is None or "full-thickness tear" in told["action"]


def test_four_weeks_in_a_note_count_as_much(real):
    text = "24M footballer, front of thigh pain for 4 weeks after kicking, tender quad"
    answer = real.differential({"patient": PATIENT, "findings": STRAIN, "text": text})
    assert "E13" in rules(answer["plan"])


def test_a_palpable_defect_calls_for_imaging_at_once(real):
    for weeks in (0.5, 4):
        answer = real.differential({
            "patient": PATIENT, "findings": [*STRAIN, TEAR[0]], "duration_weeks": weeks})
        assert "E12" in rules(answer["plan"])


def test_what_imaging_finds_changes_the_plan_to_that_of_the_tear(real):
    answer = real.differential({
        "patient": PATIENT, "findings": [*STRAIN, *TEAR], "duration_weeks": 4})
    flagged = {flag["condition"]["label"] for flag in answer["red_flags"] if flag["condition"]}
    assert "complete rectus femoris tear" in flagged
    held = {item["treatment"]["label"]: item["because"] for item in answer["plan"]["withheld"]}
    because = held["graded quadriceps rehabilitation"]
    assert any(reason.get("condition", {}).get("label") == "complete rectus femoris tear"
               for reason in because)
    assert not answer["plan"]["treatments"]
    assert {"E12", "E13", "E14"} <= rules(answer["plan"])
