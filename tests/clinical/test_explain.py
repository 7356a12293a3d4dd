"""Explanations and contrasts, on the small ontology."""

import json
import random
import re
from collections.abc import Iterator

import pytest

from kg.clinical.proofs import readable
from kg.clinical.prose import HEADINGS, explanation_text
from kg.clinical.weights import weight
from kg.errors import ContradictionError, InputError
from kg.model import Criterion, Evidence
from tests.clinical.conftest import RECORD_LIST, make_clinician, make_knowledge

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


@pytest.mark.parametrize("seed", range(8))
def test_would_change_is_what_answering_again_gives(real, seed: int):
    """Every answer that is said to change the first place does, answered like any request."""
    chosen = random.Random(seed)
    findings = [f for f in chosen.sample(sorted(real.index.findings), 40)
                if real.index.is_asked(f)][:5]
    request = {"findings": [{"concept": f} for f in findings]}
    if seed % 2:
        request = {"complaints": [{"site": "buttock", "side": "left", "findings": request.pop(
            "findings")}, {"site": "low back"}]}
    try:
        explanation = real.explain({**request, "condition": "lumbar disc herniation"})
    except ContradictionError:
        return
    for change in explanation["would_change"]:
        added = {"concept": change["finding"]["id"], "status": change["answer"]}
        again = json.loads(json.dumps(request))
        where = again["complaints"][change["complaint"]] if seed % 2 else again
        where["findings"] = [*where.get("findings", ()), added]
        worked = real.differential(again)
        if worked["outcome"] == "ranked":
            first = next(e for e in worked["differential"] if e["complaint"] == change["complaint"])
            assert first["condition"] == change["first"]


def test_prose_is_short_first_and_complete_after(small):
    lines = explanation_text(small.index, explained(small, "disc herniation")).splitlines()
    assert lines[:2] == ["disc herniation", ""]
    assert lines[2].startswith("Place 1, ")
    assert lines[3].startswith("Mainly for it: ")
    assert "straight leg raise positive (present)" in lines[3]
    headings = [line for line in lines if line in HEADINGS]
    assert headings == [h for h in HEADINGS if h in headings]
    assert {"For", "Proof", "Sources"} <= set(headings)
    assert lines[-1] == "decision support for clinicians; not a diagnosis"


def test_red_flags_are_told_before_anything_else(real):
    told = explanation_text(real.index, real.explain({
        "findings": [{"concept": "saddle or perianal sensory change"}],
        "condition": "piriformis syndrome"}))
    assert told.splitlines()[2].startswith("RED FLAG, emergency: cauda equina syndrome: ")


CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|w3id\.org|SubClassOf|ObjectSomeValuesFrom")
PRESENTATIONS = [
    ("lumbar disc herniation", "44F leg pain worse than back pain, SLR positive"),
    ("piriformis syndrome", "34F buttock pain worse sitting, FAIR positive, SLR negative"),
    ("pregnancy-related pelvic girdle pain", "34F buttock pain worse sitting, fever"),
    ("cauda equina syndrome", "50M back pain, saddle numbness, urinary retention"),
    ("lumbar spinal stenosis", "70M leg pain when walking, better sitting, pulses normal"),
    ("gluteal tendinopathy", "55F lateral hip pain at night, tender greater trochanter"),
    ("septic sacroiliitis", "30M fever, buttock pain, FABER positive"),
    ("sciatica", "40F tingling in the leg, SLR positive"),
    ("hip osteoarthritis", "68M groin pain, hip stiffness in the morning"),
    ("coccydynia", "nothing of note"),
]


@pytest.mark.parametrize(("condition", "text"), PRESENTATIONS)
def test_prose_has_no_codes_and_says_nothing_that_the_explanation_does_not(
    real, condition: str, text: str,
):
    explanation = real.explain({"text": text, "condition": condition})
    told = explanation_text(real.index, explanation)
    assert not CODE.search(told), CODE.search(told)
    assert "{" not in told
    labels = set(_labels(explanation))
    for section in ("For", "Against", "Said, but counted neither way"):
        for line in _section(told, section):
            assert any(line.startswith(f"- {label}") for label in labels), line


@pytest.mark.parametrize(("condition", "text"), PRESENTATIONS[:4])
def test_each_line_of_the_proof_is_a_node_of_it(real, condition: str, text: str):
    explanation = real.explain({"text": text, "condition": condition})
    proof = explanation["proof"]
    if proof is None:
        assert "\nProof\n" not in explanation_text(real.index, explanation)
        return
    lines = _section(explanation_text(real.index, explanation), "Proof")
    nodes = list(_nodes(proof))
    assert len(lines) == len(nodes)
    for line, node in zip(lines, nodes, strict=True):
        assert readable(real.index, node["conclusion"]) in line
    for node in nodes:
        for member, other in (("conclusion", "SubClassOf(<x> <y>)"), ("support", ["nowhere"])):
            kept, node[member] = node[member], other
            changed = _section(explanation_text(real.index, explanation), "Proof")
            node[member] = kept
            assert changed != lines


def test_without_an_axiom_the_prose_says_something_else(root, small):
    """Nothing is written beside the proof: a record that is gone is gone from the text."""
    told = explanation_text(small.index, explained(small, "disc herniation"))
    evidence = [r for r in RECORD_LIST if isinstance(r, Evidence)]
    cited = {line.rsplit("[", 1)[1].rstrip("]") for line in _section(told, "Proof") if "[" in line}
    gone = [r for r in evidence if any(r.id in c.split(", ") for c in cited)] or [
        r for r in RECORD_LIST if isinstance(r, Criterion)]
    poorer = make_clinician(root, make_knowledge([r for r in RECORD_LIST if r not in gone]))
    without = explanation_text(poorer.index, explained(poorer, "disc herniation"))
    assert without != told
    for record in gone:
        assert record.id in told
        assert record.id not in without


def test_weights_say_how_they_are_known(real):
    told = explanation_text(real.index, real.explain({
        "text": "44F leg pain worse than back pain, SLR positive",
        "condition": "lumbar disc herniation"}))
    (estimated,) = [x for x in _section(told, "For") if "worse than back pain" in x]
    assert "author estimate" in estimated
    (measured,) = [x for x in _section(told, "For") if "straight leg raise" in x]
    assert "author estimate" not in measured
    assert "from a published test figure" in measured
    term = {"log10_lr": 0.5, "basis": "likelihood_ratio", "group": None, "estimate": False,
            "sources": [], "review": None, "rule": ""}
    ratio = next(r for r in real.index.knowledge.of(Evidence).values()
                 if r.n and r.population_scope and r.comparator and r.lr_pos)
    words = weight(real.index, {**term, "rule": ratio.id})
    assert f"n = {ratio.n}; {ratio.population_scope}; compared with {ratio.comparator}" in words
    assert "odds x 3.2" in words


def _labels(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "label" in value:
            yield value["label"]
        for inner in value.values():
            yield from _labels(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _labels(inner)


def _nodes(step: dict) -> Iterator[dict]:
    yield step
    for premise in step["premises"]:
        yield from _nodes(premise)


def _section(told: str, heading: str) -> list[str]:
    _, _, rest = told.partition(f"\n{heading}\n")
    return [line for line in rest.partition("\n\n")[0].splitlines() if line]


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
