"""Normal forms of EL axioms, the input of :mod:`kg.reasoning.saturation`.

Complex expressions get names of their own (structural transformation, polarity-aware, as in
Baader, Brandt and Lutz, "Pushing the EL envelope", IJCAI 2005), so that every axiom becomes one
of: ``A1 and ... and An => B``, ``A => r some B``, ``r some A => B``, ``r => s``, ``r o s => t``.
Classes and roles are numbered; a rule remembers the axiom that it came from, or -1 where it only
unfolds the name of an expression.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.axioms import (
    And,
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

BOTTOM = 0
UNFOLDING = -1


@dataclass(slots=True)
class Rules:
    """Indexed normal forms; each entry ends with the number of its axiom.

    ``conjunctions[i]`` is (operands, head, axiom) and ``uses[a]`` how many of them have operand
    ``a``. ``to_some[a]`` lists (role, filler, axiom), ``from_some[role][a]`` (head,
    axiom), ``super_roles[r]`` (role, axiom), ``chains[r]`` (second role, result, axiom) and
    ``chains_by_second`` the same by the second role.
    """

    implied: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    conjunctions: list[tuple[tuple[int, ...], int, int]] = field(default_factory=list)
    uses: Counter[int] = field(default_factory=Counter)
    to_some: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    from_some: dict[int, dict[int, list[tuple[int, int]]]] = field(default_factory=dict)
    super_roles: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    chains: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    chains_by_second: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    _watch: dict[int, dict[int, list[int]]] = field(default_factory=dict)
    _watched: int = 0

    def watch(self) -> dict[int, dict[int, list[int]]]:
        """Return, by operand and by the rarest other operand, the numbers of the conjunctions.

        A presentation is an operand of thousands of rules; looked up with a partner that it also
        is, only those remain that can fire.
        """
        for number in range(self._watched, len(self.conjunctions)):
            operands = sorted(set(self.conjunctions[number][0]), key=lambda o: (self.uses[o], o))
            rarest, others = operands[0], operands[1:] or operands
            for operand in operands:
                partner = others[0] if operand == rarest else rarest
                self._watch.setdefault(operand, {}).setdefault(partner, []).append(number)
        self._watched = len(self.conjunctions)
        return self._watch


class Normalizer:
    """Names, numbers and normal forms of a growing set of axioms.

    ``texts[n]`` is the canonical text of class ``n``; ``expressions[n]`` the expression itself.
    """

    def __init__(self) -> None:
        """Start with ``owl:Nothing`` as class 0 and no axioms."""
        self.rules = Rules()
        self.axioms: list[Axiom] = []
        self.texts: list[str] = ["owl:Nothing"]
        self.expressions: list[Expression] = [Nothing()]
        self.roles: list[str] = []
        self._classes: dict[str, int] = {"owl:Nothing": BOTTOM}
        self._roles: dict[str, int] = {}
        self._left: dict[str, int] = {}
        self._right: dict[str, int] = {}

    def add_all(self, axioms: Iterable[Axiom]) -> None:
        """Normalize ``axioms`` in order."""
        for axiom in axioms:
            self.add(axiom)

    def add(self, axiom: Axiom) -> int:
        """Normalize one axiom and return its number."""
        number = len(self.axioms)
        self.axioms.append(axiom)
        if isinstance(axiom, SubClassOf):
            self._subclass(axiom.sub, axiom.sup, number)
        elif isinstance(axiom, EquivalentClasses):
            self._subclass(axiom.name, axiom.definition, number)
            self._subclass(axiom.definition, axiom.name, number)
        elif isinstance(axiom, DisjointClasses):
            self._subclass(conjunction([axiom.one, axiom.other]), Nothing(), number)
        else:
            self._role_inclusion(axiom, number)
        return number

    def known(self, iri: str) -> int | None:
        """Return the number of a named class, or ``None`` when no axiom mentions it."""
        return self._classes.get(f"<{iri}>")

    def named(self, iri: str) -> int:
        """Return the number of a named class, numbering it when it is new."""
        return self._number(Named(iri))

    def role(self, iri: str) -> int:
        """Return the number of a role, numbering it when it is new."""
        if iri not in self._roles:
            self._roles[iri] = len(self.roles)
            self.roles.append(iri)
        return self._roles[iri]

    def left(self, expression: Expression) -> int:
        """Return a class that holds wherever ``expression`` holds."""
        if isinstance(expression, Named | Nothing):
            return self._number(expression)
        if expression.text in self._left:
            return self._left[expression.text]
        number = self._fresh(self._left, expression)
        if isinstance(expression, Some):
            self._from_some(expression, number, UNFOLDING)
        else:
            operands = tuple(self.left(part) for part in expression.operands)
            self._conjunction(operands, number, UNFOLDING)
        return number

    def right(self, expression: Expression) -> int:
        """Return a class that implies ``expression``."""
        if isinstance(expression, Named | Nothing):
            return self._number(expression)
        if expression.text in self._right:
            return self._right[expression.text]
        number = self._fresh(self._right, expression)
        self._imply(number, expression, UNFOLDING)
        return number

    def _number(self, expression: Named | Nothing) -> int:
        text = expression.text
        if text not in self._classes:
            self._classes[text] = len(self.texts)
            self.texts.append(text)
            self.expressions.append(expression)
        return self._classes[text]

    def _fresh(self, table: dict[str, int], expression: Expression) -> int:
        number = len(self.texts)
        table[expression.text] = number
        self.texts.append(expression.text)
        self.expressions.append(expression)
        return number

    def _subclass(self, sub: Expression, sup: Expression, axiom: int) -> None:
        heads = sup.operands if isinstance(sup, And) else (sup,)
        for head in heads:
            if isinstance(head, Some):
                self._imply(self.left(sub), head, axiom)
            elif isinstance(sub, And):
                operands = tuple(self.left(part) for part in sub.operands)
                self._conjunction(operands, self.right(head), axiom)
            elif isinstance(sub, Some):
                self._from_some(sub, self.right(head), axiom)
            else:
                pair = (self.right(head), axiom)
                self.rules.implied.setdefault(self.left(sub), []).append(pair)

    def _imply(self, sub: int, sup: Expression, axiom: int) -> None:
        if isinstance(sup, Some):
            entry = (self.role(sup.role), self.right(sup.filler), axiom)
            self.rules.to_some.setdefault(sub, []).append(entry)
        elif isinstance(sup, And):
            for part in sup.operands:
                self._imply(sub, part, axiom)
        else:
            self.rules.implied.setdefault(sub, []).append((self._number(sup), axiom))

    def _from_some(self, expression: Some, head: int, axiom: int) -> None:
        by_filler = self.rules.from_some.setdefault(self.role(expression.role), {})
        by_filler.setdefault(self.left(expression.filler), []).append((head, axiom))

    def _conjunction(self, operands: tuple[int, ...], head: int, axiom: int) -> None:
        self.rules.conjunctions.append((operands, head, axiom))
        self.rules.uses.update(operands)

    def _role_inclusion(self, axiom: SubPropertyOf, number: int) -> None:
        roles = [self.role(iri) for iri in axiom.chain]
        sup = self.role(axiom.sup)
        if len(roles) == 1:
            self.rules.super_roles.setdefault(roles[0], []).append((sup, number))
        elif len(roles) == 2:
            first, second = roles
            self.rules.chains.setdefault(first, []).append((second, sup, number))
            self.rules.chains_by_second.setdefault(second, []).append((first, sup, number))
        else:
            raise ReasoningError(f"a chain of {len(roles)} roles is not supported: {axiom.text}")
