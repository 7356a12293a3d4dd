"""Proofs as a JSON tree and as prose."""

import re
from collections.abc import Mapping
from typing import Any

from kg.clinical.index import Index, Json
from kg.clinical.presentation import Presentation
from kg.iris import BASE, entity_curie, is_entity_iri
from kg.reasoning.proof import Proof

_IRI = re.compile(r"<([^<>\s]+)>")


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
    why = f"reported at {tree['entered']}" if tree["entered"] is not None else str(tree["rule"])
    sources = [iri.rsplit("/", 1)[-1] for iri in tree["support"]]
    cited = f" [{', '.join(sources)}]" if sources else ""
    lines = [f"{'  ' * depth}- {text} ({why}){cited}"]
    for premise in tree["premises"]:
        lines.extend(proof_prose(index, premise, depth + 1))
    return lines


def readable(index: Index, text: str) -> str:
    """Return an axiom's text with labels in place of IRIs."""
    return _IRI.sub(lambda match: _label(index, match.group(1)), text)


def _label(index: Index, iri: str) -> str:
    name = iri.removeprefix(BASE)
    if is_entity_iri(iri):
        entity = index.knowledge.entities.get(entity_curie(iri))
        return name if entity is None else entity.label
    folder, _, rest = name.partition("/")
    if rest.startswith("GKG_"):
        return f"{folder.replace('-', ' ')} {_label(index, BASE + rest)}"
    return name
