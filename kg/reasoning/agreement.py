"""Holds our reasoner against HermiT: every named subsumption, and nothing unsatisfiable."""

from collections.abc import Sequence

from kg.axioms import Axiom
from kg.errors import ReasoningError
from kg.reasoning.hermit import Classification, classify
from kg.reasoning.taxonomy import Taxonomy

_SHOWN = 10


def differences(taxonomy: Taxonomy, other: Classification) -> list[str]:
    """Return, in words, every point on which the two classifications differ, sorted."""
    ours, theirs = taxonomy.subsumptions(), other.subsumptions
    impossible = set(taxonomy.unsatisfiable())
    found = [f"only ours: {sub} is a kind of {sup}" for sub, sup in ours - theirs]
    found += [f"only the other's: {sub} is a kind of {sup}" for sub, sup in theirs - ours]
    found += [f"only ours: {iri} is unsatisfiable" for iri in impossible - other.unsatisfiable]
    found += [
        f"only the other's: {iri} is unsatisfiable" for iri in other.unsatisfiable - impossible
    ]
    return sorted(found)


def require_agreement(axioms: Sequence[Axiom], taxonomy: Taxonomy) -> Classification:
    """Classify ``axioms`` with HermiT and return its classification.

    Raises:
        ReasoningError: the two reasoners differ, or a class is unsatisfiable.
        ReasonerUnavailable: HermiT could not be run.
    """
    classification = classify(axioms)
    if found := differences(taxonomy, classification):
        rest = f"\n... and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise ReasoningError(
            "HermiT and the EL reasoner disagree:\n" + "\n".join(found[:_SHOWN]) + rest
        )
    if impossible := taxonomy.unsatisfiable():
        raise ReasoningError(f"unsatisfiable: {', '.join(impossible[:_SHOWN])}")
    return classification
