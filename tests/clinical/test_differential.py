"""The whole answer, on the small ontology."""

import json

import pytest

from kg.clinical.facade import Clinician
from kg.errors import ContradictionError, InputError

TWO = [{"concept": "buttock pain"}, {"concept": "sitting-aggravated buttock pain"},
       {"concept": "SLR"}, {"concept": "posterior thigh tingling"}]


def ranked(clinician: Clinician, **request: object) -> dict[str, dict]:
    answer = clinician.differential(request)
    return {card["condition"]["label"]: card for card in answer["differential"]}


def test_nothing_said_is_insufficient_and_asks(small):
    answer = small.differential({})
    assert answer["outcome"] == "insufficient_information"
    assert answer["differential"] == []
    assert answer["ask_next"]["safety"]
    assert answer["ask_next"]["diagnostic"]


def test_site_alone_is_insufficient(small):
    request = {"findings": [{"concept": "buttock pain"}], "patient": {"age": 40, "sex": "female"}}
    assert small.differential(request)["outcome"] == "insufficient_information"


def test_child_is_out_of_scope_with_the_list_for_children(small):
    answer = small.differential({"patient": {"age": 12}, "findings": TWO})
    assert answer["outcome"] == "out_of_scope"
    assert answer["not_yet_excluded"][0]["condition"]["label"] == "childhood hip disease"
    assert answer["differential"] == []


def test_shoulder_pain_is_out_of_scope(small):
    request = {"findings": [{"concept": "shoulder pain"}, {"concept": "rash"}]}
    assert small.differential(request)["outcome"] == "out_of_scope"


def test_score_is_prior_and_terms(small):
    for card in ranked(small, findings=TWO).values():
        terms = [term["log10_lr"] for side in ("for", "against") for term in card[side]]
        assert card["score"] == pytest.approx(card["prior_log10"] + sum(terms), abs=1e-9)
        assert card["posterior"] is None


def test_bar_62_same_request_gives_same_bytes(small):
    request = {"findings": TWO, "text": "no fever, rash or weight loss"}
    one, other = (json.dumps(small.differential(request)) for _ in range(2))
    assert one == other


def test_group_shows_the_left_out_member_with_zero(small):
    request = [*TWO, {"concept": "crossed straight leg raise positive"}]
    card = ranked(small, findings=request)["disc herniation"]
    straight = next(t for t in card["for"] if t["finding"]["label"].startswith("straight"))
    assert (straight["log10_lr"], straight["group"]) == (0.0, "G1")


def test_syndromes_do_not_rank_and_subtypes_stand_inside(small):
    cards = ranked(small, findings=TWO)
    assert "sciatica" not in cards
    assert "piriformis syndrome" not in cards
    inside = cards["deep gluteal syndrome"]["within"]
    assert [part["condition"]["label"] for part in inside] == ["piriformis syndrome"]
    assert 0 < inside[0]["share"] < 1


def test_mimic_ranks_with_a_finding_of_its_region(small):
    assert "shoulder mimic" not in ranked(small, findings=TWO)
    assert "shoulder mimic" in ranked(small, findings=[*TWO, {"concept": "shoulder pain"}])


def test_gated_hypothesis_needs_its_gate(small):
    assert "pelvic girdle pain" not in ranked(small, findings=TWO)
    pregnant = {"sex": "female", "pregnant": True}
    assert "pelvic girdle pain" in ranked(small, findings=TWO, patient=pregnant)


def test_necessary_finding_denied_refutes(small):
    denied = {"concept": "perineal pain", "status": "absent"}
    answer = small.differential({"findings": [*TWO, denied]})
    assert [r["condition"]["label"] for r in answer["ruled_out"]] == ["pudendal neuralgia"]
    assert answer["ruled_out"][0]["because"][0]["input"] == "/findings/4"
    assert all(c["condition"]["label"] != "pudendal neuralgia" for c in answer["differential"])


def test_criteria_are_shown_as_met(small):
    left = [{**f, "laterality": "left"} for f in TWO]
    assert ranked(small, findings=left)["disc herniation"]["criteria"] == [
        {"name": "root signs", "met": True}
    ]


def test_criteria_need_one_side(small):
    request = [{"concept": "SLR", "laterality": "left"},
               {"concept": "posterior thigh tingling", "laterality": "right"}]
    card = ranked(small, findings=request)["disc herniation"]
    assert card["criteria"] == [{"name": "root signs", "met": False}]


