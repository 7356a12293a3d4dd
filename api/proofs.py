"""Proofs as RDF and as prose."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from api.negotiate import TURTLE
from api.rdf import write
from kg.iris import BASE, RDF, entity_curie, is_entity_iri, term_iri
from kg.model import Knowledge

_IRI = re.compile(r"<([^>]*)>")


def turtle(proof: Mapping[str, Any] | None) -> bytes:
    """Return the proof tree as Turtle; nothing at all where there is no proof."""
    return write(_triples(proof, "step"), TURTLE) if proof else b""


def _triples(step: Mapping[str, Any], name: str) -> Iterator[Triple]:
    node = BlankNode(name)
    yield Triple(node, NamedNode(RDF + "type"), NamedNode(term_iri("ProofStep")))
    for member in ("conclusion", "rule", "axiom", "axiom_text", "entered"):
        if step.get(member) not in (None, ""):
            value = Literal(str(step[member]))
            yield Triple(node, NamedNode(term_iri(_property(member))), value)
    for support in step.get("support", ()):
        if str(support).startswith(BASE):
            yield Triple(node, NamedNode(term_iri("supportedBy")), NamedNode(support))
    for number, premise in enumerate(step.get("premises", ())):
        inner = f"{name}{number}"
        yield Triple(node, NamedNode(term_iri("hasPremise")), BlankNode(inner))
        yield from _triples(premise, inner)


def _property(member: str) -> str:
    return "axiomText" if member == "axiom_text" else member


def prose(proof: Mapping[str, Any] | None, knowledge: Knowledge) -> str:
    """Return the proof as indented sentences, with labels in place of identifiers."""
    if not proof:
        return "Nothing was proved.\n"
    return "\n".join(_sentences(proof, knowledge, 0)) + "\n"


def _sentences(step: Mapping[str, Any], knowledge: Knowledge, level: int) -> Iterator[str]:
    said = _IRI.sub(lambda m: _name(m.group(1), knowledge), str(step.get("conclusion", "")))
    why = f" [{step.get('rule', '')}]" if step.get("rule") else ""
    yield f"{'  ' * level}{said}{why}"
    for support in step.get("support", ()):
        yield f"{'  ' * (level + 1)}source: {str(support).removeprefix(BASE)}"
    for premise in step.get("premises", ()):
        yield from _sentences(premise, knowledge, level + 1)


def _name(iri: str, knowledge: Knowledge) -> str:
    if is_entity_iri(iri) and (found := knowledge.entities.get(entity_curie(iri))):
        return f"'{found.label}'"
    return iri.removeprefix(BASE)
