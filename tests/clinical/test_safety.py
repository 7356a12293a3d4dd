"""Red flags, must-not-miss, what to ask, what to withhold: on the small ontology."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clinical.facade import Clinician
from kg.errors import ContradictionError

BASE = [{"concept": "buttock pain"}, {"concept": "sitting-aggravated buttock pain"}]
OTHERS = ["SLR", "posterior thigh tingling", "rash", "weight loss", "fever", "perineal pain",
          "reflex loss", "shoulder pain", "bladder disturbance", "anticoagulant use", "limp"]


def rules(answer: dict) -> set[str]:
    return {flag["rule"] for flag in answer["red_flags"]}


def asked(answer: dict) -> list[str]:
    return [item["finding"]["label"] for item in answer["ask_next"]["safety"]]


def test_flag_says_what_to_do_and_why(small):
    answer = small.differential({"findings": [{"concept": "saddle anesthesia"}]})
    flag = answer["red_flags"][0]
    assert flag["condition"]["label"] == "cauda equina syndrome"
    assert (flag["class"], flag["urgency"], flag["act_within"]) == (
        "emergency_same_hour", "emergency", "PT1H"
    )
    assert flag["because"] == [{
        "finding": {"id": "GKG:0002004", "slug": "saddle-sensory-change",
                    "label": "saddle sensory change"},
        "status": "present", "input": "/findings/0",
    }]
    assert flag["sources"] == [
        {"key": "girft", "citation": "girft study", "locator": "doi:10.1/girft"}
    ]


def test_long_standing_change_does_not_fire_and_unknown_onset_does(small):
    both = [{"concept": "saddle anesthesia"}, {"concept": "saddle_longstanding"}]
    assert rules(small.differential({"findings": both})) == set()
    assert rules(small.differential({"findings": both[:1]})) == {"R1"}


def test_number_fires_a_flag_and_is_named(small):
    answer = small.differential({"patient": {"age": 60}, "findings": [{"concept": "fever"}]})
    assert rules(answer) == {"R2", "R3"}
    because = answer["red_flags"][0]["because"]
    assert {"/findings/0", "/patient/age"} <= {item["input"] for item in because}


def test_modifier_never_fires_alone(small):
    assert rules(small.differential({"patient": {"age": 60}})) == set()


def test_referral_is_shown_and_withholds_nothing(small):
    answer = small.differential({"findings": [*BASE, {"concept": "weight loss"}]})
    flag = next(f for f in answer["red_flags"] if f["rule"] == "R4")
    assert (flag["urgency"], flag["withholds"]) == ("soon", [])
    assert answer["plan"]["referral"][0]["rule"] == "R4"
    assert answer["plan"]["withheld"] == []


def test_yellow_flag_goes_to_the_plan(small):
    answer = small.differential({"findings": [{"concept": "psychological distress"}]})
    assert answer["red_flags"] == []
    assert answer["plan"]["psychosocial"][0]["rule"] == "R5"


def test_present_wins_over_absent_in_a_contradiction(small):
    request = {"findings": [{"concept": "saddle anesthesia"},
                            {"concept": "saddle numbness", "status": "absent"}]}
    with pytest.raises(ContradictionError) as caught:
        small.differential(request)
    assert [f["rule"] for f in caught.value.answer["red_flags"]] == ["R1"]


@given(st.sets(st.sampled_from(OTHERS)), st.sets(st.sampled_from(OTHERS)),
       st.integers(0, 120), st.integers(1, 20), st.booleans())
def test_bar_90_red_flag_whatever_else_is_said(small, present, absent, age, limit, as_note):
    findings = [{"concept": name} for name in sorted(present)]
    findings += [{"concept": name, "status": "absent"} for name in sorted(absent - present)]
    request = {"patient": {"age": age}, "limit": limit, "findings": findings}
    if as_note:
        request["text"] = "saddle numbness since yesterday"
    else:
        findings.append({"concept": "saddle anesthesia"})
    assert "R1" in rules(small.differential(request))


def test_excluded_only_when_each_question_was_answered(small):
    def listed(*findings: dict) -> list[str]:
        answer = small.differential({"findings": list(findings)})
        return [entry["condition"]["label"] for entry in answer["not_yet_excluded"]]

    saddle = {"concept": "saddle anesthesia", "status": "absent"}
    bladder = {"concept": "bladder disturbance", "status": "absent"}
    ces = "cauda equina syndrome"
    assert ces in listed()
    assert ces in listed(saddle)
    assert ces in listed(saddle, {**bladder, "status": "unknown"})
    assert ces not in listed(saddle, bladder)
    assert ces in listed({**saddle, "status": "present"}, bladder)
    assert ces not in listed({"concept": "mri_cauda_compression", "status": "absent"})


def test_screen_that_does_not_apply_is_not_asked(small):
    adult = small.differential({"patient": {"age": 40}})
    assert "childhood hip disease" not in [
        e["condition"]["label"] for e in adult["not_yet_excluded"]
    ]


def test_safety_questions_come_by_harm_with_their_reasons(small):
    answer = small.differential({})
    first = answer["ask_next"]["safety"][0]
    assert first["question"] == "Numb in the saddle?"
    assert [c["label"] for c in first["for"]] == ["cauda equina syndrome"]
    assert asked(answer)[:2] == ["saddle sensory change", "bladder disturbance"]


def test_pregnancy_and_anticoagulants_are_asked_before_treatment(small):
    first = asked(gluteal(small, patient={"sex": "female"}))[:2]
    assert first == ["current pregnancy", "anticoagulant use"]
    denied = {"concept": "anticoagulant", "status": "absent"}
    answer = asked(gluteal(small, denied, patient={"sex": "male"}))
    assert "current pregnancy" not in answer
    assert "anticoagulant use" not in answer


def diagnostic(answer: dict) -> list[str]:
    return [q["finding"]["label"] for q in answer["ask_next"]["diagnostic"]]


def test_answered_or_impossible_questions_are_not_asked_again(small):
    assert "straight leg raise positive" in diagnostic(small.differential({"findings": BASE}))
    for status in ({"status": "present"}, {"status": "absent"},
                   {"status": "unknown", "unknown_reason": "could_not_be_done"}):
        request = {"findings": [*BASE, {"concept": "SLR", **status}]}
        assert "straight leg raise positive" not in diagnostic(small.differential(request))
    not_done = {"concept": "SLR", "status": "unknown", "unknown_reason": "not_done"}
    assert "straight leg raise positive" in diagnostic(
        small.differential({"findings": [*BASE, not_done]})
    )


def test_unsafe_examination_is_not_offered(small):
    assert "slump test positive" in diagnostic(small.differential({"findings": BASE}))
    answer = small.differential({"findings": [*BASE, {"concept": "saddle anesthesia"}]})
    assert "slump test positive" not in diagnostic(answer)


def test_questions_carry_cost_and_gain(small):
    question = small.differential({"findings": BASE})["ask_next"]["diagnostic"][0]
    assert question["gain_bits"] > 0
    assert question["cost"] in {"history", "examination"}
    assert len(question["separates"]) == 2


def treated(answer: dict, place: str) -> list[str]:
    return [item["treatment"]["label"] for item in answer["plan"][place]]


def gluteal(small: Clinician, *more: dict, **request: object) -> dict:
    strong = [{"concept": "sitting-aggravated buttock pain"}, {"concept": "buttock pain"},
              {"concept": "SLR", "status": "absent"}]
    return small.differential({"findings": [*strong, *more], **request})


def test_plan_of_the_leader(small):
    answer = gluteal(small)
    assert answer["differential"][0]["condition"]["label"] == "deep gluteal syndrome"
    assert treated(answer, "treatments") == ["advice", "ibuprofen", "buttock massage"]
    assert treated(answer, "against") == ["bed rest"]
    assert answer["plan"]["escalation"] == []


def test_duration_triggers_escalation(small):
    assert gluteal(small, duration_weeks=8)["plan"]["escalation"][0]["rule"] == "E1"
    assert gluteal(small, duration_weeks=5)["plan"]["escalation"] == []


def test_contraindicating_finding_withholds(small):
    answer = gluteal(small, {"concept": "rash"})
    held = answer["plan"]["withheld"]
    assert [item["treatment"]["label"] for item in held] == ["buttock massage"]
    assert held[0]["because"] == [{"finding": {"id": "GKG:0002010", "slug": "rash",
                                               "label": "rash"}}]


def test_suspected_condition_and_withheld_class_withhold(small):
    answer = gluteal(small, {"concept": "fever"})
    assert set(treated(answer, "withheld")) == {"buttock massage", "ibuprofen"}
    assert treated(answer, "treatments") == ["advice"]


def test_withholding_all_leaves_nothing_to_treat_at_home(small):
    answer = gluteal(small, {"concept": "saddle anesthesia"})
    assert treated(answer, "treatments") == []
    assert "advice" in treated(answer, "withheld")
