"""Phrases in free text: polarity, side, context, offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clinical.text.demographics import demographics
from kg.clinical.words import normal_name, tokens


def mentions(small, text):
    return small.annotate(text)["mentions"]


def said(small, text):
    return [
        (m["concept"]["label"] if "concept" in m else "composed", m["status"], m["laterality"])
        for m in mentions(small, text)
    ]


SLR = "straight leg raise positive"


@pytest.mark.parametrize(("text", "status", "side"), [
    ("SLR +ve on L", "present", "left"), ("SLR positive on the right", "present", "right"),
    ("SLR neg", "absent", None), ("SLR -ve b/l", "absent", "bilateral"),
    ("L SLR fine", "absent", "left"), ("straight leg raise was normal", "absent", None),
    ("positive straight leg raise", "present", None), ("SLR+ 40 deg", "present", None),
    ("no SLR", "absent", None), ("Straight-Leg-Raises", "present", None),
])
def test_polarity_and_side_of_a_test(small, text, status, side):
    assert said(small, text) == [(SLR, status, side)]


def test_longest_phrase_wins(small):
    assert said(small, "crossed straight leg raise positive") == [
        ("crossed straight leg raise positive", "present", None)
    ]


def test_list_after_a_denial(small):
    assert said(small, "no fever, rash or weight loss. Gluteal pain") == [
        ("fever", "absent", None), ("rash", "absent", None), ("weight loss", "absent", None),
        ("buttock pain", "present", None),
    ]


def test_denial_ends_at_a_comma_or_but(small):
    assert said(small, "no fever, perineal pain on sitting")[1][1] == "present"
    assert said(small, "no fever but a rash")[1] == ("rash", "present", None)


@pytest.mark.parametrize("text", ["afebrile", "denies fever", "without fever", "fever: nil"])
def test_ways_to_deny(small, text):
    assert all(status == "absent" for _, status, _ in said(small, text))


def test_normal_function_denies_its_finding(small):
    assert said(small, "DTRs intact") == [("reflex loss", "absent", None)]
    assert said(small, "bladder normal") == [("bladder disturbance", "absent", None)]
    assert said(small, "reflexes tested") == []


def test_type_and_site_are_composed(small):
    found = mentions(small, "pins and needles back, posterior thigh")
    assert [set(m["expression"]) for m in found] == [{"type"}]
    found = mentions(small, "tingling down the L posterior thigh")
    assert [s["label"] for s in found[0]["expression"]["radiates_to"]] == ["posterior thigh"]
    assert found[0]["laterality"] == "left"


def test_context_of_others_and_doubt(small):
    assert mentions(small, "mother had weight loss")[0]["experiencer"] == "family"
    assert mentions(small, "return if fever")[0]["certainty"] == "hypothetical"
    assert mentions(small, "possible fever")[0]["certainty"] == "uncertain"
    assert mentions(small, "rash 3 years ago")[0]["temporal"] == "past"


def test_family_history_is_no_finding_of_the_patient(small):
    answer = small.differential({"text": "Mother had weight loss."})
    assert answer["understood"] == []
    assert answer["not_understood"][0]["reason"] == "about a relative"


def test_offsets_are_code_points(small):
    text = "\U0001f926 naïve; gluteal pain"
    mention = mentions(small, text)[0]
    assert text[mention["start"]:mention["end"]] == mention["text"] == "gluteal pain"


def test_what_no_phrase_covers_is_left_over(small):
    answer = small.differential({"text": "fever after gardening"})
    assert [n["text"] for n in answer["not_understood"]] == ["after gardening"]


@given(st.text(max_size=200))
def test_any_text_is_read(small, text):
    for mention in mentions(small, text):
        assert text[mention["start"]:mention["end"]] == mention["text"]


def test_words_compare_without_case_hyphen_and_spelling():
    assert normal_name("Haematoma_of-the  Gluteus") == normal_name("hematoma of the gluteus")
    assert [t.word for t in tokens("Raises, +ve b/l")] == ["raise", ",", "+ve", "b/l"]


@pytest.mark.parametrize(("text", "age", "sex"), [
    ("34F, L buttock pain", 34, "female"), ("61 yo man", 61, "male"),
    ("a 27-year-old woman", 27, "female"), ("5M ago", 5, "male"), ("nobody", None, ""),
])
def test_age_and_sex(text, age, sex):
    read = demographics(text)
    assert (read.age, read.sex) == (age, sex)


@pytest.mark.parametrize(("text", "weeks"), [
    ("for 3 weeks", 3.0), ("6/52", 6.0), ("2/12 of pain", 8.67), ("5 days", 0.71),
    ("24 weeks pregnant", None), ("no time", None),
])
def test_duration(text, weeks):
    assert demographics(text).weeks == weeks
