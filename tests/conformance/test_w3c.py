"""The W3C suites, case by case, through admission, a worker and the serializer."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from kg.errors import QueryError, QueryRefused
from kg.query.admission import admit
from tests.conformance.judge import fault
from tests.conformance.manifest import Case
from tests.conformance.suite import AnyGraph

HERE = Path(__file__).parent
ELSEWHERE = {
    "sparql11/entailment": "the graphs hold what follows; a query never infers",
    "sparql11/service": "federated queries are never run",
}
"""Groups of evaluation cases that ask for something this service does not do."""


def misses() -> dict[str, str]:
    """Return the listed misses with their reasons."""
    listed = tomllib.loads((HERE / "misses.toml").read_text(encoding="utf-8"))
    return {name: reason for group in listed.values() for name, reason in group.items()}


def _is_query(case: Case) -> bool:
    return "Update" not in case.kind and case.group not in ELSEWHERE


@pytest.fixture(scope="module")
def faults(suites, every_case, queries) -> dict[str, str]:
    """What is wrong with each case, by name."""
    asked = filter(_is_query, every_case)
    return {case.name: fault(suites, case, queries) for case in asked}


def test_bar_21_every_case_passes_but_the_listed_ones(suites, faults):
    wrong = {name: said for name, said in faults.items() if said}
    listed = misses()
    assert {name: said for name, said in wrong.items() if name not in listed} == {}
    if suites is not None:
        assert [name for name in listed if name not in wrong] == []
    assert all(len(reason) > 5 for reason in listed.values())


@pytest.mark.parametrize(("version", "is_syntax", "least", "cases"), [
    ("sparql10", False, 268, 283), ("sparql10", True, 198, 199),
    ("sparql11", False, 221 + 3, 232 + 3), ("sparql11", True, 111, 114),
    ("sparql12", False, 61, 63), ("sparql12", True, 180, 183),
])
def test_bar_21_the_scores_are_at_least_those_of_the_engine(
    suites, every_case, faults, version: str, is_syntax: bool, least: int, cases: int,
):
    if suites is None:
        return
    names = [case.name for case in every_case if _is_query(case)
             and case.name.startswith(version) and ("Syntax" in case.kind) == is_syntax]
    assert (len(names), sum(not faults[name] for name in names)) == (cases, least)


def test_bar_04_every_update_of_the_suites_is_refused(suites, every_case):
    outcomes: Counter[str] = Counter()
    for case in every_case:
        if "Update" in case.kind:
            text = (suites / case.query).read_bytes().decode()
            try:
                admit(text, known=AnyGraph())
                outcomes["admitted"] += 1
            except QueryRefused:
                outcomes["refused"] += 1
            except QueryError:
                outcomes["malformed"] += 1
                # An empty update is a valid one; it is no query either.
                assert case.kind.startswith("Negative") or not _code(text)
    if suites is not None:
        assert (outcomes["admitted"], outcomes["refused"]) == (0, 169)


def _code(text: str) -> str:
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return "".join(line for line in lines if not line.lower().startswith(("base", "prefix")))


def test_bar_01_every_federated_query_of_the_suites_is_refused(suites, every_case):
    federated = [case for case in every_case
                 if case.group in ("sparql11/service", "sparql11/syntax-fed")]
    for case in federated:
        with pytest.raises(QueryRefused, match="SERVICE"):
            admit((suites / case.query).read_text(encoding="utf-8"), known=AnyGraph())
    assert suites is None or len(federated) == 10
