"""The words of the pages for denials, weights and times."""

import pytest

from api.pages.rule_page import page, spoken
from api.pages.words import denied, due, lasting, signed
from kg.model import Entity


@pytest.mark.parametrize(("label", "words"), [
    ("fever", "no fever"),
    ("straight leg raise positive", "straight leg raise negative"),
    ("age over 65", "not age over 65"),
    ("female sex", "not female sex"),
    ("at least one sacroiliac provocation test positive",
     "not at least one sacroiliac provocation test positive"),
])
def test_a_denial_comes_before_the_name_or_turns_the_result(label: str, words: str):
    assert denied(label) == words


@pytest.mark.parametrize(("number", "words"), [
    (0.344, "+0.34"), (-0.06, "−0.06"), (0.001, "0.00"), (-0.001, "0.00"), (-1, "−1.00"),
])
def test_a_weight_has_a_true_sign_or_none(number: float, words: str):
    assert signed(number) == words


@pytest.mark.parametrize(("time_point", "words"), [
    ("0 h", "now"), ("0-4 h", "within 4 hours"), ("0-7 days", "within 7 days"),
    ("24-48 h", "24–48 hours"), ("days", "within days"), ("every 4 weeks", "every 4 weeks"),
    ("same session", "same session"),
])
def test_a_time_is_told_in_words(time_point: str, words: str):
    assert due(time_point) == words


@pytest.mark.parametrize(("weeks", "words"), [
    (1 / 7, "for 1 day"), (10 / 7, "for 10 days"), (5, "for 5 weeks"), (34.67, "for 8 months"),
    (156, "for 3 years"),
])
def test_a_duration_is_told_as_people_say_it(weeks: float, words: str):
    assert lasting(weeks) == words


@pytest.mark.parametrize(("code", "words"), [
    ("PT24H", "24 hours"), ("P1D", "1 day"), ("P7D", "7 days"), ("P2W", "2 weeks"),
    ("med", "medium"), ("emergency_same_day", "emergency same day"), ("PT", "PT"),
])
def test_a_rule_is_read_in_words(code: str, words: str):
    assert spoken(code) == words


def test_a_gate_names_what_it_asks_for():
    fever = Entity(id="GKG:0000001", slug="fever", label="fever", kind="Finding", key="fever_now")
    rule = {"details": {"name": "sepsis"}, "conclusion": {"act_within": "PT1H"},
            "pattern": {"any_of": ["age >= 50 and not fever_now", "never_known"]}}
    shown = page(rule, {"fever_now": fever}.get)
    assert shown["name"] == "sepsis"
    assert shown["parts"] == [
        ("Looks for", [("any of", [["age", " at least 50 ", "and", " ", "not", " ", {
            "id": "GKG:0000001", "slug": "fever", "label": "fever", "kind": "Finding"}],
            ["never known"]])]),
        ("Concludes", [("act within", [["1 hour"]])]),
    ]
