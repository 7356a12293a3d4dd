"""The form of the assessment: denials by name, corrections of a note, clinics, links."""

import re
from html import unescape

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.pages.presentation_form import (
    SIDES,
    STATUSES,
    Form,
    Line,
    faults_of,
    of_fields,
    presentation,
)
from api.pages.saved_presentation import of_presentation
from kg.errors import InputError
from tests.api.test_assess import NOTE, Sent, app, ranked, send

__all__ = ["app", "send"]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30)
LINES = st.builds(Line, WORDS.map(str.strip).filter(bool), st.sampled_from(STATUSES),
                  st.sampled_from(("", *SIDES)))
FORMS = st.builds(
    Form, age=st.integers(0, 120).map(str) | st.just(""), sex=st.sampled_from(("", "female")),
    pregnant=st.sampled_from(("", "yes", "no")), weeks=st.sampled_from(("", "0", "2.5")),
    note=WORDS.map(str.strip),
    sites=st.sampled_from(((), ("buttock@left", "coccyx-region@midline"))),
    lines=st.lists(LINES, max_size=4).map(tuple),
)


@pytest.mark.parametrize("wording", ["fever", "saddle anesthesia", "Night sweats"])
def test_a_finding_is_denied_by_its_name_alone(app: Flask, send: Sent, wording: str):
    fields = {"note": NOTE.replace("no fever, ", ""), "text-0": wording, "status-0": "absent"}
    page, plan = send(fields), send(fields, "/plan")
    assert (page.status_code, plan.status_code) == (200, 200)
    saved = send(fields, "/assess/file").json
    assert saved["findings"][0]["status"] == "absent"
    answer = app.test_client().post("/v1/differential", json=saved).json
    entered = [one for one in answer["understood"] if one["input"] == "/findings/0"]
    assert [one["status"] for one in entered] == ["absent"]
    assert ranked(page.text) == [card["condition"]["slug"] for card in answer["differential"]]


def test_wording_that_affirms_cannot_be_denied_in_silence(send: Sent):
    page = send({"note": NOTE, "text-0": "SLR +ve on L", "status-0": "absent"})
    assert page.status_code == 422
    assert 'id="fault-text-0">The wording says present' in page.text


def test_a_line_in_words_is_said_to_count_as_worded(send: Sent):
    page = send({"note": NOTE, "text-0": "no fever", "text-1": "fever", "concept-1": "fever",
                 "status-1": "unknown"}).text
    first, second = re.findall(r'data-line="[01]">(.*?)</li>', page, re.DOTALL)
    assert "> as worded</label>" in first
    assert "> present</label>" in second


def test_a_mention_that_was_read_wrongly_is_answered_otherwise(app: Flask, send: Sent):
    note = "low back pain with saddle numbness and left leg pain"
    page = send({"note": note}).text
    assert 'aria-label="Red flags"' in page
    slug = "saddle-or-perianal-sensory-change"
    offered = re.findall(f'name="ask-{slug}" value="(absent[:a-z]*)"', page)
    assert len(offered) == 1
    mended = unescape(send({"note": note, f"ask-{slug}": offered[0]}).text)
    assert f'name="concept-0" value="{slug}"' in mended
    assert f'name="ask-{slug}"' not in mended
    assert '<mark class="overruled" title="saddle or perianal sensory change, answered' in mended
    assert "contradicts “saddle or perianal sensory change”" in mended
    assert "/findings/0" not in mended


def test_a_correction_is_of_the_side_that_the_note_names(app: Flask, send: Sent):
    note = "left buttock pain worse with sitting, SLR neg, tingling back of left thigh"
    slug = "buttock-pain-brought-on-by-sitting"
    value = f'name="ask-{slug}" value="absent:left"'
    assert value in send({"note": note}).text
    saved = send({"note": note, f"ask-{slug}": "absent:left"}, "/assess/file").json
    assert saved["findings"] == [
        {"concept": slug, "status": "absent", "laterality": "left"}]
    answer = app.test_client().post("/v1/differential", json=saved).json
    assert {"input": "/text", "reason": "contradicts /findings/0"}.items() <= {
        k: v for one in answer["not_understood"] for k, v in one.items()}.items()


