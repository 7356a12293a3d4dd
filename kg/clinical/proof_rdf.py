"""Proofs as RDF."""

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.iris import BASE, PREFIXES, RDF, term_iri


def turtle(proof: Mapping[str, Any] | None) -> bytes:
    """Return the proof tree as Turtle; nothing at all where there is no proof."""
    if not proof:
        return b""
    return serialize(_triples(proof, "step"), format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


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
