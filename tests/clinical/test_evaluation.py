"""Evaluation: intervals against known values, forms of asking, contradictions, measures."""

import json
from pathlib import Path

import pytest

from kg.errors import AuthoringError
from kg.evaluation.evaluation import evaluation
from kg.evaluation.examples import Example
from kg.evaluation.forms import bare_names, by_note, by_phrases, examples_by
from kg.evaluation.intervals import Share
from kg.evaluation.measures import measures
from kg.evaluation.statuses import statuses
from kg.evaluation.trial import Trial, run
from kg.evaluation.truths import truths, unknown_names
from kg.evaluation.vignettes import Phrase, Vignette, read_vignettes
from kg.evaluation.worst import faults, gaps, worst

SCIATIC = ["leg pain below the knee", "positive straight leg raise", "pain worse on coughing"]


def vignette(**more: object) -> Vignette:
    return Vignette(**{"id": "v", "truth": "lumbar disc herniation", **more})


def phrases(section: str, *texts: str) -> list[Phrase]:
    return [Phrase(text, section) for text in texts]


def trial(truth: str = "sciatica", rank: int | None = None, **more: object) -> Trial:
    """A trial as if it had been run; ``red_flag``, ``triage`` and ``pair`` are the example's."""
    of = {k: more.pop(k) for k in ("red_flag", "triage", "pair", "id") if k in more}
    example = Example(**{"id": "x", "truth": truth, "request": {}, **of})
    return Trial(**{"example": example, "rank": rank, "outcome": "ranked", **more})


@pytest.mark.parametrize(("hits", "total", "low", "high"), [
    # Newcombe, Stat Med 1998;17:857, table I, method 3.
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
])
def test_intervals_are_those_of_the_literature(hits: int, total: int, low: float, high: float):
    assert Share(hits, total).interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_no_figure():
    assert (Share(0, 0).value, Share(0, 0).interval, str(Share(0, 0))) == (
        None, None, "none to judge")
    assert str(Share(43, 50)) == "43/50, 86% (74-93)"


def test_each_phrase_is_sent_with_its_own_wording(real):
    asked = by_phrases(real, vignette(age=44, sex="female", phrases=[
        *phrases("present", *SCIATIC), *phrases("absent", "no fever", "SLR neg"),
        *phrases("history", "cyclist"),
    ], note="never sent"))
    assert asked["findings"] == [
        {"text": text} for text in (*SCIATIC, "no fever", "SLR neg")]
    assert asked["history"] == [{"text": "cyclist"}]
    assert asked["patient"] == {"sex": "female", "age": 44}
    assert "text" not in asked


@pytest.mark.parametrize("text", ["fever", "saddle anesthesia", "left groin pain"])
def test_a_bare_name_under_absent_is_absent(real, text: str):
    (item,) = by_phrases(real, vignette(phrases=phrases("absent", text)))["findings"]
    assert item["status"] == "absent"
    understood = real.differential({"findings": [item]})["understood"]
    assert {entry["status"] for entry in understood} == {"absent"}
    (kept,) = by_phrases(real, vignette(phrases=phrases("present", text)))["findings"]
    assert kept == {"text": text}


@pytest.mark.parametrize("text", [
    "no fever", "afebrile", "pedal pulses normal", "SLR -ve", "fever only at night",
    "hip rotation full", "zorkle", "my mother had fever", "fever and zorkle",
])
def test_wording_that_says_more_than_a_name_decides_itself(real, text: str):
    assert bare_names(real, text) == []


def test_a_note_is_sent_alone():
    asked = by_note(vignette(phrases=phrases("present", *SCIATIC), note="44F, SLR pos"))
    assert asked == {"patient": {"sex": "unknown"}, "text": "44F, SLR pos"}


def test_a_contradiction_is_told_in_the_words_of_the_file_and_answered_without_the_denial(real):
    told = vignette(phrases=[*phrases("present", *SCIATIC, "saddle anesthesia"),
                             *phrases("absent", "no saddle anesthesia")])
    found = run(real, examples_by(real, [told], "phrases")[0])
    (clash,) = found.clashes
    assert (clash.present, clash.absent) == ("saddle anesthesia", "no saddle anesthesia")
    assert found.rank is None
    assert found.outcome == "ranked"
    assert found.resolved is not None
    assert found.red
    assert any("saddle anesthesia" in fault for fault in faults(found))
    assert measures([found]).contradicted == [found]


def test_truths_resolve_by_any_name_and_by_alternatives(real):
    example = Example(id="x", truth="prolapsed disc", request={},
                      acceptable=("sciatica / lumbosacral radiculopathy", "zorkitis",
                                  "out of scope"))
    found = truths(real, example)
    labels = {real.index.conditions[c].label for c in found.conditions}
    assert labels >= {"sciatica", "lumbosacral radiculopathy"}
    assert "zorkitis" in found.unknown
    assert found.outcomes == {"out_of_scope"}
    assert ("x", "zorkitis") in unknown_names(real, [example])


