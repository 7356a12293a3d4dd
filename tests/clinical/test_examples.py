"""The examples that come with the ontology: their coding, their ranking, the rules on them.

After a change of content, look at what changed and keep it with
``GLUTEAL_REGENERATE=yes pytest -n0 tests/clinical/test_examples.py``.
"""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from kg.clinical.facade import Clinician
from kg.clinical.fired import all_rules
from kg.errors import AuthoringError
from kg.evaluation.examples import OUTCOMES, Example, load_examples, shipped_examples
from kg.evaluation.measures import measures
from kg.evaluation.trial import Trial, run
from kg.model import Condition

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "rules-on-examples.tsv"
HEADER = "kind\trule\texample\twhat"
NOWHERE = "-"
EXAMPLES = shipped_examples()
GOOD = """\
id = "x"
title = "t"
[expected]
condition = "sciatica"
red_flag = false
triage = "routine"
[request]
findings = []
"""


@pytest.fixture(scope="module")
def trials(real: Clinician) -> list[Trial]:
    """What becomes of every example."""
    return [run(real, example) for example in EXAMPLES]


# --- how good the answers are ---

def test_the_examples_are_ranked_and_every_emergency_is_flagged(trials: list[Trial]):
    found = measures(trials)
    assert found.total == 25
    assert found.within[1].hits >= 0.6 * found.total, [t.example.id for t in found.misses]
    assert not found.unflagged, [t.example.id for t in found.unflagged]
    assert (found.sensitivity.total, found.specificity.total) == (3, 22)
    assert len(found.overflagged) <= 3, [(t.example.id, t.red) for t in found.overflagged]


def test_too_little_and_elsewhere_are_said(trials: list[Trial]):
    said = {t.example.id: t.outcome for t in trials if t.example.truth in OUTCOMES}
    assert said == {t.example.id: t.example.truth for t in trials if t.example.id in said}
    assert len(said) == 3


# --- how they are coded ---

@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.id)
def test_an_example_is_coded_whole(example: Example, real: Clinician):
    answer = real.differential(example.request)
    codes = {warning["code"] for warning in answer["warnings"]}
    assert codes.isdisjoint({"laterality_ignored", "unsided_denial", "not_current"})
    findings = [*example.request["findings"], *example.request.get("history", ())]
    assert all(("concept" in f) is not ("expression" in f) for f in findings)
    assert {f"/findings/{i}" for i in range(len(example.request["findings"]))} <= {
        entry["input"] for entry in answer["understood"]
    }
    for name in {example.truth, *example.acceptable} - set(OUTCOMES):
        curie = real.lexicon.resolve(name, lambda e: isinstance(e, Condition)).curie
        assert real.index.conditions[curie].label == name


def _vignettes(shared: Path) -> list[dict]:
    lines = (shared / "examples" / "vignettes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_examples_are_the_vignettes(shared: Path | None):
    if shared is None:
        return
    sexes = {"M": "male", "F": "female", None: None}
    wanted = [(v["id"], v["age"], sexes[v["sex"]], v["red_flag"], v["triage"])
              for v in _vignettes(shared)]
    coded = [(e.id, e.request.get("patient", {}).get("age"),
              e.request.get("patient", {}).get("sex"), e.red_flag, e.triage) for e in EXAMPLES]
    assert coded == wanted


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}


def test_no_example_copies_the_words_of_a_vignette(shared: Path | None):
    if shared is None:
        return
    for example, vignette in zip(EXAMPLES, _vignettes(shared), strict=True):
        ours = _runs(example.title) | _runs(example.note)
        theirs = [vignette["free_text"], *vignette["present"], *vignette["history"]]
        assert ours.isdisjoint(set().union(*map(_runs, theirs)))


# --- which rules fire on them ---

def _table(trials: list[Trial], real: Clinician) -> list[str]:
    rows = {
        (fired.kind, fired.rule, trial.example.id, fired.what)
        for trial in trials for fired in trial.fired
    }
    firing = {row[:2] for row in rows}
    idle = {(r.kind, r.rule, NOWHERE, "") for r in all_rules(real.index.knowledge)
            if (r.kind, r.rule) not in firing}
    return ["\t".join(row) for row in sorted(rows | idle)]


def _changed(lines: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in sorted(lines):
        kind, rule, example, what = line.split("\t")
        found[f"{kind} {rule}"].append(f"{example} {what}".strip())
    return dict(found)


def test_the_golden_table_says_which_rule_fires_on_which_example(
    trials: list[Trial], real: Clinician
):
    table = _table(trials, real)
    if os.environ.get("GLUTEAL_REGENERATE"):
        GOLDEN.write_text("\n".join([HEADER, *table]) + "\n", encoding="utf-8")
    header, *golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert header == HEADER
    assert golden == sorted(golden)
    gone, come = _changed(set(golden) - set(table)), _changed(set(table) - set(golden))
    assert (gone, come) == ({}, {}), "rules that no longer fire so, and that fire anew"


def test_every_kind_of_rule_is_in_the_table_and_most_red_flags_are_quiet(trials: list[Trial]):
    kinds = {fired.kind for trial in trials for fired in trial.fired}
    assert kinds == {"red flag", "criteria", "treatment withheld", "escalation", "screening open",
                     "test not offered", "ranking gate", "ruled out"}


def test_what_fires_is_what_the_answer_says(real: Clinician):
    for example in EXAMPLES:
        answer = real.differential(example.request)
        fired = real.fired(example.request)
        rules: dict[str, set[str]] = defaultdict(set)
        for f in fired:
            rules[f.kind].add(f.rule)
        flags = {f["rule"] for f in answer["red_flags"]}
        assert flags <= rules["red flag"]
        assert rules["escalation"] == {e["rule"] for e in answer["plan"]["escalation"]}
        withheld = {e["rule"] for e in answer["plan"]["withheld"]}
        assert rules["treatment withheld"] == withheld
        asked = {e["condition"]["id"] for e in answer["not_yet_excluded"]}
        open_keys = {rule.removeprefix("S-") for rule in rules["screening open"]}
        assert {real.index.conditions[c].key for c in asked} <= open_keys


# --- their files ---

@pytest.mark.parametrize(("find", "replace", "fault"), [
    ('title = "t"\n', "", "title: is missing"),
    ('title = "t"', "title = 3", "title: must be a str"),
    ('title = "t"', 'title = "t"\nanswer = 1', "answer: is not one of"),
    ("red_flag = false\n", "", "expected.red_flag: is missing"),
    ('condition = "sciatica"\n', "", "either a condition or an outcome"),
    ('condition = "sciatica"', 'outcome = "nothing"', "expected.outcome: is none of"),
    ('"routine"', '"soon"', "expected.triage: is none of"),
    ("[request]", "[request", "cannot be read as TOML"),
])
def test_a_fault_of_an_example_is_named(find: str, replace: str, fault: str, tmp_path: Path):
    assert find in GOOD
    (tmp_path / "good.toml").write_text(GOOD)
    assert [e.id for e in load_examples(tmp_path)] == ["x"]
    (tmp_path / "bad.toml").write_text(GOOD.replace(find, replace).replace('"x"', '"y"'))
    with pytest.raises(AuthoringError, match=r"^examples/bad\.toml") as caught:
        load_examples(tmp_path)
    assert fault in str(caught.value)


def test_two_examples_of_one_name_are_refused(tmp_path: Path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(AuthoringError, match="identifier of another example"):
        load_examples(tmp_path)
