"""From the compiled ontology to what follows from it: classify, infer, check, write.

``gluteal-inferred.ttl`` holds the named subsumptions that nobody asserted and the mechanistic
manifestations with their candidate rules: what a rebuild reproduces, byte for byte.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import pyoxigraph as ox

from kg.authoring.axioms import Supported
from kg.authoring.compile import support_triples
from kg.authoring.owl import axiom_triples
from kg.authoring.triples import CLASS, LABEL, TYPE, record_triples
from kg.axioms import Axiom, Named, SubClassOf
from kg.errors import ReasoningError
from kg.iris import RDFS, entity_iri, is_entity_iri, record_iri
from kg.model import Criterion, Evidence, Knowledge
from kg.reasoning.agreement import require_agreement
from kg.reasoning.mechanisms import mechanism_axioms, mechanism_rows
from kg.reasoning.presentation import HAS_FINDING
from kg.reasoning.profile import profile_faults
from kg.reasoning.read import axioms_from_triples, supports_from_triples
from kg.reasoning.taxonomy import Taxonomy
from kg.turtle import turtle

_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")


@dataclass(frozen=True, slots=True)
class Inferred:
    """What the reasoners added: the Turtle, and the figures that a build reports."""

    turtle: bytes
    axioms: int
    subsumptions: int
    mechanisms: int
    hermit_seconds: float


def infer(
    triples: Sequence[ox.Triple],
    knowledge: Knowledge,
    queries: Mapping[str, str],
    progress: Callable[[str], None] = lambda _: None,
) -> Inferred:
    """Classify the compiled ontology ``triples``, let HermiT agree, return the inferences.

    Raises:
        ReasoningError: the profile is left, the reasoners disagree, a class is unsatisfiable.
        ReasonerUnavailable: Java or HermiT could not be run.
    """
    stated = axioms_from_triples(triples)
    if faults := profile_faults(stated, HAS_FINDING):
        raise ReasoningError("outside the profile:\n" + "\n".join(faults))
    progress(f"classifying {len(stated)} axioms")
    supports = supports_from_triples(triples, stated)
    rows = mechanism_rows(knowledge, Taxonomy.from_axioms(stated, supports), queries)
    progress(f"{len(rows)} manifestations follow from anatomy alone")
    rules = [Supported(axiom, (support,)) for axiom, support in mechanism_axioms(rows)]
    axioms = [*stated, *(rule.axiom for rule in rules)]
    taxonomy = Taxonomy.from_axioms(axioms, supports)
    if overlaps := criteria_overlaps(knowledge, taxonomy):
        raise ReasoningError("criteria that count one finding twice:\n" + "\n".join(overlaps))
    progress("asking HermiT whether it agrees")
    started = time.monotonic()
    require_agreement(axioms, taxonomy)
    seconds = time.monotonic() - started
    found = _subsumptions(taxonomy, stated)
    written = turtle([*_subclass_triples(found), *_row_triples(rows), *_rule_triples(rules)])
    header = b"# Inferred by `gluteal build`; do not edit.\n"
    return Inferred(header + written, len(axioms), len(found), len(rows), seconds)


def criteria_overlaps(knowledge: Knowledge, taxonomy: Taxonomy) -> list[str]:
    """Return, in words, members of an "at least n of" set of which one is a kind of another."""
    found = []
    for row in knowledge.of(Criterion).values():
        for one, other in permutations(row.of, 2):
            if entity_iri(other) in taxonomy.subsumers(entity_iri(one)):
                labels = (knowledge.entities[curie].label for curie in (one, other))
                found.append(f"{row.id}: {' is a kind of '.join(labels)}")
    return found


def _subsumptions(taxonomy: Taxonomy, stated: Iterable[Axiom]) -> list[tuple[str, str]]:
    """Return the inferred subsumptions of entities that are not stated."""
    told = {
        (a.sub.iri, a.sup.iri)
        for a in stated
        if isinstance(a, SubClassOf) and isinstance(a.sub, Named) and isinstance(a.sup, Named)
    }
    return sorted(pair for pair in taxonomy.subsumptions() - told if is_entity_iri(pair[0]))


def _subclass_triples(pairs: Iterable[tuple[str, str]]) -> Iterator[ox.Triple]:
    for sub, sup in pairs:
        yield ox.Triple(ox.NamedNode(sub), _SUBCLASS, ox.NamedNode(sup))


def _row_triples(rows: Mapping[str, Evidence]) -> Iterator[ox.Triple]:
    for row in rows.values():
        yield from record_triples("evidence", row)
        rule = ox.NamedNode(record_iri("rule", row.id))
        yield ox.Triple(rule, TYPE, CLASS)
        yield ox.Triple(rule, LABEL, ox.Literal(f"rule {row.id}", language="en"))


def _rule_triples(rules: Iterable[Supported]) -> Iterator[ox.Triple]:
    for rule in rules:
        yield from axiom_triples(rule.axiom)
        yield from support_triples(rule, {})
