"""The pages of an assessment: what a form says is what the interface answers."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api import create_app
from api.config import Config
from api.pages.assessment import pieces_of, spoken
from api.pages.presentation_form import Form, Line, of_fields, presentation
from api.pages.saved_presentation import of_presentation
from api.service import Service
from kg.errors import InputError
from kg.snapshot.build import build_snapshot

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
NOTE = "34F left buttock pain worse with sitting, tingling back of thigh, no fever, SLR neg"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7*7 }}'
RED = {"text-0": "saddle numbness", "text-1": "urinary retention", "text-2": "low back pain"}
Sent = Callable[..., TestResponse]


@pytest.fixture(scope="module")
def app(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application over the real snapshot; nobody asks it for SPARQL."""
    state = tmp_path_factory.mktemp("state")
    snapshot = build_snapshot(root / "ontology/compiled", state)
    config = Config(snapshot=snapshot, query_socket=state / "nobody.sock", access_log=False)
    return create_app(Service.open(config), config)


@pytest.fixture
def send(app: Flask) -> Sent:
    """Post a form to an address of that application."""
    client: FlaskClient = app.test_client()

    def _send(fields: dict[str, Any], path: str = "/assess", **headers: str) -> TestResponse:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(path, data=urlencode(fields, doseq=True), headers=FORM | more)

    return _send


def ranked(page: str) -> list[str]:
    """Return the slugs of the conditions in the order of the page."""
    return re.findall(r'data-condition="([^"]+)"', page)


def test_every_note_ranks_in_the_form_as_it_does_in_the_interface(
    app: Flask, send: Sent, shared: Path | None
):
    rows = [{"free_text": NOTE, "age": 34, "sex": "F"}]
    if shared:
        text = (shared / "examples" / "vignettes.jsonl").read_text(encoding="utf-8")
        rows += [json.loads(line) for line in text.splitlines()]
    for row in rows:
        sex = {"F": "female", "M": "male"}.get(row["sex"])
        age = row["age"]
        fields = {"note": row["free_text"], "age": "" if age is None else age, "sex": sex or ""}
        asked = {"text": row["free_text"], "patient": {"age": age, "sex": sex}}
        answer = app.test_client().post("/v1/differential", json=asked)
        page = send(fields)
        assert page.status_code == (200 if answer.status_code == 200 else 422), row
        found = answer.json.get("differential", ())
        assert ranked(page.text) == [card["condition"]["slug"] for card in found]
        for flag in answer.json["red_flags"]:
            assert flag["action"] in unescape(page.text)


def test_what_is_typed_is_shown_again_and_never_markup(send: Sent):
    fields = {"note": HOSTILE, "text-0": HOSTILE, "age": HOSTILE, "status-0": HOSTILE,
              "side-0": HOSTILE, "concept-0": HOSTILE, "sex": HOSTILE}
    for path in ("/assess", "/assess/proof", "/plan"):
        page = send(fields | {"condition": HOSTILE}, path)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "{{ 7*7 }}" in page.text


