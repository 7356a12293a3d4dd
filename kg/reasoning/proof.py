"""Proofs: trees of inferences from a conclusion down to axioms and entered findings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.reasoning.normal import UNFOLDING
from kg.reasoning.saturation import Derivation, Saturation

_RULES = {
    "implied": "subclass",
    "conjunction": "intersection",
    "some": "existential restriction",
    "nothing": "impossible successor",
    "exists": "subclass",
    "super_role": "subproperty",
    "chain": "property chain",
    "entered": "entered",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One step of a proof.

    ``conclusion`` is the canonical text of what is shown; ``rule`` names the inference; ``axiom``
    is the identifier of the axiom that it uses (``None`` for a purely logical step) with its
    ``axiom_text`` and the records that ``support`` it; ``entered`` is the index of the report
    that was entered, for a leaf that is one.
    """

    conclusion: str
    rule: str
    axiom: str | None = None
    axiom_text: str = ""
    support: tuple[str, ...] = ()
    entered: int | None = None
    premises: tuple["Proof", ...] = ()

    def steps(self) -> Iterator["Proof"]:
        """Yield every step, the conclusion first."""
        yield self
        for premise in self.premises:
            yield from premise.steps()

    def axioms(self) -> dict[str, str]:
        """Return the texts of the cited axioms by identifier."""
        return {step.axiom: step.axiom_text for step in self.steps() if step.axiom is not None}

    def to_json(self) -> dict[str, Any]:
        """Return the tree as plain values."""
        return {
            "conclusion": self.conclusion,
            "rule": self.rule,
            "axiom": self.axiom,
            "axiom_text": self.axiom_text,
            "support": list(self.support),
            "entered": self.entered,
            "premises": [premise.to_json() for premise in self.premises],
        }


class Prover:
    """Builds proofs from the derivations of one saturation.

    ``name`` gives the text of a class number; ``supports`` the records behind an axiom.
    """

    def __init__(
        self,
        saturation: Saturation,
        supports: Mapping[str, tuple[str, ...]],
        name: Callable[[int], str],
    ) -> None:
        """Prove over ``saturation``."""
        self._saturation = saturation
        self._normalizer = saturation.normalizer
        self._supports = supports
        self._name = name

    def subsumption(self, sub: int, sup: int) -> Proof:
        """Prove that class ``sub`` is a kind of ``sup``; it must have been concluded."""
        why = self._saturation.context(sub).subs[sup]
        conclusion = f"SubClassOf({self._name(sub)} {self._name(sup)})"
        return self._step(conclusion, why, self._premises_of_sub(sub, why))

    def edge(self, source: int, role: int, target: int) -> Proof:
        """Prove that ``source`` is ``role`` some ``target``."""
        why = self._saturation.context(source).edges[role, target]
        some = f"ObjectSomeValuesFrom(<{self._normalizer.roles[role]}> {self._name(target)})"
        conclusion = f"SubClassOf({self._name(source)} {some})"
        return self._step(conclusion, why, self._premises_of_edge(source, target, why))

    def relation(self, source: int, role: int, target: int) -> Proof | None:
        """Prove ``source => role some target`` also where it needs a subsumption of the filler."""
        for edge_role, filler in sorted(self._saturation.context(source).edges):
            if edge_role == role and target in self._saturation.context(filler).subs:
                edge = self.edge(source, role, filler)
                if filler == target:
                    return edge
                some = f"ObjectSomeValuesFrom(<{self._normalizer.roles[role]}> "
                return Proof(
                    f"SubClassOf({self._name(source)} {some}{self._name(target)}))",
                    _RULES["some"],
                    premises=(edge, self.subsumption(filler, target)),
                )
        return None

    def _premises_of_sub(self, sub: int, why: Derivation) -> list[Proof]:
        kind = why[0]
        if kind == "implied":
            return [self._sub(sub, why[2])]
        if kind == "conjunction":
            return [self._sub(sub, operand) for operand in why[2:]]
        if kind == "some":
            _, _, role, target, filler = why
            return [self._edge(sub, role, target), self._sub(target, filler)]
        if kind == "nothing":
            return [self._edge(sub, why[1], why[2]), self._sub(why[2], 0)]
        return []

    def _premises_of_edge(self, source: int, target: int, why: Derivation) -> list[Proof]:
        kind = why[0]
        if kind == "exists":
            return [self._sub(source, why[2])]
        if kind == "super_role":
            return [self._edge(source, why[2], target)]
        if kind == "chain":
            _, _, first, middle, second = why
            return [self._edge(source, first, middle), self._edge(middle, second, target)]
        return []

    def _sub(self, sub: str | int, sup: str | int) -> Proof:
        return self.subsumption(int(sub), int(sup))

    def _edge(self, source: str | int, role: str | int, target: str | int) -> Proof:
        return self.edge(int(source), int(role), int(target))

    def _step(self, conclusion: str, why: Derivation, premises: list[Proof]) -> Proof:
        kind = str(why[0])
        kept = tuple(premise for premise in premises if premise.rule != "start")
        if kind == "start":
            return Proof(conclusion, "start")
        if kind == "entered":
            return Proof(conclusion, _RULES[kind], entered=int(why[1]) if why[1:] else None)
        number = UNFOLDING if kind == "nothing" else int(why[1])
        if number == UNFOLDING:
            # Unfolding the name of an expression shows nothing that its premise did not.
            return kept[0] if len(kept) == 1 else Proof(conclusion, _RULES[kind], premises=kept)
        axiom = self._normalizer.axioms[number]
        support = self._supports.get(axiom.identifier, ())
        return Proof(conclusion, _RULES[kind], axiom.identifier, axiom.text, support, None, kept)
