"""What a text does not say: words that are near a finding's name, and mean something else."""

import pytest

from kg.axioms import Named
from kg.clinical.text import kept
from kg.clinical.text.templates import forms
from kg.clinical.text.told import keys_of
from kg.iris import entity_iri


@pytest.mark.parametrize(("text", "never"), [
    ("over the past 12 hours it has become worse", "tachycardia"),
    ("respiratory rate (RR) is 16 breaths/minute", "chest_pain_dyspnoea"),
    ("pedal pulses are normal and there are no femoral bruits", "acute_limb_ischaemia_signs"),
    ("sits uncomfortably in a chair and hesitates to move", "bladder_disturbance"),
    ("woke up today and had to strain to urinate", "woken_at_night"),
    ("stiff when she wakes up in the morning", "woken_at_night"),
    ("back pain that worsens with walking", "recognised_pain_on_pressure"),
    ("skin so sensitive that trousers hurt", "recognised_pain_on_pressure"),
    ("relieved by sitting or bending forward", "toilet_seat_relief"),
    ("aggravated by lifting the right leg", "onset_lifting"),
    ("he noticed over the past two months that his right leg falls asleep", "hx_direct_blow"),
    ("BMI over 97th centile", "obesity"),
    ("occasional alcohol use", "alcohol"),
    ("groin pinch in deep squat", "flexion_relief"),
    ("worse coughing and bending forward", "flexion_relief"),
    ("tight quadriceps and hamstrings bilaterally", "bilateral_sciatica"),
    ("flexor plantar responses are present bilaterally", "bilateral_sciatica"),
    ("bilateral straight-leg raise does not increase the pain", "slr_positive"),
    ("lower extremities had full range of motion", "hip_motion_limited"),
    ("leaning on the shopping trolley helps", "shopping_cart_constellation"),
    ("indwelling catheter and recurrent UTI", "dysuria"),
    ("pain gets better when he sits down", "sitting_aggravates"),
    ("pain decreases when sitting", "sitting_aggravates"),
    ("pain is reduced when sitting", "sitting_aggravates"),
    ("pain is unaffected by sitting", "sitting_aggravates"),
    ("pain lessens with walking", "walking_aggravates_any"),
    ("pain improves on walking", "walking_aggravates_any"),
    ("less pain when walking", "walking_aggravates_any"),
    ("pain less with rest", "pain_at_rest"),
    ("weakness not progressing", "progressive_motor_deficit"),
    ("two years of left buttock pain", "bilateral_buttock_or_leg_pain"),
    ("urine bug in her blood seven weeks ago", "haematuria"),
    ("laptop jockey at the kitchen table", "hx_horse_riding"),
    ("abd 3/5, toe extension full", "weakness_mrc_3_or_less"),
    ("can't hold leg up in side lying", "pain_bending_forward"),
    ("PVD with intermittent claudication", "peripheralization"),
    ("no relief from getting down from his digger", "psych_distress"),
    ("painful when she wakes up", "woken_at_night"),
    ("the patient just woke up with it one day", "woken_at_night"),
])
def test_a_finding_is_not_read_into_other_words(judge, text, never):
    assert judge.index.curie(never), f"no finding has the key {never}"
    wanted = Named(entity_iri(judge.index.curie(never)))
    read = [r.expression for r in judge.read(text) if r.status == "present"]
    assert not any(judge.entails(one, wanted) for one in read)


@pytest.mark.parametrize(("text", "finding", "status"), [
    ("no pain at rest and worse with walking", "walking_aggravates_any", "present"),
    ("not relieved by lying and worse with coughing", "pain_cough_sneeze", "present"),
    ("unable to run or walk without right hip pain", "hip_pain_any", "present"),
    ("no pain, numbness or weakness in his legs since the fall", "hx_direct_blow", "present"),
    ("no pain, numbness or weakness in his legs since the fall", "leg_weakness", "absent"),
    ("drives without difficulty", "pain_driving", "absent"),
    ("no relief with nonsteroidal medications", "nsaid_response", "absent"),
])
def test_a_denial_ends_where_it_should(judge, text, finding, status):
    wanted = Named(entity_iri(judge.index.curie(finding)))
    assert {r.status for r in judge.read(text) if r.expression == wanted} == {status}


def test_a_squeeze_of_the_adductors_says_nothing_of_the_anus(judge):
    tone = Named(entity_iri(judge.index.curie("anal_tone_reduced")))
    assert all(r.expression != tone for r in judge.read("adductor squeeze ok"))


def test_a_known_word_with_an_ending_is_not_spelled_otherwise(judge):
    run = Named(entity_iri(judge.index.curie("pain_running")))
    assert all(r.expression != run for r in judge.read("pelvis springs ok"))


def test_a_symptom_of_an_aged_patient_that_began_weeks_ago_is_not_over(real):
    read = real.annotate("40-year-old woman with right groin pain starting 3 weeks ago")
    assert {one["temporal"] for one in read["mentions"]} == {"current"}


def test_no_phrase_of_several_words_is_told_by_one_of_them():
    """Words that fill a phrase are passed over; a row must not come down to one word by that."""
    told, alone = {}, set()
    for _, wordings in kept.TOLD:
        for key, template in wordings.items():
            for phrase in forms(template):
                keys = keys_of(phrase)
                if len(keys) == 1 and not keys[0].startswith("="):
                    if " " in phrase:
                        told[keys, key] = phrase
                    else:
                        alone.add((keys, key))
    assert [phrase for one, phrase in told.items() if one not in alone] == []