def test_ratio_outside_its_population_is_unused(small):
    request = [*TWO, {"concept": "slump_positive"}]
    card = ranked(small, findings=request)["deep gluteal syndrome"]
    unused = {u["finding"]["label"]: u["reason"] for u in card["unused"]}
    assert unused["slump test positive"] == "population"
    inside = ranked(small, findings=[*request, {"concept": "rash"}])["deep gluteal syndrome"]
    assert any(t["basis"] == "likelihood_ratio" for t in inside["for"])


def test_mechanism_counts_little_and_is_labelled(small):
    request = [*TWO, {"concept": "reflex loss"}]
    card = ranked(small, findings=request)["deep gluteal syndrome"]
    term = next(t for t in card["for"] if t["basis"] == "mechanism")
    assert 0 < term["log10_lr"] < 0.2
    assert term["review"] == {
        "verdict": "unreviewed", "id": "", "reason": "not reviewed by a curator yet"
    }
    assert {t["review"] for t in card["for"] if t["basis"] != "mechanism"} == {None}


def test_complaints_are_ranked_apart(small):
    request = {"complaints": [
        {"site": "buttock", "side": "left", "findings": TWO[1:2]},
        {"site": "shoulder", "side": "right", "findings": [{"concept": "rash"}]},
        {"site": "posterior thigh", "side": "left", "findings": TWO[2:]},
    ]}
    answer = small.differential(request)
    assert {card["complaint"] for card in answer["differential"]} == {0, 1, 2}
    first = {c["condition"]["label"]: c for c in answer["differential"] if c["complaint"] == 0}
    assert not any(t["finding"]["label"].startswith("straight")
                   for t in first["disc herniation"]["for"])


def test_contradiction_points_at_both_and_carries_red_flags(small):
    request = {"findings": [{"concept": "saddle anesthesia"}, {"concept": "buttock pain"},
                            {"concept": "gluteal pain", "status": "absent"}]}
    with pytest.raises(ContradictionError) as caught:
        small.differential(request)
    assert {e.pointer for e in caught.value.errors} == {"/findings/1", "/findings/2"}
    assert caught.value.answer["red_flags"][0]["rule"] == "R1"
    assert caught.value.answer["contradictions"]


def test_note_gives_way_to_structured_report(small):
    request = {"findings": [{"concept": "fever", "status": "absent"}, *TWO], "text": "has a fever"}
    answer = small.differential(request)
    gone = next(n for n in answer["not_understood"] if n["text"] == "fever")
    assert gone["reason"] == "contradicts /findings/0"
    assert (gone["start"], gone["end"]) == (6, 11)
    assert not answer["red_flags"]


def test_unsided_denial_beside_a_side_warns(small):
    request = {"findings": [{"concept": "SLR", "laterality": "left"}, *TWO[:2],
                            {"concept": "SLR", "status": "absent"}]}
    codes = {w["code"]: w["input"] for w in small.differential(request)["warnings"]}
    assert codes["unsided_denial"] == "/findings/3"


def test_unexplained_pair_is_reported(small):
    request = {"findings": [{"concept": "SLR"}, {"concept": "perineal pain"},
                            {"concept": "saddle anesthesia"}, {"concept": "bladder disturbance"},
                            {"concept": "crossed straight leg raise positive"}]}
    answer = small.differential(request)
    codes = [w["code"] for w in answer["warnings"]]
    assert answer["outcome"] == "ranked"
    assert ("unexplained_findings" in codes) == (
        answer["differential"][0]["condition"]["label"] == "disc herniation"
    )


def test_limit_limits_cards_only(small):
    answer = small.differential({"findings": TWO, "limit": 1})
    assert len(answer["differential"]) == 1
    assert answer["not_yet_excluded"]


def test_unknown_setting_is_an_error(small):
    with pytest.raises(InputError) as caught:
        small.differential({"setting": "on the moon"})
    assert caught.value.errors[0].pointer == "/setting"


def test_unknown_members_of_the_answer_never_vanish(small):
    request = {"findings": [*TWO, {"concept": "perineal pain", "status": "unknown",
                                   "unknown_reason": "not_done"}]}
    answer = small.differential(request)
    entry = next(u for u in answer["understood"] if u["input"] == "/findings/4")
    assert (entry["status"], entry["unknown_reason"]) == ("unknown", "not_done")
    card = next(c for c in answer["differential"]
                if c["condition"]["label"] == "pudendal neuralgia")
    assert {"finding": entry["concept"], "reason": "not_done"} in card["unknown"]


def test_bar_90_ranking_failure_keeps_red_flags(small, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(small._answerer.ranker, "rank", broken)
    answer = small.differential({"findings": [{"concept": "saddle anesthesia"}, *TWO]})
    assert answer["red_flags"][0]["rule"] == "R1"
    assert answer["outcome"] == "insufficient_information"
    assert any(w["code"] == "ranking_failed" for w in answer["warnings"])
