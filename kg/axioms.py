"""OWL 2 EL axioms as values: what authoring writes, and what both reasoners read.

Names are IRIs. Every expression and axiom has one canonical text (OWL functional syntax with
sorted operands), and an axiom's ``identifier`` is a digest of it, so that the same axiom has the
same identifier wherever it is met.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kg.iris import BASE, record_iri


@dataclass(frozen=True, slots=True)
class Named:
    """A named class, by IRI."""

    iri: str

    @property
    def text(self) -> str:
        """The canonical text."""
        return f"<{self.iri}>"


@dataclass(frozen=True, slots=True)
class Nothing:
    """The empty class, ``owl:Nothing``."""

    @property
    def text(self) -> str:
        """The canonical text."""
        return "owl:Nothing"


@dataclass(frozen=True, slots=True)
class Some:
    """An existential restriction: ``role some filler``."""

    role: str
    filler: "Expression"

    @property
    def text(self) -> str:
        """The canonical text."""
        return f"ObjectSomeValuesFrom(<{self.role}> {self.filler.text})"


@dataclass(frozen=True, slots=True)
class And:
    """An intersection of two or more operands, kept sorted; build it with :func:`conjunction`."""

    operands: tuple["Expression", ...]

    @property
    def text(self) -> str:
        """The canonical text."""
        return f"ObjectIntersectionOf({' '.join(o.text for o in self.operands)})"


Expression = Named | Nothing | Some | And


def conjunction(operands: Iterable[Expression]) -> Expression:
    """Return the flattened, sorted intersection of ``operands``; one operand is itself.

    Raises:
        ValueError: there are no operands.
    """
    flat: dict[str, Expression] = {}
    for operand in operands:
        parts = operand.operands if isinstance(operand, And) else (operand,)
        flat.update((part.text, part) for part in parts)
    if not flat:
        raise ValueError("an intersection needs at least one operand")
    if len(flat) == 1:
        return next(iter(flat.values()))
    return And(tuple(flat[text] for text in sorted(flat)))


@dataclass(frozen=True)
class _Axiom:
    """What all axioms share: a canonical text and an identifier made from it."""

    @property
    def text(self) -> str:
        """The canonical text; each kind of axiom gives its own."""
        raise TypeError("an axiom of no kind has no text")

    @cached_property
    def identifier(self) -> str:
        """The first 16 hex digits of the SHA-256 of the canonical text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SubClassOf(_Axiom):
    """``sub`` is a kind of ``sup``; either side may be an expression."""

    sub: Expression
    sup: Expression

    @property
    def text(self) -> str:
        """The canonical text."""
        return f"SubClassOf({self.sub.text} {self.sup.text})"


@dataclass(frozen=True)
class EquivalentClasses(_Axiom):
    """``name`` is defined as ``definition``."""

    name: Named
    definition: Expression

    @property
    def text(self) -> str:
        """The canonical text."""
        return f"EquivalentClasses({self.name.text} {self.definition.text})"


@dataclass(frozen=True)
class DisjointClasses(_Axiom):
    """No individual is in both ``one`` and ``other``; the two are kept in text order."""

    one: Expression
    other: Expression

    @property
    def text(self) -> str:
        """The canonical text."""
        first, second = sorted((self.one.text, self.other.text))
        return f"DisjointClasses({first} {second})"


@dataclass(frozen=True)
class SubPropertyOf(_Axiom):
    """The chain ``chain`` (one or more roles) implies ``sup``; transitivity is a chain of two."""

    chain: tuple[str, ...]
    sup: str

    @property
    def text(self) -> str:
        """The canonical text."""
        roles = " ".join(f"<{role}>" for role in self.chain)
        left = roles if len(self.chain) == 1 else f"ObjectPropertyChain({roles})"
        return f"SubObjectPropertyOf({left} <{self.sup}>)"


Axiom = SubClassOf | EquivalentClasses | DisjointClasses | SubPropertyOf


_RECORD_OF_MARKER = {
    "rule": "evidence",
    "contraindicated": "treatment-option",
    "red-flag-trigger": "red-flag",
    "criterion-met": "criterion",
    "criterion-in-complaint": "criterion",
}


def own_support(axiom: Axiom) -> tuple[str, ...]:
    """Return the IRI of what a class axiom rests on where nothing else is said: the record whose
    marker it is about (``evidence/F001`` for ``rule/F001``), else the named class on its left;
    empty for other axioms."""
    if isinstance(axiom, EquivalentClasses):
        return (axiom.name.iri,)
    if not isinstance(axiom, SubClassOf):
        return ()
    named = [side.iri for side in (axiom.sub, axiom.sup) if isinstance(side, Named)]
    for iri in named:
        folder, _, identifier = iri.removeprefix(BASE).partition("/")
        if folder in _RECORD_OF_MARKER:
            return (record_iri(_RECORD_OF_MARKER[folder], identifier),)
    return (axiom.sub.iri,) if isinstance(axiom.sub, Named) else ()
