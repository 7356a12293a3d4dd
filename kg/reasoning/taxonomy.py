"""The classified ontology: what every class is a kind of, and what every class relates to."""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.axioms import Axiom, Named, Some, SubClassOf
from kg.errors import ReasoningError, UnknownEntityError
from kg.iris import term_iri
from kg.reasoning.normal import BOTTOM, Normalizer
from kg.reasoning.presentation import HAS_FINDING
from kg.reasoning.proof import Proof, Prover
from kg.reasoning.saturation import START, Context, Saturation
from kg.reasoning.stored import axiom_from_json, axiom_to_json

FINDING = term_iri("Finding")


class Taxonomy:
    """The axioms, their normal forms and the saturated contexts of all named classes.

    ``supports`` gives the record IRIs behind an axiom, by axiom identifier.
    """

    def __init__(
        self, axioms: Iterable[Axiom], supports: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Normalize ``axioms``; nothing is classified before it is asked for."""
        self.supports = dict(supports or {})
        self.normalizer = Normalizer()
        self.normalizer.add_all(axioms)
        self._name_reported_findings()
        self.saturation = Saturation(self.normalizer)

    @classmethod
    def from_axioms(
        cls, axioms: Iterable[Axiom], supports: Mapping[str, tuple[str, ...]] | None = None
    ) -> "Taxonomy":
        """Normalize and classify ``axioms``."""
        taxonomy = cls(axioms, supports)
        taxonomy.classify()
        return taxonomy

    def _name_reported_findings(self) -> None:
        """Give "has this finding" a name of its own for every finding, so that it can be read
        off a presentation."""
        for iri in sorted(_told_kinds_of(FINDING, self.normalizer.axioms)):
            self.normalizer.left(Some(HAS_FINDING, Named(iri)))

    def classify(self) -> None:
        """Saturate every class, named or not, that can be a filler or an operand."""
        for number in range(len(self.normalizer.texts)):
            self.saturation.context(number)

    def names(self) -> list[str]:
        """Return the IRIs of all named classes, sorted."""
        return sorted(e.iri for e in self.normalizer.expressions if isinstance(e, Named))

    def subsumers(self, iri: str) -> frozenset[str]:
        """Return the IRIs of the named classes that ``iri`` is a kind of, itself included.

        An unsatisfiable class is a kind of every named class.
        """
        subs = self.saturation.subsumers(self._number(iri))
        if BOTTOM in subs:
            return frozenset(self.names())
        named = (self.normalizer.expressions[number] for number in subs)
        return frozenset(e.iri for e in named if isinstance(e, Named))

    def unsatisfiable(self) -> list[str]:
        """Return the IRIs of the named classes that cannot have instances."""
        return [iri for iri in self.names() if BOTTOM in self._subs(iri)]

    def subsumptions(self) -> set[tuple[str, str]]:
        """Return all pairs (kind, what it is a kind of) of distinct named, satisfiable classes."""
        return {
            (iri, sup)
            for iri in self.names()
            if BOTTOM not in self._subs(iri)
            for sup in self.subsumers(iri)
            if sup != iri
        }

    def relations(self, iri: str) -> set[tuple[str, str]]:
        """Return the entailed pairs (property, target) with ``iri => property some target``."""
        found = set()
        for role, filler in self.saturation.context(self._number(iri)).edges:
            for number in self.saturation.subsumers(filler):
                target = self.normalizer.expressions[number]
                if isinstance(target, Named):
                    found.add((self.normalizer.roles[role], target.iri))
        return found

    def prove_subsumption(self, sub: str, sup: str) -> Proof:
        """Prove that ``sub`` is a kind of ``sup``.

        Raises:
            UnknownEntityError: one of them is unknown.
            ReasoningError: it does not follow.
        """
        number, target = self._number(sub), self._number(sup)
        derived = Saturation(self.normalizer)
        if target not in derived.subsumers(number):
            raise ReasoningError(f"it does not follow that {sub} is a kind of {sup}")
        return self._prover(derived).subsumption(number, target)

    def prove_relation(self, subject: str, role: str, target: str) -> Proof:
        """Prove that ``subject => role some target``; raises as :meth:`prove_subsumption`."""
        derived = Saturation(self.normalizer)
        number, filler = self._number(subject), self._number(target)
        derived.context(number)
        proof = self._prover(derived).relation(number, self.normalizer.role(role), filler)
        if proof is None:
            raise ReasoningError(f"it does not follow that {subject} {role} some {target}")
        return proof

    def _prover(self, saturation: Saturation) -> Prover:
        return Prover(saturation, self.supports, self.normalizer.texts.__getitem__)

    def _subs(self, iri: str) -> Mapping[int, object]:
        return self.saturation.subsumers(self._number(iri))

    def _number(self, iri: str) -> int:
        number = self.normalizer.known(iri)
        if number is None:
            raise UnknownEntityError(iri)
        return number

    # --- stored form ---

    def to_json(self) -> dict[str, Any]:
        """Return axioms, supports and the saturated contexts as plain values."""
        contexts = self.saturation.contexts
        return {
            "axioms": [axiom_to_json(axiom) for axiom in self.normalizer.axioms],
            "supports": {key: list(value) for key, value in sorted(self.supports.items())},
            "contexts": [
                [list(contexts[n].subs), [list(edge) for edge in contexts[n].edges]]
                for n in range(len(self.normalizer.texts))
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Taxonomy":
        """Restore what :meth:`to_json` returned; nothing is classified again.

        Raises:
            ReasoningError: the stored contexts do not fit the stored axioms.
        """
        axioms = [axiom_from_json(item) for item in stored["axioms"]]
        taxonomy = cls(axioms, {k: tuple(v) for k, v in stored["supports"].items()})
        if len(stored["contexts"]) != len(taxonomy.normalizer.texts):
            raise ReasoningError("the stored classification does not fit its axioms")
        for number, (subs, edges) in enumerate(stored["contexts"]):
            context = Context()
            context.subs = dict.fromkeys(subs, START)
            context.edges = dict.fromkeys(map(tuple, edges), START)
            taxonomy.saturation.contexts[number] = context
        return taxonomy


def _told_kinds_of(top: str, axioms: Iterable[Axiom]) -> set[str]:
    """Return the named classes under ``top`` by the stated subclass axioms alone."""
    below: dict[str, list[str]] = {}
    for axiom in axioms:
        if not isinstance(axiom, SubClassOf):
            continue
        if isinstance(axiom.sub, Named) and isinstance(axiom.sup, Named):
            below.setdefault(axiom.sup.iri, []).append(axiom.sub.iri)
    found: set[str] = set()
    todo = [top]
    while todo:
        for kind in below.get(todo.pop(), ()):
            if kind not in found:
                found.add(kind)
                todo.append(kind)
    return found
