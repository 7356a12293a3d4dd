"""Proofs of manifestations that follow from anatomy alone (records ``M-...``)."""

from collections.abc import Iterator

from kg.axioms import EquivalentClasses, Named, Some, SubClassOf
from kg.iris import entity_iri, record_iri, term_iri
from kg.model import Evidence, Finding, Knowledge
from kg.reasoning.proof import Proof
from kg.reasoning.taxonomy import Taxonomy

_PART_OF = term_iri("regionPartOf")


def mechanism_row(knowledge: Knowledge, condition: str, finding: str) -> Evidence | None:
    """Return the row by which anatomy alone lets ``condition`` present with ``finding``."""
    number = "-".join(curie.removeprefix("GKG:") for curie in (condition, finding))
    row: Evidence | None = knowledge.of(Evidence).get(f"M-{number}")
    return row


def prove_mechanism(knowledge: Knowledge, taxonomy: Taxonomy, row: Evidence) -> Proof:
    """Prove ``row``: what the condition can do to which part of the body, the region that this
    lies in, and the definition of the finding as just that."""
    condition, finding = entity_iri(row.condition), entity_iri(row.finding)
    known = knowledge.entities[row.finding]
    fillers = [t for _, t in known.composition] if isinstance(known, Finding) else []
    relations = row.mechanism.split()
    if "canBeProvokedBy" in relations and len(fillers) > 1:
        relations.append("canHurtIn")  # provoked by an activity, and where
    premises = [
        step
        for relation in dict.fromkeys(relations)
        for step in _chain(taxonomy, condition, term_iri(relation), fillers)
    ]
    concluded = SubClassOf(Named(condition), Some(term_iri("canPresentWith"), Named(finding)))
    return Proof(
        concluded.text, "mechanism", support=(record_iri("evidence", row.id),),
        premises=(*premises, *_definition(taxonomy, finding)),
    )


def _chain(
    taxonomy: Taxonomy, condition: str, role: str, fillers: list[str]
) -> Iterator[Proof]:
    """Yield the proof that the condition reaches one of ``fillers``, or a region within it."""
    reached = sorted(target for r, target in taxonomy.relations(condition) if r == role)
    for filler in map(entity_iri, fillers):
        if filler in reached:
            yield taxonomy.prove_relation(condition, role, filler)
            continue
        within = [t for t in reached if (_PART_OF, filler) in taxonomy.relations(t)]
        if within:
            yield taxonomy.prove_relation(condition, role, within[0])
            yield taxonomy.prove_relation(within[0], _PART_OF, filler)


def _definition(taxonomy: Taxonomy, finding: str) -> Iterator[Proof]:
    for axiom in taxonomy.normalizer.axioms:
        if isinstance(axiom, EquivalentClasses) and axiom.name.iri == finding:
            support = taxonomy.supports.get(axiom.identifier, ())
            yield Proof(axiom.text, "definition", axiom.identifier, axiom.text, support)
