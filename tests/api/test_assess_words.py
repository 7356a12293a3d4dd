"""What a clinician reads on the pages of an assessment, where a word could mislead."""

import re
from html import unescape

import pytest

from api.pages.assessment import Assessed
from api.pages.presentation_form import Form
from tests.api.test_assess import Sent, app, send

__all__ = ["app", "send"]
NOTE = "34F left buttock pain worse with sitting, tingling back of left thigh"


def text_of(page: str) -> str:
    """Return the text of a page on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_what_is_denied_is_denied_in_the_first_word_of_its_chip(send: Sent):
    page = send({"note": f"{NOTE}, no fever, SLR neg"}).text
    chips = [text_of(one) for one in re.findall(r'<button class="chip.*?</button>', page)]
    assert any(one.endswith("for: no fever") for one in chips)
    assert any("straight leg raise negative" in one for one in chips)
    assert not [one for one in chips if "absent" in one or "raise positive" in one]


def test_a_condition_is_feared_once_with_everything_to_do_about_it(send: Sent):
    page = send({"note": "low back pain, saddle numbness, cannot pass urine, fever"}).text
    band = page[page.index("<gluteal-band>"):page.index("</gluteal-band>")]
    feared = re.findall(r'class="what"><a href="/v1/conditions/([^"]+)"', band)
    assert feared[0] == "cauda-equina-syndrome"
    assert len(set(feared)) == len(feared)
    for rule in ("R01", "R02", "R02b", "R97", "R09"):
        assert f"/v1/rules/{rule}" in band
    strip = text_of(band[band.index("<summary>"):band.index("</summary>")])
    assert "cauda equina syndrome" in strip
    assert "septic sacroiliitis" in strip


def test_a_question_is_answered_by_yes_or_no(send: Sent):
    page = send({"note": "buttock pain"}).text
    asked = re.findall(r'name="ask-[^"]+" value="(\w+)"[^>]*> ([a-z]+)</label>', page)
    assert ("present", "yes") in asked
    assert ("absent", "no") in asked


@pytest.mark.parametrize(("typed", "words"), [
    ({}, "From the note: 34 years, female, for 5 weeks."),
    ({"age": "40", "sex": "male"}, "From the note: for 5 weeks."),
])
def test_what_the_note_says_of_the_patient_is_shown_unless_a_field_says_it(
    send: Sent, typed: dict[str, str], words: str
):
    assert words in text_of(send({"note": "34F, 5/52 left buttock pain", **typed}).text)


def test_what_is_said_of_a_relative_does_not_look_like_a_finding(send: Sent):
    page = send({"note": "68F lateral hip ache. Dad had a foot drop."}).text
    assert 'title="foot drop, set aside">foot drop<sup>○</sup>' in page
    assert "○ set aside" in page


def test_words_that_mean_nothing_are_told_from_too_few(send: Sent):
    assert "Nothing was understood" in send({"note": "asdf qwer zxcv"}).text
    few = send({"note": "Buttock pain."}).text
    assert "Too little to rank" in few
    assert "Nothing was understood" not in few


def test_a_contradiction_says_what_to_do_and_shows_no_empty_card(send: Sent):
    fields = {"text-0": "fever", "concept-0": "fever", "text-1": "no fever"}
    page = send(fields).text
    assert "Change or clear one of the two" in page
    assert "What was understood" not in page
    part = send(fields, Gluteal_Part="results").text
    assert re.search(r'data-faults="[^"]*text-0', part)


def test_a_plan_offers_no_plan(send: Sent):
    page = send({"note": NOTE}, "/plan").text
    assert 'formaction="/plan"' not in page
    assert "Leading:" in page
    assert "34 years, female" in page


def test_treatments_come_in_the_order_in_which_they_are_given():
    phases = ["last line", "phase 3 adjunct", "adjunct", "second line", "phase 1-2", "emergency",
              "first line, 8 weeks", "after failed care 3-6 months or acute massive tear"]
    plan = {"treatments": [{"phase": phase} for phase in phases]}
    assert [phase for phase, _ in Assessed(Form(), answer={"plan": plan}).phases] == [
        "emergency", "first line, 8 weeks", "phase 1-2", "second line", "phase 3 adjunct",
        "adjunct", "after failed care 3-6 months or acute massive tear", "last line"]
