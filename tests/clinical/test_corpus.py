"""The scorer of the phrases, on notes small enough to count by hand; and the corpus itself."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kg.snapshot.build import build_snapshot
from kg.snapshot.load import load_snapshot
from tests.bench.corpus import CORPUS, PHRASES, PHRASES_B, PHRASES_C, Judge, Phrase, phrases
from tests.bench.reading import Tally, score, status_alone, tally

SPECIAL = {"insufficient information", "out of scope"}


@pytest.fixture(scope="module")
def judge(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """The judge over the compiled ontology."""
    state = tmp_path_factory.mktemp("corpus")
    return Judge(load_snapshot(build_snapshot(root / "ontology" / "compiled", state)))


def phrase(judge: Judge, *expected: str, forbidden: str = "", silent: bool = False) -> Phrase:
    wanted = tuple(tuple(judge.report(one) for one in item.split("|")) for item in expected)
    banned = (judge.report(forbidden),) if forbidden else ()
    return Phrase("p000", "", "tests", "dev", wanted, banned, (), silent, "")


def counted(judge: Judge, asked: Phrase, *given: str) -> Tally:
    return tally(judge, asked, [judge.report(item) for item in given])


def test_a_narrower_finding_answers_and_a_wider_one_only_fits(judge):
    asked = phrase(judge, "present:leg pain of any site@left")
    assert counted(judge, asked, "present:pain radiating to the foot@left") == Tally(
        1, 1, 1, 1, 1, 1
    )
    narrow = phrase(judge, "present:pain radiating to the foot@left")
    assert counted(judge, narrow, "present:leg pain of any site@left") == Tally(0, 1, 0, 1, 1, 1)


def test_a_denial_answers_for_what_is_below_it(judge):
    asked = phrase(judge, "absent:reduced ankle reflex")
    assert counted(judge, asked, "absent:reflex loss").right == 1
    assert counted(judge, asked, "present:reflex loss").right == 0
    above = phrase(judge, "absent:reflex loss")
    assert counted(judge, above, "absent:reduced ankle reflex") == Tally(0, 1, 0, 1, 1, 1)


def test_the_side_must_be_the_one_that_was_said(judge):
    asked = phrase(judge, "present:straight leg raise positive@left")
    assert counted(judge, asked, "present:straight leg raise positive@left").right == 1
    for side in ("right", "bilateral", "unknown"):
        assert counted(judge, asked, f"present:straight leg raise positive@{side}").right == 0
    assert counted(judge, asked, "present:straight leg raise positive@right").fitting == 0
    both = phrase(judge, "absent:straight leg raise positive@bilateral")
    denied = [f"absent:straight leg raise positive@{side}" for side in ("left", "right")]
    assert counted(judge, both, *denied).right == 1
    assert counted(judge, both, denied[0]).right == 0
    assert counted(judge, both, "absent:straight leg raise positive").right == 1


def test_what_is_forbidden_or_said_where_nothing_may_be_is_wrong(judge):
    asked = phrase(judge, "present:buttock pain", forbidden="present:fever")
    assert counted(judge, asked, "present:buttock pain", "present:fever") == Tally(
        0, 1, 1, 1, 1, 2
    )
    silent = phrase(judge, silent=True)
    assert counted(judge, silent) == Tally(1, 1, 0, 0, 0, 0)
    assert counted(judge, silent, "present:fever") == Tally(0, 1, 0, 0, 0, 1)


def test_an_alternative_is_enough_and_composed_findings_are_compared(judge):
    composed = "E(type=pain, site=lateral foot)|E(type=pain, radiates_to=lateral foot)"
    first, second = composed.split("|")
    asked = phrase(judge, f"present:{first}|present:{second}")
    for one in (first, second):
        assert counted(judge, asked, f"present:{one}").right == 1
    assert counted(judge, asked, "present:E(type=pain, site=buttock)").right == 0


def test_scores_add_up_by_category_and_over_all(judge):
    asked = [phrase(judge, "present:fever"), phrase(judge, silent=True)]
    given = [judge.report("present:fever")]
    found = score(judge, asked, lambda text: given)
    assert found[""] == found["tests"] == Tally(1, 2, 1, 1, 1, 2)
    assert (found[""].accuracy, found[""].recall, found[""].precision) == (0.5, 1.0, 0.5)


def test_every_expected_finding_is_known_and_the_parts_are_disjoint(judge):
    for path, least in ((PHRASES, 450), (PHRASES_B, 279), (PHRASES_C, 130)):
        listed = phrases(judge, path)
        assert len(listed) >= least
        assert len({p.id for p in listed}) == len({p.text for p in listed}) == len(listed)
        assert set(Counter(p.split for p in listed)) == {"dev", "held-out"}


def test_the_status_alone_bears_a_wider_finding_and_another_side_but_no_opposite(judge):
    asked = phrase(judge, "present:pain radiating to the foot@left")
    for given, right in (
        (["present:leg pain of any site@right"], 1), (["absent:leg pain of any site"], 0), ([], 0),
        (["present:buttock pain"], 0),
        (["present:leg pain of any site", "absent:pain radiating to the foot"], 0),
    ):
        reports = [judge.report(item) for item in given]
        assert status_alone(judge, asked, reports) == Tally(right, 1), given
    silent = phrase(judge, silent=True)
    assert status_alone(judge, silent, []).right == 1
    assert status_alone(judge, silent, [judge.report("present:fever")]).right == 0


def test_the_truth_of_every_vignette_is_a_condition(judge):
    lines = (CORPUS / "vignettes.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    labels = {c.label for c in judge.index.conditions.values()} | SPECIAL
    for case in cases:
        assert {case["truth"], *case["acceptable"], *case["must_not_miss"]} <= labels, case["id"]
        assert case["red_flag"] == (case["triage"] in {"urgent", "emergency"}), case["id"]
    pairs: dict[str, set[str]] = {}
    for case in cases:
        if case["pair"]:
            pairs.setdefault(case["pair"], set()).add(case["split"])
    assert len(cases) >= 80
    assert len(pairs) == 14
    assert all(len(splits) == 1 for splits in pairs.values()), "a pair is never parted"
