"""The command that ranks diseases of a foreign knowledge base, on an invented one."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.rare_disease.baselines import Baselines
from tests.bench.rare_disease.evaluate import (
    CLEAN,
    OWN,
    WITHHELD,
    engine,
    figures,
    intervals,
    ranks,
    read_cases,
    withheld_rows,
)
from tests.bench.rare_disease.knowledge import frequency, load
from tests.bench.rare_disease.ranker import Settings, build

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "bench" / "rare_disease" / "small"
TERMS = [f"HP:90000{n}" for n in (10, 11, 12, 13, 20, 21, 22, 30, 31, 32)]


def run(*arguments: str, lines: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tests.bench.rare_disease", "--data", str(SMALL), *arguments]
    return subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, check=True)


def ask(**request: object) -> bytes:
    return json.dumps({"op": "rank", **request}).encode()


def test_every_line_is_answered_in_order_and_a_malformed_one_with_an_error():
    lines = [
        ask(case_id="a", present=["HP:9000011", "HP:9000021"], excluded=["HP:9000031"], sex=None,
            age=None, candidates="OMIM", top=2),
        b"{", b'"text"', b"[1]", b"null", b"\xff\xfe", b"[" * 100_000, b"1" * 5000,
        b'{"op": "guess", "case_id": 7}',
        ask(case_id="b", present="HP:9000011"), ask(case_id="c", present=[1]),
        ask(case_id="d", present=[], top=0), ask(case_id="e", present=[], top=True),
        ask(case_id="f", present=[], candidates="ORPHA"),
        ask(case_id="g", present=["HP:9000113", "HP:1234567"], excluded=None),
    ]
    answered = run("serve", lines=b"\n".join(lines) + b"\n").stdout
    replies = [json.loads(line) for line in answered.splitlines()]
    assert len(replies) == len(lines)
    first, *malformed, last = replies
    assert first["case_id"] == "a"
    assert first["n_candidates"] == 6
    assert set(first) == {"case_id", "ranking", "n_candidates"}
    assert [disease for disease, _ in first["ranking"]] == ["OMIM:900001", "OMIM:900004"]
    assert all(set(reply) == {"case_id", "error"} for reply in malformed)
    assert [reply["case_id"] for reply in malformed][-6:] == [7, "b", "c", "d", "e", "f"]
    assert last["ranking"][0][0] == "OMIM:900002"
    assert last["unknown"] == ["HP:1234567"]
    assert [s for _, s in last["ranking"]] == sorted((s for _, s in last["ranking"]), reverse=True)


def test_evaluation_tells_clean_cases_from_others_and_names_the_baselines():
    shown = run("evaluate", str(SMALL / "cases.jsonl")).stdout.decode()
    for word in (CLEAN, OWN, WITHHELD, "hypergeometric", "Resnik", "ms a case", "resident"):
        assert word in shown


def test_what_the_files_say_is_read():
    base = load(SMALL)
    assert sorted(base.diseases) == [f"OMIM:90000{n}" for n in range(1, 7)]
    assert base.term("HP:9000113") == "HP:9000013"
    assert base.term("HP:9000040") == "HP:9000021"
    assert base.term("part_of") is None
    assert [a.finding for a in base.diseases["OMIM:900005"]] == ["HP:9000010"]
    assert [a.finding for a in base.diseases["OMIM:900004"]] == ["HP:9000021"]
    assert [frequency(t) for t in ("3/7", "HP:0040281", "25%", "")] == [
        (3.0, 7.0), (9.0, 10.0), (5.0, 20.0), (0.0, 0.0)]


@pytest.mark.parametrize("denied", [0.0, 1.0])
def test_an_excluded_term_is_never_a_reward(denied):
    ranker = build(load(SMALL), Settings(denied=denied))
    lowered = False
    for present in TERMS:
        before = ranker.totals.scores(ranker.observe([present], []))
        for excluded in TERMS:
            after = ranker.totals.scores(ranker.observe([present], [excluded]))
            assert all(a <= b for a, b in zip(after, before, strict=True))
            lowered = lowered or after != before
    assert lowered is (denied > 0)


def test_a_finding_seen_in_no_patient_is_not_shown_by_the_disease():
    ranker = build(load(SMALL))
    assert dict(ranker.rank(["HP:9000021"], [], 6))["OMIM:900001"] > 0
    cells = ranker.model.columns[ranker.number["HP:9000021"]]
    assert ranker.diseases.index("OMIM:900003") not in {cell.row for cell in cells}


def test_withheld_rows_are_made_without_what_only_the_publication_states():
    base, cases = load(SMALL), read_cases(SMALL / "cases.jsonl")
    plain, ranker = build(base), build(base, withheld=withheld_rows(cases))
    assert withheld_rows(cases) == [("OMIM:900002", "PMID:3")]
    extra = len(ranker.diseases)
    shown = [i for i, cells in enumerate(ranker.model.columns) if extra in {c.row for c in cells}]
    assert ranker.number["HP:9000013"] in shown
    assert ranker.number["HP:9000022"] not in shown
    case = ["HP:9000013", "HP:9000022"]
    assert plain.rank(case, [], 6) == ranker.rank(case, [], 6)
    found = {r.kind: r.rank for r in ranks(ranker, cases, engine(ranker)) if r.disease[-1] == "2"}
    assert found[OWN] == 1 <= found[WITHHELD]


def test_the_truth_ranks_after_those_that_score_the_same_and_come_first():
    base, cases = load(SMALL), read_cases(SMALL / "cases.jsonl")[:1]
    ranker = build(base)
    level = [0.0] * len(ranker.diseases)
    last = [{**cases[0], "truth": ranker.diseases[-1]}]
    assert ranks(ranker, cases, lambda _: level)[0].rank == 1
    assert ranks(ranker, last, lambda _: level)[0].rank == len(level)


def test_figures_and_their_intervals():
    cases = read_cases(SMALL / "cases.jsonl")
    ranker = build(load(SMALL), withheld=withheld_rows(cases))
    found = [r for r in ranks(ranker, cases, engine(ranker)) if r.kind == CLEAN]
    top1, top10, mrr = figures(found)
    assert top1 <= mrr <= top10 == 1.0
    assert all(low <= value <= high
               for value, (low, high) in zip((top1, top10, mrr), intervals(found), strict=True))
    assert len(ranker.diseases) == 6


def test_enrichment_is_the_hypergeometric_tail():
    ranker = build(load(SMALL))
    scores = Baselines(ranker).enrichment([ranker.number["HP:9000013"]])
    # all 11 terms have a disease; the reported one and its ancestors are 4 of them
    for disease, size, shared in (("OMIM:900006", 2, 1), ("OMIM:900002", 6, 4)):
        counts = range(shared, min(size, 4) + 1)
        ways = sum(math.comb(4, k) * math.comb(7, size - k) for k in counts)
        expected = -math.log(ways / math.comb(11, size))
        assert scores[ranker.diseases.index(disease)] == pytest.approx(expected)


def test_best_match_takes_the_most_informative_common_ancestor():
    ranker = build(load(SMALL))
    plain, number = Baselines(ranker), ranker.number
    scores = dict(zip(ranker.diseases, plain.resnik([number["HP:9000012"]]), strict=True))
    assert scores["OMIM:900002"] == ranker.information[number["HP:9000012"]]
    assert scores["OMIM:900005"] == ranker.information[number["HP:9000010"]]


@pytest.mark.parametrize("command", ["ablate", "nearest", "tune"])
def test_each_comparison_prints_a_table(command):
    shown = run(command, str(SMALL / "cases.jsonl")).stdout.decode()
    assert f"{CLEAN} " in shown
    assert "MRR" in shown
