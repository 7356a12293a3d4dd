"""Which axioms the small ontology gives, in OWL functional syntax without the namespace."""

import dataclasses

import pytest

from kg.authoring.axioms import axioms_of
from kg.authoring.rules import is_specific
from kg.iris import BASE, record_iri

PRESENTATION, IN_COMPLAINT = "<Presentation>", "<criterion-in-complaint/C-piriformis>"
PAIN_SITTING_FAIR = ("0002000", "0002002", "0002004")


@pytest.fixture(scope="module")
def axioms(small):
    return {s.axiom.text.replace(BASE, ""): s.support for s in small.axioms}


def some(role, filler):
    return f"ObjectSomeValuesFrom(<{role}> {filler})"


def both(*parts):
    return f"ObjectIntersectionOf({' '.join(sorted(parts))})"


def has(finding, side=""):
    named = f"<GKG_{finding}>"
    return some("hasFinding", both(named, f"<{side}>") if side else named)


@pytest.mark.parametrize("text", [
    "SubClassOf(<GKG_0000100> <Muscle>)",
    "SubClassOf(<GKG_0001001> <GKG_0001000>)",
    f"SubClassOf(<GKG_0000200> {some('innervates', '<GKG_0000100>')})",
    "EquivalentClasses(<GKG_0002000> "
    f"{both('<GKG_0001200>', some('hasPrimarySite', '<GKG_0000003>'))})",
    f"SubClassOf(<GKG_0002003> {some('hasPrimarySite', '<GKG_0000003>')})",
    "SubClassOf(<GKG_0001301> <GKG_0001300>)",
    "SubClassOf(<GKG_0002001> <GKG_0002000>)",
    f"SubClassOf({both(PRESENTATION, has('0002000', 'LeftSided'), has('0002000', 'RightSided'))} "
    f"{has('0002001')})",
    f"SubClassOf({both(PRESENTATION, has('0002002'))} <rule/F001>)",
    f"SubClassOf(<rule/F001> {some('hasCandidate', '<GKG_0004000>')})",
    f"SubClassOf({both(PRESENTATION, some('hasCandidate', '<GKG_0004000>'))} "
    "<candidate-for/GKG_0004000>)",
    f"SubClassOf({both('<Complaint>', *(has(f, 'LeftCompatible') for f in PAIN_SITTING_FAIR))} "
    "<criterion-in-complaint/C-piriformis>)",
    f"SubClassOf({both(PRESENTATION, some('hasComplaint', IN_COMPLAINT), has('0001302'))} "
    "<criterion-met/C-piriformis>)",
    f"SubClassOf(<criterion-met/C-piriformis> {some('meetsCriteriaFor', '<GKG_0004000>')})",
    f"SubClassOf({both(PRESENTATION, some('meetsCriteriaFor', '<GKG_0004000>'))} "
    "<meets-criteria-for/GKG_0004000>)",
    f"SubClassOf({both(PRESENTATION, has('0002005'), has('0001300'))} <red-flag-trigger/R01>)",
    f"SubClassOf({both(PRESENTATION, has('0002001'), has('0001302'))} <red-flag-trigger/R01>)",
    f"SubClassOf({both(PRESENTATION, has('0002005'), some('hasCandidate', '<GKG_0004000>'))} "
    "<red-flag-trigger/R01>)",
    f"SubClassOf(<red-flag-trigger/R01> {some('hasRedFlag', '<GKG_0004001>')})",
    f"SubClassOf({both(PRESENTATION, some('hasRedFlag', '<GKG_0004001>'))} "
    "<red-flag-for/GKG_0004001>)",
    f"SubClassOf({both(PRESENTATION, has('0002005'))} <contraindicated/TX001>)",
])
def test_the_axiom_is_generated(axioms, text):
    assert text in axioms, "\n".join(sorted(axioms))


def test_two_of_three_on_two_sides_are_six_conjunctions(axioms):
    assert sum("<criterion-in-complaint/C-piriformis>)" in t and "<Complaint>" in t
               for t in axioms) == 6


def test_six_cases_of_a_red_flag_and_no_more(axioms):
    assert sum(t.endswith("<red-flag-trigger/R01>)") for t in axioms) == 6


def test_an_axiom_knows_every_record_that_states_it(axioms):
    performs = f"SubClassOf(<GKG_0000100> {some('performs', '<GKG_0000600>')})"
    assert axioms[performs] == (BASE + "GKG_0000100", record_iri("claim", "SF-A001"))


def test_a_claim_that_the_reasoner_does_not_use_is_no_axiom(axioms):
    assert not any(record_iri("claim", "SF-A002") in support for support in axioms.values())


@pytest.mark.parametrize(("change", "specific"), [
    ({}, True),
    ({"status": "absent"}, False),
    ({"frequency_low_pct": 30.0, "frequency_high_pct": 50.0}, True),
    ({"frequency_low_pct": 20.0, "frequency_high_pct": 50.0}, False),
    ({"frequency_low_pct": 20.0, "frequency_high_pct": 50.0, "lr_pos": 2.0, "usable_as_lr": "yes"},
     True),
    ({"frequency_low_pct": 20.0, "frequency_high_pct": 50.0, "lr_pos": 1.9, "usable_as_lr": "yes"},
     False),
    ({"frequency_low_pct": 20.0, "frequency_high_pct": 50.0, "lr_pos": 9.0, "usable_as_lr": "no"},
     False),
    ({"frequency_low_pct": 0.0, "frequency_high_pct": 0.0, "band_basis": "definitional_criterion"},
     False),
    ({"frequency_low_pct": 20.0, "frequency_high_pct": 50.0,
      "band_basis": "definitional_criterion"}, True),
])
def test_a_finding_makes_a_candidate_only_when_it_is_specific(small, change, specific):
    row = dataclasses.replace(small.knowledge.records["evidence"]["F001"], **change)
    assert is_specific(row, small.knowledge) is specific


def test_a_test_cluster_concludes_its_finding_on_the_same_side(small):
    knowledge = small.knowledge
    criterion = dataclasses.replace(
        knowledge.records["criterion"]["C-piriformis"], concludes="GKG:0002003", shared=(),
        of=("GKG:0002002", "GKG:0002004"), at_least=1)
    changed = dataclasses.replace(
        knowledge, records={**knowledge.records, "criterion": {criterion.id: criterion}})
    texts = {s.axiom.text.replace(BASE, "") for s in axioms_of(changed)[0]}
    members = both("<Complaint>", *(has(f, "RightCompatible") for f in ("0002000", "0002004")))
    assert f"SubClassOf({members} {has('0002003', 'RightCompatible')})" in texts
    assert not any("criterion-met" in text for text in texts)


@pytest.mark.parametrize(("all_of", "any_of", "message"), [
    (("not saddle_numbness",), (), "no positive part"),
    (("setting in (emergency)",), (), "no positive part"),
    (("never",), (), "no positive part"),
    (("age == 50",), (), "no band"),
    (("sex == male",), (), "male_sex"),
    (("buttock_pain or saddle_numbness",) * 9, (), "200 cases"),
])
def test_a_red_flag_that_cannot_be_triggered_is_a_problem(small, all_of, any_of, message):
    knowledge = small.knowledge
    flag = dataclasses.replace(
        knowledge.records["red-flag"]["R01"], all_of=all_of, any_of=any_of)
    changed = dataclasses.replace(
        knowledge, records={**knowledge.records, "red-flag": {flag.id: flag}})
    (problem,) = axioms_of(changed)[1]
    assert message in problem.message
    assert problem.iri == record_iri("red-flag", "R01")
