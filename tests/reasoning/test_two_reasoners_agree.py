"""Our reasoner against HermiT and Pellet: on the real ontology, and on random small ones."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from reasoning_world import World

from kg.axioms import (
    Axiom,
    DisjointClasses,
    EquivalentClasses,
    Expression,
    Named,
    Nothing,
    Some,
    SubClassOf,
    SubPropertyOf,
    conjunction,
)
from kg.errors import ReasoningError
from kg.reasoning import agreement
from kg.reasoning.agreement import differences, require_agreement
from kg.reasoning.hermit import Classification, classify
from kg.reasoning.taxonomy import Taxonomy

ONTOLOGIES = 120
CLASSES, ROLES = 6, 3


def test_hermit_agrees_on_every_named_subsumption(world: World) -> None:
    classification = require_agreement(world.axioms, world.taxonomy)
    assert len(classification.subsumptions) > 3000
    assert not classification.unsatisfiable


def test_pellet_agrees_on_every_named_subsumption(world: World) -> None:
    assert differences(world.taxonomy, classify(world.axioms, "pellet")) == []


def _random_ontology(draw: random.Random, prefix: str) -> Iterator[Axiom]:
    roles = [f"{prefix}r{n}" for n in range(ROLES)]

    def name() -> Named:
        return Named(f"{prefix}C{draw.randrange(CLASSES)}")

    def expression(depth: int) -> Expression:
        kind = draw.random()
        if depth == 0 or kind < 0.4:
            return name()
        if kind < 0.75:
            return Some(draw.choice(roles), expression(depth - 1))
        return conjunction([expression(depth - 1), expression(depth - 1)])

    for _ in range(draw.randint(4, 9)):
        yield SubClassOf(expression(2), Nothing() if draw.random() < 0.06 else expression(2))
    for _ in range(draw.randint(0, 2)):
        yield EquivalentClasses(name(), expression(2))
    if draw.random() < 0.3:
        one, other = draw.sample(range(CLASSES), 2)
        yield DisjointClasses(Named(f"{prefix}C{one}"), Named(f"{prefix}C{other}"))
    yield from _random_roles(draw, roles)


def _random_roles(draw: random.Random, roles: list[str]) -> Iterator[Axiom]:
    """Roles are ordered, so that the chains are regular; HermiT loses subsumptions where one
    role has both kinds of inclusion (see below), so an ontology has one kind."""
    chains = draw.random() < 0.5
    for low, high in pairwise(roles):
        if draw.random() < 0.5:
            yield SubPropertyOf((low, low) if chains else (low,), high)
    if chains and draw.random() < 0.5:
        yield SubPropertyOf((roles[-1], roles[-1]), roles[-1])


def _batch(seed: int) -> list[Axiom]:
    draw = random.Random(seed)
    return [
        axiom
        for number in range(ONTOLOGIES)
        for axiom in _random_ontology(draw, f"urn:random:{number}:")
    ]


def test_random_ontologies_classify_as_in_hermit() -> None:
    axioms = _batch(5)
    taxonomy = Taxonomy.from_axioms(axioms)
    assert differences(taxonomy, classify(axioms)) == []
    assert taxonomy.unsatisfiable()
    assert len(taxonomy.subsumptions()) > ONTOLOGIES


def test_where_hermit_misses_a_subsumption_we_and_pellet_find_it() -> None:
    """HermiT 1.3.8 loses a chain into a role whose super-role has a chain of its own."""
    a, b, c, d = (Named(f"urn:{n}") for n in "abcd")
    axioms: list[Axiom] = [
        SubClassOf(a, Some("urn:r", Some("urn:r", b))),
        SubClassOf(Some("urn:t", c), d),
        SubClassOf(b, c),
        SubPropertyOf(("urn:r", "urn:r"), "urn:s"),
        SubPropertyOf(("urn:s",), "urn:t"),
        SubPropertyOf(("urn:s", "urn:s"), "urn:t"),
    ]
    taxonomy = Taxonomy.from_axioms(axioms)
    assert ("urn:a", "urn:d") in taxonomy.subsumptions()
    assert differences(taxonomy, classify(axioms, "pellet")) == []
    assert ("urn:a", "urn:d") not in classify(axioms).subsumptions


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_random_ontologies_classify_as_in_hermit(seed: int) -> None:
    axioms = _batch(seed)
    assert differences(Taxonomy.from_axioms(axioms), classify(axioms)) == []


@pytest.mark.parametrize("seed", range(8))
def test_a_class_asked_alone_has_the_subsumers_of_the_whole_classification(seed: int) -> None:
    axioms = _batch(seed)[:200]
    whole = Taxonomy.from_axioms(axioms)
    for iri in whole.names():
        assert Taxonomy(axioms).subsumers(iri) == whole.subsumers(iri)


def test_a_stored_classification_is_restored_without_reasoning(world: World) -> None:
    restored = Taxonomy.from_json(world.taxonomy.to_json())
    assert restored.subsumptions() == world.taxonomy.subsumptions()
    assert restored.supports == world.taxonomy.supports


def test_a_disagreement_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    axioms = [SubClassOf(Named("urn:a"), Named("urn:b"))]
    taxonomy = Taxonomy.from_axioms(axioms)
    other = Classification(frozenset({("urn:a", "urn:c")}), frozenset({"urn:d"}))
    monkeypatch.setattr(agreement, "classify", lambda _: other)
    with pytest.raises(ReasoningError, match="only ours: urn:a is a kind of urn:b") as error:
        require_agreement(axioms, taxonomy)
    assert "only the other's: urn:a is a kind of urn:c" in str(error.value)
    assert "only the other's: urn:d is unsatisfiable" in str(error.value)


def test_an_unsatisfiable_class_fails_the_build() -> None:
    axioms = [
        SubClassOf(Named("urn:a"), Named("urn:b")),
        SubClassOf(Named("urn:a"), Named("urn:c")),
        DisjointClasses(Named("urn:b"), Named("urn:c")),
    ]
    with pytest.raises(ReasoningError, match="unsatisfiable: urn:a"):
        require_agreement(axioms, Taxonomy.from_axioms(axioms))
