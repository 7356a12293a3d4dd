"""Request-time realisation against HermiT, on random presentations in one batch."""

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reasoning_world import (
    Case,
    World,
    case_axioms,
    case_name,
    ineffective_denials,
    probe_axioms,
    random_cases,
    report_axioms,
)

from kg.iris import BASE
from kg.reasoning.hermit import Classification, classify
from kg.reasoning.realise import Realisation
from kg.reasoning.saturation import Saturation

PROBES_PER_CASE = 2


Probe = tuple[int, int, str]
"""A case, one of its complaints, and a finding that it is asked to have after all."""


def _expected_refutations(
    world: World, cases: list[Case], answers: list[Realisation], seed: int
) -> dict[Probe, bool]:
    """Choose findings to probe: all that rule a condition out, some that we say are denied, some
    at random; with whether we say that the complaint cannot have them."""
    draw = random.Random(seed)
    findings = sorted(world.knowledge.findings())
    probes: dict[Probe, bool] = {}
    for number, (case, answer) in enumerate(zip(cases, answers, strict=True)):
        if answer.contradictions:
            continue
        complaint = draw.randrange(case.complaints)
        said = {**answer.denied_broadly_in[complaint], **answer.denied_in[complaint]}
        flatly = {
            c for c, why in said.items() if any(not case.reports[i].denied_sides for i in why)
        }
        chosen = [draw.choice(findings), *answer.refuted_in[complaint].values()]
        chosen += draw.sample(sorted(flatly), min(PROBES_PER_CASE, len(flatly)))
        for curie in chosen:
            probes[number, complaint, curie] = curie in flatly
    return probes


def _compare(world: World, seed: int, count: int) -> None:
    cases = random_cases(world, seed, count)
    answers = [world.realiser.realise(case.reports, case.complaints) for case in cases]
    compared = classify([*world.axioms, *report_axioms(cases)]).subsumptions
    ineffective = [
        ineffective_denials(number, case, compared) for number, case in enumerate(cases)
    ]
    assert [answer.ineffective for answer in answers] == ineffective
    probes = _expected_refutations(world, cases, answers, seed)
    axioms = [*world.axioms, *case_axioms(cases, ineffective)]
    for probe in probes:
        axioms += probe_axioms(*probe)
    hermit = classify(axioms)
    above: dict[str, set[str]] = {}
    for sub, sup in hermit.subsumptions:
        above.setdefault(sub, set()).add(sup)
    for number, answer in enumerate(answers):
        name = case_name(number)
        assert bool(answer.contradictions) == (name in hermit.unsatisfiable), cases[number]
        if not answer.contradictions:
            theirs = {iri for iri in above[name] if not iri.startswith(BASE + "test-presentation")}
            assert answer.markers == theirs, cases[number]
    assert _refuted(hermit, probes) == probes
    _require_variety(answers, probes)


def _require_variety(answers: list[Realisation], probes: dict[Probe, bool]) -> None:
    """A batch in which nothing happens would show nothing."""
    assert 0 < sum(bool(answer.contradictions) for answer in answers) < len(answers)
    assert any(answer.ineffective for answer in answers)
    assert any(answer.criteria for answer in answers)
    assert any(answer.red_flag_triggers for answer in answers)
    assert any(any(answer.refuted_in) for answer in answers)
    assert set(probes.values()) == {True, False}


def _refuted(hermit: Classification, probes: dict[Probe, bool]) -> dict[Probe, bool]:
    return {
        key: f"{case_name(key[0])}/probe/{key[1]}/{key[2].replace(':', '_')}"
        in hermit.unsatisfiable
        for key in probes
    }


def test_300_random_presentations_realise_as_in_hermit(world: World) -> None:
    _compare(world, seed=20261122, count=300)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(10))
def test_3000_random_presentations_realise_as_in_hermit(world: World, part: int) -> None:
    _compare(world, seed=int(os.environ.get("GLUTEAL_SOAK_SEED", "0")) * 10 + part, count=300)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_remembered_consequences_equal_the_general_reasoner(world: World, seed: int) -> None:
    case = random_cases(world, seed, 1)[0]
    answer = world.realiser.realise(case.reports, case.complaints)
    saturation = Saturation(world.taxonomy.normalizer)
    names = world.realiser._seed(saturation, case.reports, case.complaints)
    subs = saturation.context(max(names)).subs
    assert world.realiser._markers.names(set(subs)) == answer.markers


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), shuffled=st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_nothing(
    world: World, seed: int, shuffled: random.Random
) -> None:
    case = random_cases(world, seed, 1)[0]
    other = list(case.reports)
    shuffled.shuffle(other)
    one = world.realiser.realise(case.reports, case.complaints)
    two = world.realiser.realise(other, case.complaints)
    assert one.markers == two.markers
    assert one.present.keys() == two.present.keys()
    assert one.denied.keys() == two.denied.keys()
    assert one.refuted == two.refuted
    assert len(one.contradictions) == len(two.contradictions)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_more_findings_never_take_a_conclusion_away(world: World, seed: int) -> None:
    case = random_cases(world, seed, 1)[0]
    positives = tuple(report for report in case.reports if report.status == "present")
    for kept in range(len(positives)):
        fewer = world.realiser.realise(positives[:kept], case.complaints)
        more = world.realiser.realise(positives[: kept + 1], case.complaints)
        assert fewer.markers <= more.markers
        assert fewer.present.keys() <= more.present.keys()
