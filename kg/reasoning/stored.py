"""Axioms as plain JSON values, the form in which a snapshot stores them."""

from typing import Any

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
)


def expression_to_json(expression: Expression) -> Any:
    """Return a name as a string, a restriction as {role: filler}, an intersection as a list."""
    if isinstance(expression, Named):
        return expression.iri
    if isinstance(expression, Some):
        return {expression.role: expression_to_json(expression.filler)}
    if isinstance(expression, And):
        return [expression_to_json(part) for part in expression.operands]
    return None


def expression_from_json(stored: Any) -> Expression:
    """Restore what :func:`expression_to_json` returned."""
    if isinstance(stored, str):
        return Named(stored)
    if isinstance(stored, dict):
        ((role, filler),) = stored.items()
        return Some(role, expression_from_json(filler))
    if isinstance(stored, list):
        return And(tuple(expression_from_json(part) for part in stored))
    return Nothing()


def axiom_to_json(axiom: Axiom) -> list[Any]:
    """Return an axiom as a list that starts with its kind."""
    if isinstance(axiom, SubPropertyOf):
        return ["role", list(axiom.chain), axiom.sup]
    if isinstance(axiom, SubClassOf):
        pair, kind = (axiom.sub, axiom.sup), "sub"
    elif isinstance(axiom, EquivalentClasses):
        pair, kind = (axiom.name, axiom.definition), "same"
    else:
        pair, kind = (axiom.one, axiom.other), "apart"
    return [kind, *(expression_to_json(part) for part in pair)]


def axiom_from_json(stored: list[Any]) -> Axiom:
    """Restore what :func:`axiom_to_json` returned."""
    kind, first, second = stored
    if kind == "role":
        return SubPropertyOf(tuple(first), second)
    one, other = expression_from_json(first), expression_from_json(second)
    if kind == "sub":
        return SubClassOf(one, other)
    if kind == "same" and isinstance(one, Named):
        return EquivalentClasses(one, other)
    return DisjointClasses(one, other)
