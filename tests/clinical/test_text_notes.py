"""Whole notes: danger in telegraphic words, sections, onsets, answers after what they answer."""

import csv
from pathlib import Path

import pytest

from kg.axioms import Named
from kg.clinical.text.demographics import demographics
from kg.clinical.text.sections import sections
from kg.iris import entity_iri
from kg.model import RedFlag

DANGER = Path(__file__).resolve().parent / "corpus" / "danger.tsv"
NOT_SAID = frozenset({
    "age_under_16", "duration_weeks", "fear_avoidance", "fracture_flags_multiple",
    "infection_risk_factor", "low_recovery_expectation", "onset_before_45",
    "pregnant_or_postpartum", "psych_distress", "skeletally_immature",
    "us_gap_on_contraction", "work_compensation",
})
"""What is told by a number, follows from other findings, or is no danger of the body."""


def rows() -> list[dict[str, str]]:
    with DANGER.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def statuses(judge, text: str, key: str) -> set[str]:
    """The statuses that ``text`` gives a finding: entailed by what is present or absent."""
    wanted = Named(entity_iri(judge.index.curie(key)))
    return {
        report.status for report in judge.read(text)
        if judge.entails(*(
            (report.expression, wanted) if report.status == "present"
            else (wanted, report.expression)
        ))
    }


@pytest.mark.parametrize("finding", sorted({row["finding"] for row in rows()}))
def test_bar_07_danger_is_read_as_notes_tell_it(judge, finding):
    wrong = {
        row["text"]: found for row in rows() if row["finding"] == finding
        if (found := statuses(judge, row["text"], finding)) != {"present"}
    }
    assert wrong == {}


def test_every_finding_of_a_red_flag_is_tried_in_two_wordings(real):
    tried = [row["finding"] for row in rows()]
    needed = set()
    for rule in real.index.knowledge.of(RedFlag).values():
        for text in (*rule.all_of, *rule.any_of):
            words = text.replace("(", " ").replace(")", " ").split()
            needed |= {word for word in words if real.index.curie(word)}
    assert sorted(key for key in needed - NOT_SAID if tried.count(key) < 2) == []


@pytest.mark.parametrize(("text", "key", "expected"), [
    ("FH: mother RA, father AS, breast ca. Neuro NAD", "hx_cancer", set()),
    ("PMH: breast ca 2015, T2DM", "hx_cancer", {"present"}),
    ("Plan: physio, to A&E if retention", "unable_void", set()),
    ("Imp: CES, saddle numbness and retention", "unable_void", {"present"}),
    ("pain on coughing: no", "pain_cough_sneeze", {"absent"}),
    ("fever, night sweats and weight loss denied", "fever", {"absent"}),
    ("saddle numbness, fever denied", "saddle_sensory", {"present"}),
    ("leg pain: none, saddle numbness: yes", "saddle_sensory", {"present"}),
    ("SIJ 0/5", "weakness_mrc_3_or_less", set()), ("SIJ 0/5", "sij_any_positive", {"absent"}),
    ("SLR - bilat", "slr_positive", {"absent"}), ("SLR NT", "slr_positive", set()),
    ("GT NT", "tender_gt", {"absent"}), ("sit bone isn't sore", "ischial_pain", set()),
    ("stiff on waking, 10 min", "morning_stiffness_30", {"absent"}),
    ("AM stiff 2 h", "morning_stiffness_30", {"present"}),
    ("L thigh pain since lifting luggage", "pain_lifting", set()),
    ("runs into the hamstring", "pain_running", set()),
    ("pelvic film no #", "pelvic_radiotherapy", set()),
    ("24F, day 10 of pain", "smoking", set()),
    ("discectomy 2010", "recent_spinal_procedure", set()),
    ("calf +4 cm", "leg_swelling", {"present"}), ("calf +1 cm", "leg_swelling", set()),
    ("PSA 45", "psa_raised", {"present"}), ("PSA 2.1", "psa_raised", set()),
    ("Ca 2.3", "hypercalcemia", {"absent"}), ("LMP 7/52 ago", "missed_period", {"present"}),
    ("Hip full, bit sore", "hip_pain_any", set()),
    ("can't manage stairs", "stairs_aggravates", {"present"}),
    ("neuro exam normal", "objective_neuro_deficit", {"absent"}),
    ("Hb fell 132 to 78", "hemoglobin_falling", {"present"}),
    ("Hb fell 132 to 78", "hx_direct_blow", set()),
    ("trauma years ago", "hx_direct_blow", set()),
    ("X-ray no fracture", "xray_fracture_visible", {"absent"}),
    ("facet loading not painful", "extension_rotation_pain", {"absent"}),
    ("for HLA-B27 testing next week", "hla_b27", set()),
    ("no erection since it started, numb privates", "saddle_sensory", {"present"}),
    ("reduced internal rotation at 90 flexion", "hip_motion_limited", {"present"}),
])
def test_a_note_says_this_and_no_more(judge, text, key, expected):
    assert statuses(judge, text, key) == expected


