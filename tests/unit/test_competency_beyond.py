"""The competency questions that go beyond the documents, where a query answers them.

The tests assert facts and not whole answers, which ``tests/golden/queries`` holds.
"""

import re
from pathlib import Path

import pytest

from kg.query.header import load_saved
from tests.answers import Ask, column, traced, where

ROOT = Path(__file__).resolve().parents[2]


# --- What needs evidence ---

def test_21_what_separates_neurogenic_from_vascular_claudication(ask: Ask):
    rows = ask("differential-of-a-pair", one="lumbar spinal stenosis",
               other="vascular claudication")
    gaps = [abs(float(row["points"])) for row in rows]
    assert gaps == sorted(gaps, reverse=True)
    points = {row["findingLabel"]: float(row["points"]) for row in rows}
    telling = list(points)[:8]
    assert "pain only with walking, gone within 10 minutes of rest" in telling
    assert "ankle-brachial index of 0.90 or lower" in telling
    assert points["pain only with walking, gone within 10 minutes of rest"] < -50, "stopping helps"
    assert points["ankle-brachial index of 0.90 or lower"] < -50
    assert points["relief by bending forward"] > 20, "of a nerve, sitting and bending help"
    for row in rows:
        for side in ("one", "other"):
            known = row[f"{side}Basis"] != "background"
            assert known == bool(row.get(f"{side}Row"))
            assert not known or (row[f"{side}Sources"] and row[f"{side}Confidence"])


def test_23_tests_of_sacroiliac_pain_with_both_ratios_and_study(ask: Ask):
    rows = ask("test-accuracy", condition="sacroiliac joint dysfunction")
    cluster = where(rows, testLabel="sacroiliac provocation cluster")
    (laslett,) = where(cluster, source="laslett05")
    assert (float(laslett["lrPos"]), float(laslett["lrNeg"])) == (4.29, 0.08)
    assert "Laslett" in laslett["citation"]
    assert all(row["row"] and row["confidence"] and row["provenance"] for row in rows)
    raising = [row for row in rows if float(row.get("lrPos", 0)) > 2]
    assert {"thigh thrust test", "sacroiliac distraction test"} <= column(raising, "testLabel")
    criteria = ask("criteria-of-a-condition", concludes="sacroiliac joint dysfunction")
    assert "three or more sacroiliac provocation tests positive" in column(criteria, "memberLabel")


def test_25_what_apixaban_a_tense_buttock_and_foot_drop_forbid(ask: Ask):
    bleeding = ask("contraindicated-treatments", finding="apixaban")
    assert {"dry needling", "static deep pressure", "massage therapy"} <= column(
        bleeding, "treatmentLabel")
    assert "injection" in column(bleeding, "class")
    assert "static deep pressure" in column(
        ask("contraindicated-treatments", finding="tense swollen buttock"), "treatmentLabel")
    dropped = ask("contraindicated-treatments", finding="foot drop")
    assert "deep_pressure" in column(dropped, "class")
    assert all(row["option"] and row["grade"] and row["sources"] for row in bleeding + dropped)
    tense = where(ask("red-flags-of-a-finding", finding="tense swollen buttock"), role="allOf",
                  conditionLabel="gluteal compartment syndrome")
    assert ("emergency_same_hour", "PT1H", "all") in {
        (row["class"], row["actWithin"], row["withholds"]) for row in tense}
    urgent = ask("red-flags-of-a-finding", finding="foot drop")
    assert any("injection" in row["withholds"].split() for row in urgent)


# --- What an integrator asks ---

def test_27_codes_with_the_kind_of_match_and_none_invented(ask: Ask):
    rows = ask("mappings-of-a-condition")
    assert column(rows, "match") <= {"exact", "broad", "narrow", "related"}
    assert where(rows, label="sciatica")
    assert where(rows, label="lumbosacral radiculopathy", code="ICD10CM:M54.17")
    back = ask("entities-of-a-code", code="ICD10CM:M54.17")
    assert "lumbosacral radiculopathy" in column(back, "label")
    assert ask("entities-of-a-code", code="ICD10CM:Z99.999") == []


@pytest.mark.parametrize(("query", "values", "variable", "expected"), [
    ("conditions-by-structure", {"structure": "sacroiliac joint"}, "conditionLabel",
     {"sacroiliac joint dysfunction", "axial spondyloarthritis", "septic sacroiliitis"}),
    ("conditions-by-nerve", {"nerve": "superior gluteal nerve"}, "conditionLabel",
     {"L5 radiculopathy", "lumbar disc herniation"}),
    ("conditions-compressing-a-nerve", {"nerve": "sciatic nerve"}, "conditionLabel",
     {"piriformis syndrome", "deep gluteal syndrome", "gluteal compartment syndrome"}),
    ("conditions-by-activity", {"activity": "cycling"}, "conditionLabel",
     {"pudendal neuralgia", "ischial bursitis"}),
    ("conditions-by-finding", {"finding": "straight leg raise positive"}, "conditionLabel",
     {"lumbar disc herniation"}),
    ("nerve-supply-of-a-muscle", {"muscle": "gluteus medius"}, "rootLabel",
     {"L4 nerve root", "L5 nerve root", "S1 nerve root"}),
    ("unsafe-examinations", {"finding": "inability to bear weight"}, "examinationLabel",
     {"30-second single-leg stance test"}),
    ("screening-questions", {"condition": "cauda equina syndrome"}, "findingLabel",
     {"bladder disturbance", "saddle or perianal sensory change"}),
    ("treatments-of-a-condition", {"condition": "piriformis syndrome"}, "contraindicationLabel",
     {"anticoagulant use"}),
])
def test_what_an_integrator_needs_first(
    query: str, values: dict[str, str], variable: str, expected: set[str], ask: Ask
):
    assert expected <= column(ask(query, **values), variable)


