"""Proofs: HermiT, given only what a proof cites, must come to the same conclusion."""

import random
from collections.abc import Iterable, Iterator

from reasoning_world import World, random_cases

from kg.axioms import (
    And,
    Axiom,
    DisjointClasses,
    EquivalentClasses,
    Expression,
    Named,
    Some,
    SubClassOf,
    SubPropertyOf,
)
from kg.iris import BASE, entity_iri, term_iri
from kg.reasoning.hermit import classify
from kg.reasoning.presentation import Report, presentation_axioms
from kg.reasoning.proof import Proof

PROOFS = 50


def _renamed(expression: Expression, prefix: str) -> Expression:
    if isinstance(expression, Named):
        return Named(prefix + expression.iri)
    if isinstance(expression, Some):
        return Some(prefix + expression.role, _renamed(expression.filler, prefix))
    if isinstance(expression, And):
        return And(tuple(_renamed(part, prefix) for part in expression.operands))
    return expression


def _apart(axioms: Iterable[Axiom], prefix: str) -> Iterator[Axiom]:
    """The same axioms in a vocabulary of their own, so that proofs cannot help one another."""
    for axiom in axioms:
        if isinstance(axiom, SubPropertyOf):
            yield SubPropertyOf(tuple(prefix + r for r in axiom.chain), prefix + axiom.sup)
        elif isinstance(axiom, SubClassOf):
            yield SubClassOf(_renamed(axiom.sub, prefix), _renamed(axiom.sup, prefix))
        elif isinstance(axiom, EquivalentClasses):
            name = Named(prefix + axiom.name.iri)
            yield EquivalentClasses(name, _renamed(axiom.definition, prefix))
        else:
            assert isinstance(axiom, DisjointClasses)
            yield DisjointClasses(_renamed(axiom.one, prefix), _renamed(axiom.other, prefix))


def _cited(world: World, proof: Proof) -> list[Axiom]:
    by_identifier = {axiom.identifier: axiom for axiom in world.axioms}
    return [by_identifier[identifier] for identifier in proof.axioms()]


def _presentation_proofs(world: World, count: int) -> list[tuple[str, str, list[Axiom]]]:
    found: list[tuple[str, str, list[Axiom]]] = []
    draw = random.Random(7)
    for case in random_cases(world, 99, 400):
        positives = [report for report in case.reports if report.status == "present"]
        answer = world.realiser.realise(positives, case.complaints)
        goals = sorted(m for m in answer.markers if "/" in m.removeprefix(BASE))
        if not goals:
            continue
        goal = draw.choice(goals)
        proof = world.realiser.prove(positives, case.complaints, goal)
        assert proof is not None
        entered = {step.entered for step in proof.steps() if step.entered is not None}
        said = [report for index, report in enumerate(positives) if index in entered]
        name = term_iri(f"test-presentation/{len(found)}")
        axioms = [*_cited(world, proof), *presentation_axioms(name, said, case.complaints)]
        found.append((name, goal, axioms))
        if len(found) == count:
            break
    return found


def _entity_proofs(world: World, count: int) -> list[tuple[str, str, list[Axiom]]]:
    told = {axiom.text for axiom in world.axioms}
    pairs = [
        (sub, sup)
        for sub, sup in sorted(world.taxonomy.subsumptions())
        if SubClassOf(Named(sub), Named(sup)).text not in told
    ]
    chosen = random.Random(11).sample(pairs, count)
    return [
        (sub, sup, _cited(world, world.taxonomy.prove_subsumption(sub, sup)))
        for sub, sup in chosen
    ]


def test_hermit_accepts_50_proofs_from_their_cited_axioms_alone(world: World) -> None:
    proofs = _presentation_proofs(world, PROOFS // 2) + _entity_proofs(world, PROOFS // 2)
    assert len(proofs) == PROOFS
    axioms: list[Axiom] = []
    for number, (_, _, cited) in enumerate(proofs):
        axioms += _apart(cited, f"urn:proof:{number}:")
    hermit = classify(axioms)
    for number, (sub, sup, _) in enumerate(proofs):
        pair = (f"urn:proof:{number}:{sub}", f"urn:proof:{number}:{sup}")
        assert pair in hermit.subsumptions, (sub, sup)


def test_a_proof_without_one_of_its_axioms_proves_nothing(world: World) -> None:
    sub, sup, cited = _presentation_proofs(world, 1)[0]
    assert (sub, sup) in classify(cited).subsumptions
    rule = next(axiom for axiom in cited if sup in axiom.text)
    assert (sub, sup) not in classify([axiom for axiom in cited if axiom != rule]).subsumptions


def test_a_proof_ends_in_axioms_with_a_source_and_in_what_was_entered(world: World) -> None:
    report = Report(world.finding("buttock_pain"), "present", "left")
    tender = Report(world.finding("tender_sciatic_notch"), "present", "left")
    condition = entity_iri(world.key("piriformis_syndrome"))
    goal = condition.replace(BASE, BASE + "candidate-for/")
    proof = world.realiser.prove([report, tender], 1, goal)
    assert proof is not None
    leaves = [step for step in proof.steps() if not step.premises]
    assert any(step.entered is not None for step in leaves)
    supported = [step for step in proof.steps() if step.axiom is not None]
    assert any("/evidence/" in iri for step in supported for iri in step.support)
