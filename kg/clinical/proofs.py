"""Proofs as a JSON tree and as prose."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kg.clinical.index import Index, Json
from kg.clinical.presentation import Presentation
from kg.iris import BASE, entity_curie, is_entity_iri
from kg.model import Evidence, review_of
from kg.reasoning.proof import Proof

_IRI = re.compile(r"<([^<>\s]+)>")
_TOKEN = re.compile(r"[()]|[^()\s]+")
_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")
_JOINED = {
    "SubClassOf": ": ", "ObjectSomeValuesFrom": " ", "ObjectIntersectionOf": " and ",
    "EquivalentClasses": " means ", "SubObjectPropertyOf": " implies ",
    "ObjectPropertyChain": " then ",
}
"""How the operands of a construct are joined in words."""

STEPS = {
    "intersection": "as all of these hold",
    "subclass": "as every such case is",
    "existential restriction": "as there is such a one",
    "property chain": "by way of",
    "subproperty": "as the one relation implies the other",
    "entered": "given with the request",
}
"""The inferences of a proof in words."""


def proof_tree(proof: Proof, presentation: Presentation) -> Json:
    """Return a proof as JSON; what was entered points into the request."""
    entered = proof.entered
    return {
        "conclusion": proof.conclusion,
        "rule": proof.rule,
        "axiom": proof.axiom,
        "axiom_text": proof.axiom_text,
        "support": list(proof.support),
        "entered": None if entered is None else presentation.reports[entered].input,
        "premises": [proof_tree(premise, presentation) for premise in proof.premises],
    }


def proof_prose(index: Index, tree: Mapping[str, Any], depth: int = 0) -> list[str]:
    """Return a proof as indented lines that a clinician can read."""
    text = readable(index, str(tree["conclusion"]))
    why = f"reported at {tree['entered']}" if tree["entered"] is not None else (
        STEPS.get(str(tree["rule"]), str(tree["rule"]))
    )
    sources = [_source(index, iri) for iri in tree["support"]]
    cited = f" [{', '.join(sources)}]" if sources else ""
    lines = [f"{'  ' * depth}- {text} ({why}){cited}"]
    for premise in tree["premises"]:
        lines.extend(proof_prose(index, premise, depth + 1))
    return lines


def _source(index: Index, iri: str) -> str:
    """Return the name of what an axiom rests on; an inferred record says how it was reviewed."""
    name = iri.rsplit("/", 1)[-1]
    row = index.knowledge.of(Evidence).get(name)
    review = None if row is None else review_of(index.knowledge, row)
    return name if review is None else f"{name}, {review['reason']}"


def readable(index: Index, text: str) -> str:
    """Return an axiom in words: labels for IRIs, "and" for intersections, properties spelled out.

    "SubClassOf(<presentation> ObjectSomeValuesFrom(<...hasFinding> <...GKG_0002109>))" becomes
    "the presentation: has finding fever". A text of another form keeps its form.
    """
    parts = _TOKEN.findall(text)
    words, end = _phrase(index, parts, 0)
    return words if end == len(parts) else _IRI.sub(lambda m: _label(index, m.group(1)), text)


def _phrase(index: Index, parts: Sequence[str], at: int) -> tuple[str, int]:
    """Return the expression that starts at ``at`` in words, and where it ends."""
    head = parts[at]
    if at + 1 >= len(parts) or parts[at + 1] != "(":
        return _label(index, head.strip("<>")), at + 1
    operands: list[str] = []
    end = at + 2
    while end < len(parts) and parts[end] != ")":
        operand, end = _phrase(index, parts, end)
        operands.append(operand)
    join = _JOINED.get(head)
    if join is None:
        return f"{head}({' '.join(operands)})", end + 1
    return join.join(operands), end + 1


def _label(index: Index, iri: str) -> str:
    name = iri.removeprefix(BASE)
    if is_entity_iri(iri):
        entity = index.knowledge.entities.get(entity_curie(iri))
        return name if entity is None else entity.label
    folder, _, rest = name.partition("/")
    if folder == "presentation":
        return f"the {rest.replace('/', ' ') or 'presentation'}"
    if folder == "rule":
        return f"what rule {rest} asks for"
    if rest.startswith("GKG_"):
        return f"{folder.replace('-', ' ')} {_label(index, BASE + rest)}"
    return name if rest else _CAPITAL.sub(lambda m: f" {m.group().lower()}", name).strip()
