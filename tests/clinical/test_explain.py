"""Explanations and contrasts, on the small ontology."""

import pytest

from kg.clinical.prose import explanation_text
from kg.errors import InputError

REQUEST = {"findings": [{"concept": "SLR", "laterality": "left"},
                        {"concept": "posterior thigh tingling", "laterality": "left"},
                        {"concept": "buttock pain", "laterality": "left"}]}


def explained(small, condition: str, **more: object) -> dict:
    return small.explain({**REQUEST, **more, "condition": condition})


def test_proof_reaches_axioms_with_support_and_what_was_entered(small):
    proof = explained(small, "disc-herniation")["proof"]
    leaves, todo = [], [proof]
    while todo:
        step = todo.pop()
        todo.extend(step["premises"])
        if not step["premises"]:
            leaves.append(step)
    assert {leaf["entered"] for leaf in leaves} >= {"/findings/0", "/findings/1"}
    assert "meets-criteria-for" in proof["conclusion"]


def test_contributions_are_those_of_the_differential(small):
    card = explained(small, "disc herniation")["contributions"]
    answer = small.differential(REQUEST)
    assert card in answer["differential"]


def test_why_not_names_what_is_missing(small):
    reasons = explained(small, "pudendal neuralgia")["why_not"]
    assert any(r["finding"] and r["finding"]["label"] == "perineal pain" for r in reasons)


def test_why_not_of_refuted_gated_and_never_ranked(small):
    denied = [*REQUEST["findings"], {"concept": "perineal pain", "status": "absent"}]
    refuted = explained(small, "pudendal neuralgia", findings=denied)
    assert refuted["contributions"] is None
    assert "refuted" in refuted["why_not"][0]["reason"]
    assert "pregnant" in explained(small, "pelvic girdle pain")["why_not"][0]["reason"]
    assert "syndrome" in explained(small, "sciatica")["why_not"][0]["reason"]


def test_subtype_is_explained_by_its_parent(small):
    card = explained(small, "piriformis syndrome")["contributions"]
    assert card["condition"]["label"] == "deep gluteal syndrome"


def test_single_answer_that_changes_the_first_place_does(small):
    close = [{"concept": "posterior thigh tingling"}, {"concept": "buttock pain"},
             {"concept": "limp"}]
    explanation = explained(small, "disc herniation", findings=close)
    first = small.differential({"findings": close})["differential"][0]["condition"]
    assert explanation["would_change"]
    for change in explanation["would_change"]:
        assert change["first"] != first
        findings = [*close,
                    {"concept": change["finding"]["id"], "status": change["answer"]}]
        after = small.differential({"findings": findings})["differential"]
        assert after[0]["condition"] == change["first"]


def test_prose_is_readable(small):
    text = explanation_text(small.index, explained(small, "disc herniation"))
    assert "Place 1" in text
    assert "straight leg raise positive" in text
    assert "w3id.org" not in text


@pytest.mark.parametrize(("review", "told"), [
    (None, "[no source]"),
    ({"verdict": "unreviewed", "id": "", "reason": "not reviewed by a curator yet"},
     "[no source]; not reviewed by a curator yet"),
    ({"verdict": "accepted", "id": "XA001", "reason": "S1 serves the calf"},
     "[no source]; accepted by a curator (XA001): S1 serves the calf"),
])
def test_prose_says_how_an_inferred_term_was_reviewed(small, review: object, told: str):
    explanation = explained(small, "disc herniation")
    (first, *_) = explanation["contributions"]["for"]
    explanation["contributions"]["for"] = [first | {"review": review, "sources": []}]
    (line,) = [
        line for line in explanation_text(small.index, explanation).splitlines()
        if line.startswith(f"- {first['finding']['label']} (present)")
    ]
    assert line.endswith(told)


def test_unknown_condition_is_pointed_at(small):
    with pytest.raises(InputError) as caught:
        explained(small, "disc hernia")
    assert caught.value.errors[0].pointer == "/condition"
    assert "disc herniation" in caught.value.errors[0].candidates


def test_contrast_tells_apart(small):
    found = small.contrast("disc herniation", "deep-gluteal-syndrome")
    favored = {s["finding"]["label"]: s["favors"]["label"] for s in found["separating"]}
    assert favored["straight leg raise positive"] == "disc herniation"
    assert favored["sitting-aggravated buttock pain"] == "deep gluteal syndrome"
    assert [c["label"] for c in found["conditions"]] == ["disc herniation",
                                                         "deep gluteal syndrome"]
    assert any(s["sources"] for s in found["separating"])


def test_contrast_of_nothing_known_is_pointed_at(small):
    with pytest.raises(InputError) as caught:
        small.contrast("disc herniation", "gremlins")
    assert caught.value.errors[0].pointer == "/conditions/1"


def test_proof_is_told_in_words(real):
    request = {"findings": [{"concept": "slr"}, {"concept": "dermatomal_leg_pain"}]}
    told = explanation_text(
        real.index, real.explain({**request, "condition": "lumbar-disc-herniation"})
    )
    assert "the presentation: candidate for lumbar disc herniation" in told
    assert "the presentation: has finding " in told
    assert "SubClassOf" not in told
    assert "ObjectSomeValuesFrom" not in told