@pytest.mark.parametrize(("text", "key", "expected"), [
    ("chronic prostatitis", "bladder_disturbance", set()),
    ("can't manage stairs", "unable_weight_bear", set()),
    ("agg by running", "recent_load_change", set()),
    ("worse running", "recent_load_change", set()),
    ("pain on stairs", "recent_load_change", set()),
    ("facet loading not painful", "weight_bearing_aggravates", set()),
    ("sore shoulder, weak ER", "hip_external_rotation_weakness", set()),
    ("weak tea", "type_weakness", set()), ("grazed elbow", "skin_break_fresh", set()),
    ("poor posture", "systemic_toxicity", set()),
    ("tender spot in the muscle", "vaginal_bleeding", set()),
    ("ache getting worse for months", "progressive_motor_deficit", set()),
    ("hip pain for 5 months", "cyclic_pain", set()),
    ("walking aids, as expected", "immunosuppression", set()),
    ("walking aids, as expected", "pregnant", set()),
    ("several nights of broken rest", "unrelenting_night_rest_pain", set()),
    ("hurts to jump", "pain_after_trauma", set()),
    ("upper outer quadrant of the buttock", "extension_rotation_pain", set()),
    ("complete tear of the hamstring", "mri_full_thickness", set()),
    ("allergic to penicillin, rash", "skin_rash", set()),
    ("pain not beyond the knee", "radiating_posterior_thigh", set()),
    ("stopped prednisolone in March", "corticosteroid", set()),
    ("weakness of EHL?", "great_toe_extension_weakness", set()),
    ("FABER not tolerated", "faber_posterior", set()),
    ("SLR and slump positive, FADIR negative", "slr_positive", {"present"}),
    ("log roll: nil pain", "painful_log_roll", {"absent"}),
    ("no pain with SLR", "slr_positive", {"absent"}),
    ("lower limb neuro grossly NAD", "objective_neuro_deficit", {"absent"}),
    ("no longer has leg pain, buttock pain persists", "buttock_pain", {"present"}),
    ("ibuprofen works well", "nsaid_response", {"present"}),
    ("wets herself, since Tuesday", "bladder_disturbance_new", {"present"}),
    ("leaks when she laughs, since the twins 8 years ago", "bladder_disturbance_longstanding",
     {"present"}),
    ("CRP <5", "crp_high", {"absent"}), ("Hb 84", "anemia", {"present"}),
    ("hip flexion 85", "hip_motion_limited", {"present"}),
    ("walks 50 yards then stops", "walking_distance_short", {"present"}),
    ("32/40, pelvic pain", "pregnant", {"present"}),
    ("AM stiffness 90/60", "morning_stiffness_30", {"present"}),
    ("cant weigth bare", "unable_weight_bear", {"present"}),
    ("MRI: multilevel central canal narrowing", "centralisation", set()),
    ("flew Perth to London", "hip_childhood", set()),
    ("pain on both sitting points on a hard stool", "constipation", set()),
    ("3 of 5 stress tests reproduce", "psych_distress", set()),
    ("had several falls", "psych_distress", set()),
    ("tingling on the skin", "bladder_disturbance", set()),
    ("pain on motion", "pain_defecation", set()),
    ("belly of medius tender", "abdominal_pain", set()),
    ("hip crepitus", "crepitus", set()), ("T/C re hip pain", "c_sign", set()),
    ("wants a jab", "stabbing_buttock_pain", set()), ("hurts after PE", "vte_risk", set()),
    ("Kemp = bang on", "hx_direct_blow", set()), ("works nights", "night_pain", set()),
    ("straight leg raise active with full lock", "slr_positive", {"absent"}),
    ("BMI 38.5, HbA1c 39.2", "fever", set()), ("CT scan 12 ml of fluid", "pvr_200", set()),
    ("SI joint pain", "tender_psis", set()), ("tender SIJ", "tender_psis", {"present"}),
    ("ache in the L5 vertebra", "midline_spinal_tenderness", set()),
    ("?fracture as unable to bear weight", "unable_weight_bear", {"present"}),
])
def test_a_phrase_is_not_taken_for_another(judge, text, key, expected):
    assert statuses(judge, text, key) == expected


