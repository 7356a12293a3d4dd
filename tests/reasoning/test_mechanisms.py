"""What follows from anatomy alone, and what keeps it honest."""

from dataclasses import replace
from pathlib import Path

import pytest
from reasoning_world import World

from kg.iris import entity_iri
from kg.model import NOT_REVIEWED, Evidence, Knowledge, MechanismRefusal, review_of
from kg.reasoning.mechanisms import mechanism_queries, mechanism_rows
from kg.reasoning.presentation import Report


def _rows(world: World, root: Path, knowledge: Knowledge | None = None) -> dict[str, Evidence]:
    queries = mechanism_queries(root / "ontology" / "mechanisms")
    return mechanism_rows(knowledge or _authored(world), world.taxonomy, queries)


def _authored(world: World) -> Knowledge:
    records = dict(world.knowledge.records)
    rows = records["evidence"]
    records["evidence"] = {i: row for i, row in rows.items() if row.basis == "evidence"}
    return replace(world.knowledge, records=records)


def test_the_committed_rows_are_those_that_follow(world: World, root: Path) -> None:
    committed = {i for i in world.knowledge.records["evidence"] if i.startswith("M-")}
    assert committed == set(_rows(world, root))
    assert len(committed) > 100


def test_a_compressed_nerve_weakens_what_it_innervates(world: World, root: Path) -> None:
    pairs = {(r.condition, r.finding): r.mechanism for r in _rows(world, root).values()}
    weak = world.curie("weak ankle dorsiflexion")
    assert "canWeakenMovement" in pairs[world.key("deep_gluteal_syndrome"), weak]


def test_evidence_replaces_a_mechanism(world: World, root: Path) -> None:
    known = {(r.condition, r.finding) for r in _authored(world).records["evidence"].values()}
    assert not known & {(r.condition, r.finding) for r in _rows(world, root).values()}


def test_a_refused_manifestation_is_left_out(world: World, root: Path) -> None:
    row = next(iter(_rows(world, root).values()))
    refusal = MechanismRefusal(
        id="X1", condition=row.condition, findings=(row.finding,), reason="not seen in practice"
    )
    knowledge = _authored(world)
    records = {**knowledge.records, "mechanism-refusal": {"X1": refusal}}
    assert row.id not in _rows(world, root, replace(knowledge, records=records))


def test_a_row_carries_the_acceptance_of_its_curator_or_none(world: World, root: Path) -> None:
    row = next(iter(_rows(world, root).values()))
    accepted = review_of(world.knowledge, row)
    assert accepted is not None
    assert (accepted["verdict"], accepted["id"]) == ("accepted", row.acceptance)
    assert len(accepted["reason"]) > 10
    records = {**_authored(world).records, "mechanism-acceptance": {}}
    bare = _rows(world, root, replace(world.knowledge, records=records))[row.id]
    told = review_of(world.knowledge, bare)
    assert told == {"verdict": "unreviewed", "id": "", "reason": NOT_REVIEWED}


def test_a_mechanism_is_marked_and_proved_by_its_chain(world: World) -> None:
    weak, condition = world.curie("weak ankle dorsiflexion"), world.key("deep_gluteal_syndrome")
    answer = world.realise(Report(world.named("weak ankle dorsiflexion"), "present", "left"))
    rules = answer.candidates[condition]
    row = world.knowledge.records["evidence"][next(r for r in rules if r.startswith("M-"))]
    assert (row.basis, row.finding) == ("mechanism", weak)
    movement = entity_iri(world.curie("ankle dorsiflexion"))
    role = "https://w3id.org/gluteal/canWeakenMovement"
    proof = world.taxonomy.prove_relation(entity_iri(condition), role, movement)
    assert [step.rule for step in proof.steps()].count("property chain") == 2


@pytest.mark.parametrize("key", ["dead_butt_syndrome", "central_sensitisation"])
def test_what_is_no_explanation_gets_no_mechanism(world: World, root: Path, key: str) -> None:
    assert not any(row.condition == world.key(key) for row in _rows(world, root).values())
