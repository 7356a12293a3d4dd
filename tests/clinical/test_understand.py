"""How requests are read."""

import pytest

from kg.clinical.bands import convert
from kg.clinical.lexicon import AmbiguousNameError, Lexicon
from kg.errors import InputError, Pointed, UnknownEntityError
from kg.model import Entity, Knowledge


def understood(small, **request):
    return small.differential(request)["understood"]


def faults(small, **request) -> list[Pointed]:
    with pytest.raises(InputError) as caught:
        small.differential(request)
    return caught.value.errors


@pytest.mark.parametrize(("name", "via"), [
    ("GKG:0002000", "id"), ("https://w3id.org/gluteal/GKG_0002000", "id"),
    ("buttock-pain", "id"), ("buttock_pain", "id"), ("Buttock  Pain", "label"),
    ("gluteal-pain", "synonym"), ("HP:0034805", "mapping"), ("hp:0034805", "mapping"),
])
def test_every_kind_of_name(small, name, via):
    entry = understood(small, findings=[{"concept": name}])[0]
    assert (entry["concept"]["id"], entry["via"]) == ("GKG:0002000", via)


def test_broader_foreign_code_does_not_stand_for_less(small):
    assert faults(small, findings=[{"concept": "HP:0012531"}])[0].pointer == "/findings/0/concept"


def test_unknown_name_suggests(small):
    fault = faults(small, findings=[{"concept": "buttok pain"}])[0]
    assert fault.pointer == "/findings/0/concept"
    assert "buttock pain" in fault.candidates


def test_condition_is_no_finding(small):
    assert faults(small, history=[{"concept": "disc herniation"}])[0].pointer == (
        "/history/0/concept"
    )


def test_ambiguous_name_lists_its_meanings():
    def made(number: int, label: str) -> Entity:
        return Entity(id=f"GKG:{number:07d}", kind="Symptom", label=label, slug=label,
                      synonyms=("the thing",))

    lexicon = Lexicon(Knowledge(entities={e.id: e for e in (made(1, "one"), made(2, "two"))},
                                records={}))
    with pytest.raises(AmbiguousNameError) as caught:
        lexicon.resolve("The Thing", lambda entity: True)
    assert caught.value.candidates == ("one", "two")
    with pytest.raises(UnknownEntityError):
        lexicon.resolve("nothing", lambda entity: True)


def test_all_faults_come_at_once(small):
    found = faults(small, findings=[{"concept": "x y z"}, {"expression": {"type": "q q"}}],
                   complaints=[{"site": "nowhere at all"}])
    assert {f.pointer for f in found} == {
        "/findings/0/concept", "/findings/1/expression/type", "/complaints/0/site",
    }


def test_examination_means_its_result(small):
    entry = understood(small, findings=[{"concept": "slump test"}])[0]
    assert entry["concept"]["label"] == "slump test positive"


def test_expression_is_classified(small):
    expression = {"type": "tingling", "site": "posterior thigh", "aggravated_by": ["running"]}
    entry = understood(small, findings=[{"expression": expression, "laterality": "left"}])[0]
    assert entry["concept"] is None
    assert entry["via"] == "expression"
    assert entry["laterality"] == "left"
    assert "posterior thigh tingling" in [s["label"] for s in entry["subsumed_by"]]
    assert [a["label"] for a in entry["expression"]["aggravated_by"]] == ["running"]


def test_part_of_the_buttock_is_the_buttock(small):
    expression = {"type": "pain", "site": ["lower buttock"]}
    entry = understood(small, findings=[{"expression": expression}])[0]
    assert "buttock pain" in [s["label"] for s in entry["subsumed_by"]]


def test_member_of_an_expression_is_pointed_at(small):
    expression = {"type": "pain", "aggravated_by": ["running", "flying"]}
    fault = faults(small, findings=[{"expression": expression}])[0]
    assert fault.pointer == "/findings/0/expression/aggravated_by/1"


def test_value_becomes_a_band(small):
    hot = {"concept": "fever", "value": 102.2, "unit": "°F"}
    entry = understood(small, findings=[hot])[0]
    assert (entry["concept"]["label"], entry["status"]) == ("fever", "present")
    cool = understood(small, findings=[{"concept": "fever", "value": 36.7}])[0]
    assert cool["status"] == "absent"


def test_value_needs_a_measure_and_a_unit(small):
    assert faults(small, findings=[{"concept": "rash", "value": 3}])[0].pointer == (
        "/findings/0/value"
    )
    odd = {"concept": "fever", "value": 3, "unit": "parsec"}
    assert faults(small, findings=[odd])[0].pointer == "/findings/0/unit"


def test_units():
    assert convert("age_years", 18, "months") == 1.5
    assert convert("pvr_ml", 200, "mL") == 200
    assert convert("pvr_ml", 200, "kg") is None


def test_age_against_a_reported_band_is_a_contradiction(small):
    request = {"patient": {"age": 34}, "findings": [{"concept": "age 50 or older"}]}
    assert {f.pointer for f in faults(small, **request)} == {"/patient/age", "/findings/0"}


def test_complaint_gives_its_side(small):
    complaint = {"site": "buttock", "side": "left", "findings": [{"concept": "SLR"},
                                                                 {"concept": "rash"}]}
    site, raised, rash = understood(small, complaints=[complaint])
    assert (site["via"], site["laterality"]) == ("expression", "left")
    assert raised["laterality"] == "left"
    assert rash["laterality"] is None


def test_resolved_finding_is_noted_and_not_used(small):
    answer = small.differential({"findings": [{"concept": "saddle anesthesia",
                                               "temporal": "resolved"}]})
    assert answer["red_flags"] == []
    assert answer["understood"][0]["concept"]["label"] == "saddle sensory change"
    assert "not_current" in [w["code"] for w in answer["warnings"]]


def test_wording_has_its_own_polarity(small):
    entry = understood(small, findings=[{"text": "SLR negative"}])[0]
    assert (entry["status"], entry["via"]) == ("absent", "text")
    fault = faults(small, findings=[{"text": "SLR negative", "status": "present"}])[0]
    assert fault.pointer == "/findings/0/status"


def test_one_wording_may_give_several_findings(small):
    entries = understood(small, findings=[{"text": "no fever, rash or weight loss"}])
    assert [(e["concept"]["label"], e["status"]) for e in entries] == [
        ("fever", "absent"), ("rash", "absent"), ("weight loss", "absent"),
    ]


def test_wording_that_means_nothing_is_listed(small):
    answer = small.differential({"history": [{"text": "keeps bees"}]})
    assert answer["not_understood"] == [{
        "input": "/history/0", "start": 0, "end": 10, "text": "keeps bees",
        "reason": "not recognized",
    }]


def test_note_gives_age_and_sex(small):
    answer = small.differential({"text": "61M with fever and buttock pain for 3 weeks"})
    assert {"R2", "R3"} == {f["rule"] for f in answer["red_flags"]}


def test_repeated_mentions_are_one_report(small):
    case = small._answerer.work({"text": "fever. " * 500}).case
    assert len(case.presentation.reports) == 1
    assert len(case.presentation.understood) == 500
