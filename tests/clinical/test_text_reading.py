"""What is read from notes, feature by feature, and what changes nothing."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.axioms import Named
from kg.clinical.text import tables
from kg.clinical.text.counts import decided
from kg.clinical.text.demographics import demographics
from kg.clinical.text.measurements import measurements
from kg.clinical.text.templates import forms
from kg.clinical.text.told import plain_forms
from kg.iris import entity_curie, entity_iri

READINGS = Path(__file__).resolve().parent / "corpus" / "readings.tsv"
TEXTS = (
    "L buttock pain worse with sitting", "no fever or weight loss", "SLR neg bilat",
    "numbness and tingling in the calf and foot", "denies saddle numbness",
    "tender greater trochanter",
    "pain radiating to the foot", "unable to sit", "FABER + R", "EHL 4/5",
)


def rows() -> list[dict[str, str]]:
    with READINGS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_read(judge, row: dict[str, str]) -> bool:
    wanted = Named(entity_iri(judge.index.curie(row["finding"])))
    for report in judge.read(row["text"]):
        pair = (report.expression, wanted)
        if report.status == row["status"] and judge.entails(
            *(pair if report.status == "present" else pair[::-1])
        ):
            return True
    return False


def said(judge, text: str) -> set[object]:
    return {(r.expression, r.status, r.side) for r in judge.read(text)}


@pytest.mark.parametrize("feature", sorted({row["feature"] for row in rows()}))
def test_what_notes_say_is_read(judge, feature):
    wrong = [row["text"] for row in rows() if row["feature"] == feature and not is_read(judge, row)]
    assert wrong == []


@pytest.mark.parametrize("name", ["FINDING_WORDINGS", "NOTE_WORDINGS", "REFUTING", "SAME"])
def test_templates_stand_for_few_enough_phrases_to_start_with(name):
    counts = {key: len(plain_forms(text)) for key, text in getattr(tables, name).items()}
    assert max(counts.values()) < 13_000
    assert sum(counts.values()) < 260_000


def test_there_are_enough_readings():
    assert len(rows()) > 480


@pytest.mark.parametrize(("text", "never"), [
    ("no pain on the sitting bone", "sitting_aggravates"),
    ("sitting down on the loo is awful", "systemic_toxicity"),
    ("no head injury", "hx_direct_blow"),
    ("head injury absent", "hx_direct_blow"),
    ("no neck injury", "hx_direct_blow"),
    ("prostate cancer 2010, PSA 45", "remote_cancer"),
    ("leg pain absent", "progressive_motor_deficit"),
    ("walks 50 yards then stops", "walking_aggravates_any"),
    ("can stand on the leg only for five seconds", "unable_single_leg_stance"),
    ("not sleeping through the night", "woken_at_night"),
    ("cannot tell when the bladder is full", "bladder_disturbance"),
    ("sits on the parish council", "difficulty_sitting"),
])
def test_what_is_limited_or_narrower_denies_nothing(judge, text, never):
    wanted = Named(entity_iri(judge.index.curie(never)))
    denied = [r.expression for r in judge.read(text) if r.status == "absent"]
    assert not any(judge.entails(wanted, one) for one in denied)


@pytest.mark.parametrize("text", ["shoulder weak ER", "neck rotation limited"])
def test_movement_of_another_joint_is_none_of_the_hip(judge, text):
    names = {name for r in judge.read(text) if isinstance(r.expression, Named)
             for name in (judge.index.knowledge.entities[entity_curie(r.expression.iri)].label,)}
    assert not any("hip" in name or "back" in name for name in names)


@pytest.mark.parametrize(("one", "other"), [
    ("struggling to get up out of the sofa", "hard to rise from a chair"),
    ("has not been able to pass water", "cannot pee"),
    ("the bedclothes are drenched every night", "sweats soak the sheets overnight"),
])
def test_equal_wordings_say_the_same(judge, one, other):
    assert {e for e, *_ in said(judge, one)} & {e for e, *_ in said(judge, other)}


@pytest.mark.parametrize("text", [
    "shoulder", "wears a loose shirt", "discussed cauda equina warning signs", "plan MRI next week",
    "to consider injection if no better", "query SIJ", "?piriformis", "lives with his mother",
    "thank you for seeing her", "weather was bad", "hay fever", "bit of a pain to park here",
])
def test_a_text_about_something_else_yields_nothing(judge, text):
    assert said(judge, text) in (set(), said(judge, "pain") if "pain" in text else set())


@pytest.mark.parametrize(("text", "sides"), [
    ("L buttock pain with R leg tingling", {"left", "right"}),
    ("SLR +ve L, -ve R", {"left", "right"}), ("buttock pain, left", {"left"}),
    ("Rt sided buttock pain", {"right"}), ("SLR R 80, L 35", {"left", "right"}),
    ("ABI 0.58 right, 1.02 left", {"left", "right"}), ("pain in both calves", {"bilateral"}),
])
def test_each_mention_has_its_own_side(judge, text, sides):
    assert {r.side for r in judge.read(text)} - {"unknown", "none"} == sides


def test_two_sites_of_one_kind_and_two_kinds_of_one_site(judge):
    read = judge.read("numbness and tingling in the calf and foot")
    assert len({r.expression for r in read}) >= 4


def test_who_when_and_how_sure(real):
    def first(text: str) -> dict:
        return real.annotate(text)["mentions"][0]

    assert first("his brother has a fever")["experiencer"] == "family"
    assert first("wife says he has a fever")["experiencer"] == "patient"
    assert first("may have had a fever")["certainty"] == "uncertain"
    assert first("SLR equivocal")["certainty"] == "uncertain"
    assert first("will test Trendelenburg at follow-up")["certainty"] == "hypothetical"
    assert first("return with fever, weakness or saddle numbness")["certainty"] == "hypothetical"
    assert first("fever last week, now settled")["temporal"] == "past"
    assert first("hip pain in 2015 which went away")["temporal"] == "past"
    assert first("if he sits it hurts")["certainty"] == "certain"


@pytest.mark.parametrize(("one", "other"), [
    ("tender greater trochanter", "greater trochanter tender"), ("haematoma", "hematoma"),
    ("BUTTOCK PAIN", "buttock pain"), ("buttock pains", "buttock pain"),
    ("paraesthesiae of the foot", "paresthesia of the foot"), ("KJ absent", "absent knee jerk"),
    ("SLR +", "straight leg raise positive"), ("trochantric tenderness", "trochanteric tenderness"),
    ("pins & needles in the leg", "pins and needles in the leg"),
    ("P&N L calf", "L calf tingling"),
])
def test_spelling_order_and_shorthand_do_not_matter(judge, one, other):
    assert said(judge, one) == said(judge, other) != set()


@given(st.text(max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_with_exact_offsets(real, text):
    for mention in real.annotate(text)["mentions"]:
        assert text[mention["start"]:mention["end"]] == mention["text"]


@given(st.lists(
    st.sampled_from((*TEXTS, "?", "no", "R", "3/5", "-", ",", "and", "if")), max_size=8
))
@settings(max_examples=60, deadline=None)
def test_any_mixture_of_phrases_is_read(real, parts):
    text = " ".join(parts)
    for mention in real.annotate(text)["mentions"]:
        assert text[mention["start"]:mention["end"]] == mention["text"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("beside", ["Works in an office. ", "Seen with a student. ", "Thank you. "])
def test_an_irrelevant_sentence_changes_nothing(judge, text, beside):
    assert said(judge, beside + text) == said(judge, text)


@pytest.mark.parametrize("words", ["fever", "saddle numbness", "buttock pain", "leg weakness"])
def test_a_denial_turns_the_status(judge, words):
    assert {s for _, s, _ in said(judge, words)} == {"present"}
    assert {s for _, s, _ in said(judge, f"no {words}")} == {"absent"}


@pytest.mark.parametrize(("text", "key", "status", "side"), [
    ("SLR 40° R", "slr_positive", "present", "right"), ("SLR 85", "slr_positive", "absent", ""),
    ("lost 8 kg without trying", "weight_loss", "present", ""),
    ("NRS 8/10", "severe_pain", "present", ""),
    ("2/5 SIJ tests", "sij_cluster_3", "absent", ""),
])
def test_numbers_decide(text, key, status, side):
    assert (key, status, side) in {(d.key, d.status, d.side) for d in decided(text)}


@pytest.mark.parametrize("text", ["lost 8 kg on a diet", "power 4/5", "NRS 3/10", "SLR in 2 weeks"])
def test_other_numbers_decide_nothing(text):
    assert decided(text) == []


def test_measurements_have_sides_and_one_unit():
    assert [(m.value, m.side) for m in measurements("ABI 0.58 right, 1.02 left")] == [
        (0.58, "right"), (1.02, "left")
    ]
    assert [m.value for m in measurements("EMS 2 h, morning stiffness 10 minutes")] == [120.0, 10.0]


def test_ages_without_a_sex_and_times_that_are_no_duration():
    assert demographics("82 y/o, aged well").age == 82
    assert demographics("review in 2 weeks").weeks is None
    assert demographics("24 weeks gestation").weeks is None


def test_templates_stand_for_phrases():
    assert forms("(hot|very (cold|pale)) leg|limp") == [
        "hot leg", "very cold leg", "very pale leg", "limp",
    ]