def test_a_subtype_counts_at_the_place_of_its_parent(real):
    request = {"findings": [{"concept": name} for name in
                            ("SLR", "dermatomal leg pain", "tingling in the leg",
                             "reduced ankle reflex")]}
    entry = next(e for e in real.differential({**request, "limit": 100})["differential"]
                 if e["within"])
    likely, *others = [part["condition"]["label"] for part in entry["within"]]
    assert run(real, Example(id="x", truth=likely, request=request)).rank == entry["rank"]
    for other in others:
        assert run(real, Example(id="x", truth=other, request=request)).rank is None


def test_measures_count_decidable_red_silent_and_pairs():
    found = measures([
        trial(rank=1, pair="a"), trial(rank=2, pair="a", red=("R01",)),
        trial(rank=1, pair="b"), trial(rank=1, pair="b"), trial(rank=1, pair="alone"),
        trial(rank=None, outcome="insufficient_information"),
        trial(rank=4, red_flag=True, triage="emergency", red=("R01",), emergency=("R01",)),
        trial(rank=6, red_flag=True, triage="emergency"),
        trial("insufficient information", 1, outcome="insufficient_information"),
        trial("out of scope"),
    ])
    assert [(s.hits, s.total) for s in (found.decided[1], found.decided[3], found.decided[5])] == [
        (4, 8), (5, 8), (6, 8)]
    assert (found.within[1].hits, found.within[1].total) == (5, 10)
    assert (found.sensitivity, found.specificity) == (Share(1, 2), Share(7, 8))
    assert found.emergencies == Share(1, 2)
    assert (found.silent, found.mute) == (Share(1, 2), Share(1, 8))
    assert found.pairs == Share(1, 2)
    of = {c.truth: (c.total, c.first, c.third) for c in found.conditions}
    assert of["sciatica"] == (8, 4, 5)
    assert of["out of scope"] == (1, 0, 0)


def test_statuses_of_phrases_are_judged_where_the_file_says_them(real):
    told = [vignette(phrases=[
        Phrase("no fever", "present", "absent"), Phrase("fever", "present", "absent"),
        Phrase("zorkle", "present", "none"), Phrase("sister had fever", "history", "none"),
        Phrase("not judged", "present"), Phrase("fever 38.9", "present", "present"),
    ])]
    share, wrong = statuses(real, told)
    assert share.total == 5
    assert [(m.text, m.read) for m in wrong] == [("fever", ("present",))]


def test_the_worst_comes_first_and_is_explained(real):
    cases = [
        vignette(id="near", truth="deep gluteal syndrome", phrases=phrases("present", *SCIATIC)),
        vignette(id="unseen", truth="cauda equina syndrome", red_flag=True,
                 phrases=phrases("present", "a purple zorkle", *SCIATIC)),
        vignette(id="right", phrases=phrases("present", *SCIATIC)),
    ]
    trials = [run(real, example) for example in examples_by(real, cases, "phrases")]
    found = worst(real, trials, 5)
    assert [explained.trial.example.id for explained in found] == ["unseen", "near"]
    assert "no red flag was raised" in found[0].faults
    assert found[0].trial.unread == ("a purple zorkle",)
    assert [e.trial.example.id for e in worst(real, trials, 1)] == ["unseen"]


def test_gaps_add_up_to_the_difference_of_the_scores(real):
    answer = real.differential({"findings": [{"text": text} for text in SCIATIC], "limit": 100})
    first, *others = answer["differential"]
    for other in others[:20]:
        found = gaps(first, other)
        assert sum(g.first - g.truth for g in found) == pytest.approx(
            first["score"] - other["score"], abs=1e-9)
        differences = [g.truth - g.first for g in found]
        assert differences == sorted(differences)


def test_files_are_read_and_every_fault_is_named(tmp_path: Path):
    file = tmp_path / "cases.jsonl"
    good = {"id": 7, "truth": "sciatica", "present": ["a", {"text": "b", "status": "absent"}],
            "pair": "p", "free_text": "n", "age": 40, "sex": "M"}
    file.write_text(json.dumps(good) + "\n\n" + json.dumps({"text": "c", "status": "none"}))
    first, second = read_vignettes(file)
    assert (first.id, first.pair, first.note, first.sex) == ("7", "p", "n", "male")
    assert [(p.text, p.status) for p in first.phrases] == [("a", ""), ("b", "absent")]
    assert (second.id, second.truth, second.phrases[0].status) == ("3", "", "none")
    lines = ('[]', '{"id": 1}', '{"truth": "a", "acceptable": "b"}', '{"text": "a", "status": "x"}')
    file.write_text("\n".join(lines))
    with pytest.raises(AuthoringError) as caught:
        read_vignettes(file)
    assert [fault.key for fault in caught.value.faults] == [f"line {n}" for n in (1, 2, 3, 4)]


def test_an_evaluation_is_whole_in_json(real):
    cases = examples_by(real, [vignette(phrases=phrases("present", *SCIATIC), note="fever")],
                        "phrases")
    told = json.loads(json.dumps(evaluation(real, cases, "phrases", 3).to_json()))
    assert told["measures"]["top"]["1"] == {
        "hits": 1, "total": 1, "value": 1.0, "low": pytest.approx(0.2065, abs=1e-4), "high": 1.0}
    assert told["cases"][0]["rank"] == 1
    assert told["worst"] == []
