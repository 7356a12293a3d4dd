"""The sources behind a mechanistic manifestation: those of the anatomy that it follows from."""

from collections.abc import Iterable, Iterator

from kg.iris import BASE, entity_curie, entity_iri, is_entity_iri, term_iri
from kg.model import Claim, Condition, Finding, Knowledge, Source
from kg.reasoning.proof import Prover
from kg.reasoning.saturation import Saturation
from kg.reasoning.taxonomy import Taxonomy

_ANATOMY = "textbook"
_PART_OF = term_iri("regionPartOf")


class ChainSources:
    """Finds the chains of one ontology and what their axioms rest on."""

    def __init__(self, knowledge: Knowledge, taxonomy: Taxonomy) -> None:
        """Prove over ``taxonomy``."""
        self._knowledge = knowledge
        self._taxonomy = taxonomy
        self._findings = knowledge.findings()
        self._provers: dict[str, Prover] = {}

    def of(self, condition: str, finding: str, relations: Iterable[str]) -> tuple[str, ...]:
        """Return the source keys behind ``condition`` presenting with ``finding``, sorted."""
        found: set[str] = set()
        for relation in relations:
            for target in self._targets(condition, self._findings[finding], relation):
                found.update(self._behind(condition, relation, target))
        return tuple(sorted(found))

    def _targets(self, condition: str, finding: Finding, relation: str) -> Iterator[str]:
        """Yield what the condition relates to that the finding is about, or a part of it."""
        fillers = {entity_iri(filler) for _, filler in finding.composition}
        for role, target in sorted(self._taxonomy.relations(entity_iri(condition))):
            if role != term_iri(relation):
                continue
            wholes = {t for r, t in self._taxonomy.relations(target) if r == _PART_OF}
            if fillers & {target, *wholes}:
                yield target

    def _behind(self, condition: str, relation: str, target: str) -> Iterator[str]:
        normalizer = self._taxonomy.normalizer
        subject = normalizer.named(entity_iri(condition))
        proof = self._prover(condition).relation(
            subject, normalizer.role(term_iri(relation)), normalizer.named(target)
        )
        for step in proof.steps() if proof is not None else ():
            # A condition's own sources speak of how often it occurs, not of where it lies.
            about_condition = any(map(self._is_condition, step.support))
            for iri in step.support:
                for key in self._keys(iri):
                    if not about_condition or key == _ANATOMY or "/claim/" in iri:
                        yield key

    def _is_condition(self, iri: str) -> bool:
        known = self._knowledge.entities.get(entity_curie(iri)) if is_entity_iri(iri) else None
        return isinstance(known, Condition)

    def _prover(self, condition: str) -> Prover:
        if condition not in self._provers:
            normalizer = self._taxonomy.normalizer
            saturation = Saturation(normalizer)
            saturation.context(normalizer.named(entity_iri(condition)))
            names = normalizer.texts.__getitem__
            self._provers[condition] = Prover(saturation, self._taxonomy.supports, names)
        return self._provers[condition]

    def _keys(self, iri: str) -> Iterator[str]:
        """Yield the source keys of a supporting record; a claim's is its document's."""
        folder, _, identifier = iri.removeprefix(BASE).partition("/")
        if is_entity_iri(iri):
            yield from self._knowledge.entities[entity_curie(iri)].sources
        elif folder == "source":
            yield identifier
        elif folder == "claim":
            key = f"seed{self._knowledge.of(Claim)[identifier].document}"
            if key in self._knowledge.of(Source):
                yield key