@pytest.mark.parametrize(("text", "key", "expected"), [
    ("getting up after a film is murder then eases", "rising_from_sitting", {"present"}),
    ("rising from sitting hurts then settles", "rising_from_sitting", {"present"}),
    ("pain walking then sitting eases", "sit_relieves", {"present"}),
    ("pain walking then sitting eases", "sitting_aggravates", set()),
    ("better walking than sitting", "sitting_aggravates", {"present"}),
    ("better walking than sitting", "pain_relieved_movement", {"present"}),
    ("worse sitting than standing", "standing_aggravates", set()),
    ("hurts until I lie down", "relieved_by_lying", {"present"}),
    ("comfortable until sitting for 20 min", "sitting_aggravates", {"present"}),
    ("pain on sitting then eases with standing", "exertion_only", set()),
    ("no worse sitting than standing", "pain_buttock_and_leg", set()),
    ("pain gone on lying down", "relieved_by_lying", {"present"}),
    ("numbness in the foot now all gone", "foot_numbness", set()),
    ("leg pain gone now", "pain_buttock_and_leg", set()),
    ("power in foot gone", "motor_deficit", {"present"}),
    ("bladder control gone", "bladder_disturbance", {"present"}),
    ("leg weakness worse", "progressive_motor_deficit", {"present"}),
    ("Walks to the shop no problem", "difficulty_weight_bearing", {"absent"}),
    ("worse walking not sitting", "walking_aggravates_any", {"present"}),
    ("worse walking not sitting", "sitting_aggravates", set()),
    ("sudden buttock pain without a fall", "buttock_pain", {"present"}),
    ("SIJ compression no worse", "test_compression", {"absent"}),
    ("can SLR", "slr_positive", set()), ("hip movement hurts", "hip_motion_severe_pain", set()),
    ("agony on hip movement", "hip_motion_severe_pain", {"present"}),
    ("84 systolic", "hypotension", {"present"}),
    ("pale and clammy", "syncope", set()), ("pale and clammy", "systemic_toxicity", {"present"}),
    ("nil neuro", "objective_neuro_deficit", {"absent"}),
    ("no neuro exam done", "objective_neuro_deficit", set()),
    ("38.5 C at triage", "fever", {"present"}), ("delivered at 37 C-section", "fever", set()),
    ("CK 24,000", "ck_raised", {"present"}), ("CK 120", "ck_raised", {"absent"}),
    ("Ca 2.9", "hx_cancer", set()), ("P&N L lat calf", "sensory_lateral_shin", set()),
    ("has gone numb down below", "saddle_sensory", {"present"}),
    ("my foot has gone numb", "numbness_foot", {"present"}),
    ("the numbness has gone", "numbness_leg", set()), ("ibuprofen tds", "nsaid_response", set()),
    ("hip fine", "hip_replacement", set()), ("feels sick with it", "systemic_toxicity", set()),
    ("runs all the way to the big toe", "pain_running", set()),
    ("sits all day at a desk", "sitting_aggravates", set()),
    ("walking all right", "walking_aggravates_any", {"absent"}),
    ("hurts to lie on my back", "side_lying_aggravates", set()),
    ("hurts to lie on the left side", "side_lying_aggravates", {"present"}),
    ("hates being on her feet", "side_lying_aggravates", set()),
    ("not feeling hungry", "numbness_leg", set()),
    ("cremasteric reflex absent", "objective_neuro_deficit", set()),
    ("7/52 since LMP", "missed_period", {"present"}),
    ("last period was about 8 weeks ago", "missed_period", {"present"}),
])
def test_what_follows_or_ends_is_no_cause(judge, text, key, expected):
    assert statuses(judge, text, key) == expected


def test_each_place_has_the_side_that_stands_before_it(real):
    read = real.differential({"text": "left buttock and right groin sore"})["understood"]
    sides = {entry["expression"]["site"][0]["label"]: entry["laterality"] for entry in read}
    assert sides == {"buttock": "left", "groin": "right"}


def test_one_text_that_says_and_denies_the_same_is_no_error(real):
    told = real.differential({"findings": [{"text": "SLR positive, SLR negative"}]})
    assert [entry["status"] for entry in told["understood"]] == ["present"]
    assert [one["reason"] for one in told["not_understood"]] == ["contradicts /findings/0"]


@pytest.mark.parametrize(("text", "age", "sex", "weeks"), [
    ("33F, R SIJ pain 6/52 since missing a step", 33, "female", 6),
    ("36 yr office worker, LBP", 36, "", None),
    ("29F LMP 7/52 ago. Pain since last night", 29, "female", None),
    ("hx of CABG 2 years ago. LBP 3/52", None, "", 3),
    ("L buttock pain 3 months, on apixaban for 2 years", None, "", 13),
    ("M45 LBP for over a year", 45, "male", 52),
    ("fractured left wrist aged 12", None, "", None),
    ("had shingles ten years ago", None, "", None),
    ("sore for the past 2½ years", None, "", 130),
])
def test_who_and_how_long(text, age, sex, weeks):
    found = demographics(text)
    assert (found.age, found.sex, found.weeks) == (age, sex, weeks)


def test_a_section_ends_with_its_sentence():
    text = "PMH: gout; breast ca 2015. Numb in saddle. Plan: MRI\nLimp"
    found = [(s.kind, text[s.inside:s.end].strip()) for s in sections(text)]
    assert found == [("past", "gout; breast ca 2015"), ("planned", "MRI")]