def test_nothing_of_an_assessment_is_kept_by_anyone(send: Sent):
    for path in ("/assess", "/assess/proof", "/assess/file", "/plan"):
        answer = send({"note": NOTE, "condition": "deep-gluteal-syndrome"}, path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "Location" not in answer.headers


def test_a_wrong_field_says_what_is_wrong_with_it(send: Sent):
    page = send({"note": NOTE, "age": "old", "weeks": "-3", "site": "tail@left"})
    assert page.status_code == 422
    text = unescape(page.text)
    assert 'id="fault-age">Must be a number, such as 34.' in text
    assert 'id="fault-weeks">Must not be below 0.' in text
    assert "there is no such place" in text.lower()
    assert 'value="old" inputmode="numeric" size="4" placeholder=" " aria-invalid="true"' in text
    assert ranked(text) == []


def test_two_lines_that_contradict_each_other_name_each_other_beside_the_red_flags(send: Sent):
    page = send(RED | {"text-3": "fever", "text-4": "no fever"})
    text = unescape(page.text)
    assert page.status_code == 422
    assert "contradicts “no fever”" in text
    assert "contradicts “fever”" in text
    assert 'role="alert" aria-label="Red flags"' in text


def test_a_red_flag_says_what_to_do_by_when_and_what_it_withholds(app: Flask, send: Sent):
    answer = app.test_client().post("/v1/differential", json={
        "findings": [{"text": text} for text in RED.values()]}).json
    assert [f for f in answer["red_flags"] if f["urgency"] == "emergency"]
    for path in ("/assess", "/plan"):
        text = unescape(send(RED, path).text)
        for flag in answer["red_flags"]:
            assert flag["action"] in text
            assert flag["condition"] is None or flag["condition"]["label"] in text
        assert "act within" in text
    assert "Act on the emergency first" in text
    assert "Until then withhold" in text


def test_an_answered_suggestion_becomes_a_finding(app: Flask, send: Sent):
    page = send({"note": NOTE, "ask-fever": "unknown", "ask-night-sweats": "absent"})
    assert 'value="night sweats"' in page.text
    assert 'name="concept-0" value="night-sweats"' in page.text
    saved = send({"note": NOTE, "ask-night-sweats": "absent"}, "/assess/file").json
    assert saved["findings"] == [{"concept": "night-sweats", "status": "absent"}]
    asked = app.test_client().post("/v1/differential", json=saved).json
    assert ranked(page.text) == [card["condition"]["slug"] for card in asked["differential"]]


def test_a_saved_presentation_fills_in_the_form_again(app: Flask, send: Sent):
    fields = {"note": NOTE, "age": "34", "sex": "female", "pregnant": "no", "weeks": "5",
              "site": ["buttock@left", "buttock@right"], "text-0": "SLR +ve", "side-0": "left"}
    saved = send(fields, "/assess/file")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="presentation.json"'
    again = app.test_client().post("/assess", json=saved.json, headers={"Accept": "text/html"})
    assert again.text == send(fields).text


def test_what_a_form_cannot_show_is_counted_aloud(app: Flask):
    body = {"findings": [{"expression": {"type": "pain"}}, {"text": "fever"}], "setting": "x"}
    form, lost = of_presentation(body, {}, {"y": "a clinic"})
    assert (form.lines, lost) == ((Line("fever"),), 2)


def test_parts_are_parts_of_the_page(send: Sent):
    page = send({"note": NOTE}).text
    results = send({"note": NOTE}, Gluteal_Part="results").text
    assert "<html" not in results
    assert ranked(results) == ranked(page)
    assert send({"note": NOTE}, Gluteal_Part="nothing").status_code == 400


def test_every_condition_that_ranks_has_a_proof_page(send: Sent):
    for slug in ranked(send({"note": NOTE}).text):
        page = send({"note": NOTE, "condition": slug}, "/assess/proof")
        assert page.status_code == 200
        assert "from the note" in page.text or "by its prior alone" in page.text
    assert send({"note": NOTE, "condition": "nothing-known"}, "/assess/proof").status_code == 422


def test_a_proof_is_saved_as_the_interface_gives_it_and_never_by_an_address(
    app: Flask, send: Sent
):
    fields = {"note": NOTE, "condition": "piriformis-syndrome"}
    page = unescape(send(fields, "/assess/proof").text)
    saved = send(fields, "/assess/file").json | {"condition": "piriformis-syndrome"}
    for suffix, media_type in (("json", "application/json"), ("ttl", "text/turtle")):
        address = f"/assess/proof?format={suffix}"
        assert f'<button form="presentation" formaction="{address}" name="condition"' in page
        assert re.search(r'<form class="carried[^>]* id="presentation" method="post"', page)
        file = send(fields, address)
        known = app.test_client().post("/v1/explain", json=saved, headers={"Accept": media_type})
        assert (file.mimetype, file.data) == (media_type, known.data)
        assert len(file.data) > 500
        assert file.headers["Content-Disposition"] == f'attachment; filename="proof.{suffix}"'
        assert file.headers["Cache-Control"] == "no-store"
        assert app.test_client().get(address).status_code == 405
    assert send(fields | {"age": "old"}, "/assess/proof?format=ttl").status_code == 422
    assert send(fields, "/assess/proof?format=exe").status_code == 422


def test_a_plan_begins_with_an_assessment(app: Flask, send: Sent):
    page = app.test_client().get("/plan", headers={"Accept": "text/html"})
    assert "A plan begins with an assessment" in page.text
    assert "A plan begins" not in send({"note": NOTE}, "/plan").text


def test_pieces_of_a_note_make_up_the_note():
    mentions = [{"start": 4, "end": 9}, {"start": 4, "end": 6}, {"start": 8, "end": 12}]
    pieces = pieces_of("ab, fever ö", mentions)
    assert "".join(piece.text for piece in pieces) == "ab, fever ö"
    assert [piece.text for piece in pieces if piece.mention] == ["fever"]


def test_fields_are_read_for_what_they_say():
    form = of_fields({"text-7": [" fever "], "status-7": ["absent"], "side-7": ["up"],
                      "text-2": [""], "ask-x": ["present"], "age": ["3,5"]}, {"x": "the x"})
    assert form.lines == (Line("fever", "absent"), Line("the x", "present", concept="x"))
    assert presentation(form)["patient"] == {"age": 3.5}
    with pytest.raises(InputError):
        presentation(Form(age="inf"))
    assert (spoken("PT24H"), spoken("P1D"), spoken("at_once")) == ("24 hours", "1 day", "at once")