def test_what_is_said_of_the_family_is_not_offered_as_the_patients(send: Sent):
    page = send({"note": f"{NOTE}. Mother had rheumatoid arthritis."}).text
    corrections = page.split('data-keep="corrections"')[1].split("</details>")[0]
    assert "buttock pain" in corrections
    assert "rheumatoid" not in corrections


@pytest.mark.parametrize("typed", ["nan", "inf", "1e3", "1_0", "0x10", "34 years", "1" * 12])
def test_an_age_alone_is_checked_too(send: Sent, typed: str):
    page = send({"age": typed})
    assert page.status_code == 422
    assert 'id="fault-age">Must be a number, such as 34.' in page.text


def test_the_clinic_counts_and_stays_chosen(app: Flask, send: Sent):
    fields = {"note": NOTE, "setting": "hip-surgery"}
    page = send(fields).text
    assert '<option value="hip-surgery" selected>hip surgery clinic' in page
    answer = app.test_client().post(
        "/v1/differential", json={"text": NOTE, "setting": "hip-surgery"}).json
    assert ranked(page) == [card["condition"]["slug"] for card in answer["differential"]]
    saved = send(fields, "/assess/file").json
    again = app.test_client().post("/assess", json=saved, headers={"Accept": "text/html"}).text
    assert again == page
    assert 'name="setting" value="hip-surgery"' in send(fields, "/plan").text
    assert send(fields | {"setting": "nowhere"}).status_code == 422


def test_every_link_of_an_assessment_leads_somewhere(app: Flask, send: Sent):
    client, links = app.test_client(), set[str]()
    fields = {"note": f"{NOTE}, saddle numbness", "age": "34", "sex": "female"}
    first = send(fields)
    pages = [first, send(fields, "/plan")]
    pages += [send(fields | {"condition": slug}, "/assess/proof") for slug in ranked(first.text)]
    for page in pages:
        links.update(re.findall(r'href="(/[^"#]*)"', unescape(page.text)))
    followed = sorted(link for link in links if not link.startswith("/static/"))
    for start in ("/id/evidence/", "/explore?of=", "/v1/rules/", "/v1/conditions/"):
        assert any(link.startswith(start) for link in followed), start
    lost = [link for link in followed
            if client.get(link, headers=BROWSER, follow_redirects=True).status_code != 200]
    assert lost == []


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(FORMS)
def test_a_form_a_presentation_and_a_saved_file_say_the_same(form: Form):
    fields = {"age": [form.age], "sex": [form.sex], "pregnant": [form.pregnant],
              "weeks": [form.weeks], "note": [form.note], "site": list(form.sites)}
    for n, line in enumerate(form.lines):
        fields |= {f"text-{n}": [line.text], f"status-{n}": [line.status],
                   f"side-{n}": [line.side]}
    read = of_fields(fields, {})
    assert read == form
    saved = presentation(read)
    again, lost = of_presentation(saved, {}, {})
    assert (presentation(again), lost) == (saved, 0)


@given(st.dictionaries(st.from_regex(r"\A(text|status|side|concept|ask)-\w{0,6}\Z")
                       | st.sampled_from(("age", "sex", "weeks", "note", "site", "setting")),
                       st.lists(WORDS, max_size=2), max_size=8))
def test_whatever_a_form_holds_is_a_presentation_or_a_fault_of_a_field(fields):
    form = of_fields(fields, {"fever": "fever"}, lambda _: "fever")
    try:
        found = presentation(form)
    except InputError as error:
        found = dict.fromkeys(faults_of(error, form))
    assert set(found) <= {"patient", "findings", "text", "complaints", "duration_weeks", "setting",
                          "age", "sex", "weeks", "note", "site", *(f"text-{n}" for n in range(8))}