def test_an_edge_tells_where_it_comes_from(ask: Ask):
    rows = ask("provenance-of-an-edge", subject="piriformis syndrome", object="buttock pain")
    claim = where(rows, basis="claim", record="SF-B035")[0]
    assert (claim["document"], claim["sentence"]) == ("002", "19")
    assert where(rows, basis="asserted", relation="can present with")
    assert where(rows, basis="evidence")[0]["source"]
    inferred = ask("provenance-of-an-edge", subject="piriformis syndrome", object="cycling")
    assert where(inferred, basis="inferred", viaLabel="piriformis")


# --- What an ontologist asks ---

def test_34_everything_can_be_traced(ask: Ask):
    (claims,) = ask("untraceable-claims")
    assert claims["untraceable"] == "0"
    assert int(claims["claims"]) > 280
    records = ask("records-without-provenance")
    assert column(records, "unsourced") == {"0"}
    assert all(int(row["records"]) > 30 for row in records)


def test_36_what_is_inferred_and_from_what(ask: Ask):
    rows = ask("inferred-relations", condition="piriformis syndrome")
    weak = where(rows, relation="canWeaken", viaLabel="sciatic nerve")
    assert weak
    assert column(weak, "firstStep") == {"canCompress"}
    assert column(weak, "secondStep") == {"innervates"}
    (why,) = ask("why-a-manifestation-is-inferred", condition="piriformis syndrome",
                 finding="numbness in the posterior thigh")
    assert why["viaLabel"] == "posterior femoral cutaneous nerve"
    kinds = ask("inferred-kinds", entity="foot drop")
    assert "weak ankle dorsiflexion" in column(kinds, "kindLabel")
    refused = ask("refused-manifestations")
    assert refused
    assert all(row["reason"] for row in refused)


def test_37_piriformis_syndrome_is_a_kind_of_deep_gluteal_syndrome_and_claims_disagree(ask: Ask):
    rows = ask("relation-of-two-conditions", one="piriformis syndrome",
               other="deep gluteal syndrome")
    (kind,) = where(rows, statement="is a kind of")
    assert (kind["subject"], kind["object"], kind["basis"]) == (
        "GKG_0004013", "GKG_0004012", "asserted")
    assert kind["sources"]
    claims = where(rows, basis="claim")
    assert column(claims, "subjectLabel") == {"piriformis syndrome", "deep gluteal syndrome"}
    assert all(row["document"] == "000" and "subtype" in row["note"] for row in claims)
    reverse = ask("relation-of-two-conditions", one="deep gluteal syndrome",
                  other="piriformis syndrome")
    assert len(reverse) == len(rows)


def test_38_names_that_mean_several_things(ask: Ask):
    raised = ask("entities-by-name", name="straight leg raise")
    test, exercise = (where(raised, label=f"straight leg raise {kind}")[0]
                      for kind in ("test", "exercise"))
    assert (test["kind"], exercise["kind"]) == ("Examination", "Treatment")
    assert "exercise" in test["note"]
    assert "test" in exercise["note"]
    initials = where(ask("entities-by-name", name="GM"), match="initials")
    assert {"gluteus maximus", "gluteus medius"} <= column(initials, "label")


def test_39_paths_from_nerve_to_pain_without_cycles(ask: Ask):
    rows = ask("paths-to-a-finding", structure="sciatic nerve", finding="buttock pain")
    assert where(rows, firstRelation="inPainRegion", regionLabel="buttock")
    assert where(rows, firstRelation="passesThrough", viaLabel="subgluteal space")
    assert where(rows, firstRelation="adjacentTo", viaLabel="piriformis")
    cycles = ask("hierarchy-cycles")
    assert {"partOf", "innervates"} <= column(cycles, "relation")
    assert column(cycles, "cycles") == {"0"}


def test_40_contradicted_claims_and_commercial_ones(ask: Ask):
    pairs = traced(ask("contradictions"))
    assert {("SF-B054", "SF-B003"), ("SF-B003", "SF-B054")} <= {
        (row["claimId"], row["against"]) for row in pairs}
    assert column(where(pairs, claimId="SF-A153"), "verdict") == {"disputed"}
    alone = ask("claims-without-other-support")
    assert column(alone, "verdict") == {"disputed", "partly", "na"}
    assert all(row["publisher"] and row["start"] and row["end"] for row in alone)
    assert int(where(alone, claimId="SF-A090")[0]["against"]) == 2


# --- Where each of the forty is answered ---

def test_every_question_has_its_place_and_names_queries_that_exist():
    page = (ROOT / "docs" / "competency-questions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \w", page, re.MULTILINE)
    assert [int(number) for number in rows] == list(range(1, 41))
    named = set(re.findall(r"\(queries\.md#([a-z-]+)\)", page))
    assert named <= load_saved(ROOT / "queries").keys()
    assert len(named) > 35
