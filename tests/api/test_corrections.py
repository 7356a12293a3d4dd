"""What a note was read to say is answered otherwise or taken back, composed findings as others."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from api.pages import composed
from tests.api.test_assess import Sent, app, send

__all__ = ["app", "send"]
NOTE = "34F left buttock pain worse with sitting, tingling back of left thigh, no fever"
TINGLING = "paresthesia;site=posterior-thigh"
SITTING = "buttock-pain-brought-on-by-sitting"
LABELS = {"pain": "pain", "groin": "groin", "burning": "burning", "sitting": "sitting",
          "running": "running"}


def understood(app: Flask, send: Sent, fields: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return where each finding of an assessment comes from, what it is and its status, as the
    interface answers the saved file."""
    saved = send(fields, "/assess/file").json
    answer = app.test_client().post("/v1/differential", json=saved).json
    return [
        (one["input"], one["concept"]["slug"] if one["concept"]
         else composed.written(one["expression"]), one["status"])
        for one in answer["understood"]
    ]


@pytest.mark.parametrize("name", [TINGLING, SITTING])
def test_every_mention_may_be_answered_present_absent_and_not_known(send: Sent, name: str):
    page = send({"note": NOTE}).text
    group = page.split(f'name="ask-{name}"', 1)[1]
    offered = re.findall(rf'name="ask-{re.escape(name)}" value="([a-z:]+)"', page)
    assert offered == ["present:left", "absent:left", "misread:left", "unknown"]
    assert "not known" in group


@pytest.mark.parametrize(("answer", "status"), [
    ("absent:left", "absent"), ("present:left", "present"), ("misread:left", "unknown"),
])
@pytest.mark.parametrize("name", [TINGLING, SITTING])
def test_a_correction_is_what_counts(app: Flask, send: Sent, name: str, answer: str, status: str):
    before = understood(app, send, {"note": NOTE})
    assert ("/text", name, "present") in before
    fields = {"note": NOTE, f"ask-{name}": answer}
    after = understood(app, send, fields)
    assert ("/findings/0", name, status) in after
    assert (("/text", name, "present") in after) == (status == "present")
    assert [one for one in after if one[1] != name] == [one for one in before if one[1] != name]
    page = unescape(send(fields).text)
    assert f'name="ask-{name}"' not in page.split("What was understood")[1]
    assert ('<mark class="overruled"' in page) == (status != "present")


def test_taking_back_counts_on_its_side_alone(app: Flask, send: Sent):
    other = {"note": NOTE, f"ask-{TINGLING}": "misread:right"}
    assert ("/text", TINGLING, "present") in understood(app, send, other)
    both = {"note": NOTE, f"ask-{TINGLING}": "misread:bilateral"}
    assert ("/text", TINGLING, "present") not in understood(app, send, both)


@pytest.mark.parametrize("answer", ["absent:left", "misread:left"])
def test_a_corrected_line_lasts_through_pages_and_files(app: Flask, send: Sent, answer: str):
    fields = {"note": NOTE, f"ask-{TINGLING}": answer}
    first = send(fields)
    told = understood(app, send, fields)
    for page in (first, send(fields, "/plan"), app.test_client().post(
            "/assess", json=send(fields, "/assess/file").json, headers={"Accept": "text/html"})):
        form = unescape(page.text).split('id="presentation"')[1].split("</form>")[0]
        again = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        again |= dict(re.findall(r'name="(text-0)" value="([^"]+)"', form))
        again |= {"note": NOTE, "side-0": "left", "status-0": told[0][2]}
        assert again["text-0"] == "paresthesia in posterior thigh"
        assert understood(app, send, again) == told


def test_a_line_that_is_typed_over_or_answered_is_no_longer_misread(app: Flask, send: Sent):
    line = {"note": NOTE, "text-0": "paresthesia in posterior thigh", "expression-0": TINGLING,
            "misread-0": "yes", "side-0": "left", "status-0": "unknown"}
    assert send(line, "/assess/file").json["findings"] == [{
        "expression": {"type": "paresthesia", "site": ["posterior-thigh"]}, "status": "unknown",
        "unknown_reason": "misread", "laterality": "left"}]
    present = send(line | {"status-0": "present"}, "/assess/file").json["findings"][0]
    assert "unknown_reason" not in present
    typed = send(line | {"text-0": "night sweats"}, "/assess/file").json["findings"][0]
    assert typed == {"text": "night sweats", "status": "unknown", "laterality": "left"}


@pytest.mark.parametrize("name", ["x;site=", "pain;site=nowhere", "pain;colour=red", "zork",
                                  "pain;site=groin;site=knee", "pain;site=" + "a" * 500])
def test_what_somebody_else_wrote_into_a_field_is_no_finding(send: Sent, name: str):
    found = send({"note": NOTE, f"ask-{name}": "absent", "text-0": "x", "expression-0": name})
    assert found.status_code == 200
    saved = send({"note": NOTE, f"ask-{name}": "absent"}, "/assess/file").json
    assert "findings" not in saved


@pytest.mark.parametrize(("text", "words"), [
    ("pain;site=groin", "pain in groin"),
    ("pain;site=groin;aggravated_by=running,sitting;quality=burning",
     "burning pain in groin brought on by running and sitting"),
])
def test_a_composed_finding_reads_like_one_and_comes_back(text: str, words: str):
    assert composed.in_words(text, LABELS) == words
    assert composed.written(composed.read(text)) == text
    assert composed.in_words(text.replace("groin", "nowhere"), LABELS) == ""


def test_what_no_request_can_name_is_not_offered():
    assert composed.written({"type": "pain", "weather": ["rain"]}) == ""
    assert composed.read("pain;weather=rain") == {}
