"""Foreign codes in a request: how they are written, what they mean, and on which side."""

import pytest

from kg.clinical.codes import readings
from kg.clinical.lexicon import Lexicon
from kg.errors import InputError, Pointed, UnknownEntityError
from kg.model import Finding, Knowledge, Mapping

SCIATIC = "sciatic nerve symptom"


def entry(real, **finding) -> dict:
    return real.differential({"findings": [finding]})["understood"][0]


def fault(real, **finding) -> Pointed:
    with pytest.raises(InputError) as caught:
        real.differential({"findings": [finding]})
    (only,) = caught.value.errors
    return only


@pytest.mark.parametrize(("code", "label"), [
    ("HP:0034805", "buttock pain"), ("HP:0034917", "reduced anal tone"),
    ("ICD10CM:M54.50", "low back pain"), ("MONDO:0005015", "diabetes"),
    ("HP:0012514", "leg pain of any site"), ("HP:0012531", "pain"),
    ("HP:0005112", "known aortic or iliac aneurysm"), ("HP:0034982",
     "saddle or perianal sensory change"), ("ICD10CM:R29.890", "height loss or new kyphosis"),
])
def test_a_code_that_means_a_finding_or_a_kind_of_it_is_entered(real, code, label):
    understood = entry(real, concept=code)
    assert (understood["concept"]["label"], understood["via"]) == (label, "mapping")


@pytest.mark.parametrize(("code", "side"), [
    ("ICD10CM:M54.31", "right"), ("ICD10CM:M54.32", "left"), ("ICD10CM:M54.30", None),
])
def test_a_code_with_a_side_says_the_side(real, code, side):
    understood = entry(real, concept=code)
    assert (understood["concept"]["label"], understood["laterality"]) == (SCIATIC, side)


def test_a_code_for_both_sides_says_both(real):
    assert entry(real, concept="ICD10CM:R10.A3")["laterality"] == "bilateral"


def test_every_code_that_states_a_side_carries_it(real):
    sided = [(m, e) for e in real.index.knowledge.entities.values() if isinstance(e, Finding)
             for m in e.mappings if m.side and m.predicate == "narrow"]
    assert {m.side for m, _ in sided} == {"left", "right", "bilateral"}
    for mapping, finding in sided:
        understood = entry(real, concept=mapping.code)
        assert understood["concept"]["id"] == finding.id
        assert understood["laterality"] == mapping.side


def test_the_same_side_twice_is_no_contradiction(real):
    assert entry(real, concept="ICD10CM:M54.31", laterality="right")["laterality"] == "right"


@pytest.mark.parametrize("laterality", ["left", "bilateral", "midline"])
def test_a_side_against_the_code_is_refused(real, laterality):
    found = fault(real, concept="ICD10CM:M54.31", laterality=laterality)
    assert (found.pointer, found.candidates) == ("/findings/0/laterality", ("right",))


def test_the_side_of_the_code_wins_over_that_of_the_complaint(real):
    answer = real.differential({"complaints": [
        {"site": "buttock", "side": "left", "findings": [{"concept": "ICD10CM:M54.31"}]}]})
    assert answer["understood"][1]["laterality"] == "right"


def test_the_sides_of_one_code_rank_alike(real):
    left, right = (real.differential({"findings": [{"concept": "buttock pain"},
                   {"concept": code}, {"concept": "pain aggravated by sitting"}]})
                   for code in ("ICD10CM:M54.32", "ICD10CM:M54.31"))
    assert ([c["condition"]["slug"] for c in left["differential"]]
            == [c["condition"]["slug"] for c in right["differential"]])


@pytest.mark.parametrize("code", [
    "icd10cm:m54.31", "ICD-10-CM:M54.31", "ICD-10-CM M54.31", "ICD10CM:M5431", "ICD10-CM_m5431",
    "ICD10CM | M54.31", "http://purl.bioontology.org/ontology/ICD10CM/M54.31",
])
def test_spellings_of_an_icd_10_cm_code(real, code):
    understood = entry(real, concept=code)
    assert (understood["concept"]["label"], understood["laterality"]) == (SCIATIC, "right")


@pytest.mark.parametrize("code", [
    "hp:0034805", "HP_0034805", "HPO:0034805", "http://purl.obolibrary.org/obo/HP_0034805",
])
def test_spellings_of_an_hpo_code(real, code):
    assert entry(real, concept=code)["concept"]["label"] == "buttock pain"


def test_the_classification_of_the_who_is_another_one():
    assert list(readings("ICD10:M54.31")) == []
    assert list(readings("hip pain")) == []


def test_the_encounter_of_an_injury_code_is_left_out():
    assert "icd10cm:s76.011" in list(readings("ICD10CM:S76.011A"))
    assert "icd10cm:m48.46" in list(readings("ICD10CM:M4846XA"))


@pytest.mark.parametrize("concept", [
    "ICD10CM:G57.11", "SNOMEDCT:85007004", "sct:85007004", "UMLS:C0152110", "MONDO:0023757",
    "meralgia paresthetica",
])
def test_a_code_of_a_condition_is_named_and_refused(real, concept):
    found = fault(real, concept=concept)
    assert found.pointer == "/findings/0/concept"
    assert "condition 'meralgia paresthetica'" in found.detail
    assert "report what was found" in found.detail


def test_a_code_of_an_injury_is_named_with_its_encounter(real):
    assert "hip adductor strain" in fault(real, concept="ICD10CM:S76.211D").detail


def test_a_code_of_anatomy_is_named_and_refused(real):
    assert "muscle 'gluteus maximus'" in fault(real, concept="UBERON:0001370").detail


def test_a_code_that_says_more_or_something_near_is_refused_with_what_is_near(real):
    assert "new headache" in fault(real, concept="HP:0002315").candidates
    assert "deep gluteal syndrome" in fault(real, concept="ICD10CM:G57.01").candidates


def test_a_code_that_nobody_mapped_is_unknown(real):
    assert "no finding is known" in fault(real, concept="HP:9999999").detail


def test_a_code_of_anatomy_is_a_site(real):
    understood = entry(real, expression={"type": "HP:0012531", "site": "UBERON:0000376"})
    assert understood["expression"]["site"][0]["label"] == "thigh"


def test_an_exact_code_goes_before_a_narrow_one():
    def made(number: int, predicate: str) -> Finding:
        mapping = Mapping(code="HP:1", label="x", predicate=predicate)
        return Finding(id=f"GKG:{number:07d}", kind="Sign", label=predicate, slug=predicate,
                       mappings=(mapping,))

    known = {e.id: e for e in (made(1, "narrow"), made(2, "exact"), made(3, "broad"))}
    lexicon = Lexicon(Knowledge(entities=known, records={}))
    assert lexicon.resolve("HP:1", lambda entity: True).curie == "GKG:0000002"
    assert lexicon.resolve("HP:1", lambda e: e.label == "narrow").curie == "GKG:0000001"
    with pytest.raises(UnknownEntityError):
        lexicon.resolve("HP:1", lambda e: e.label == "broad")
