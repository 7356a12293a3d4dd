"""The proof of an inferred relation as a page shows it: every line in words, with its records."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from api.pages.explorer import record_address
from kg.catalogue.network import Network
from kg.catalogue.records import cited
from kg.clinical.index import Index
from kg.clinical.proofs import STEPS, readable
from kg.graph.model import SUBCLASS
from kg.iris import entity_curie
from kg.model import Evidence, Source

_RELATION = re.compile(
    r"SubClassOf\(<\S*/(GKG_\d+)> ObjectSomeValuesFrom\(<[^<>]*/(\w+)> <\S*/(GKG_\d+)>\)\)")
_KIND = re.compile(r"SubClassOf\(<\S*/(GKG_\d+)> <\S*/(GKG_\d+)>\)")
_REASONS = STEPS | {
    "": "as somebody stated", "mechanism": "by way of anatomy", "definition": "by definition",
    "asserted": "stated",
}


def page(
    index: Index, network: Network, proof: Mapping[str, Any], drawn: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return what ``proof_of_edge.html`` shows of ``proof``; ``drawn`` are the rules that anatomy
    draws from what it proves."""
    edge = _edge(str(proof["conclusion"]))
    known = network.catalogue.knowledge.entities
    ends = [known[entity_curie(end)].slug for end in (edge[0], edge[2])] if edge else []
    names = sorted({name for step in _steps(proof) for name in map(_name, step["support"])})
    rows = network.catalogue.knowledge.of(Evidence)
    keys = {key for name in names if name in rows for key in rows[name].sources}
    keys |= {name for name in names if name in network.catalogue.knowledge.of(Source)}
    return {
        "tree": _tree(index, network, proof), "ends": ends, "drawn": drawn,
        "sources": cited(network.catalogue.knowledge, tuple(sorted(keys))),
    }


def _tree(index: Index, network: Network, step: Mapping[str, Any]) -> dict[str, Any]:
    """Return one step of a proof with those that it follows from."""
    text, edge = str(step["conclusion"]), _edge(str(step["conclusion"]))
    words = readable(index, text)
    if edge and edge[1] == SUBCLASS:
        words = words.replace(": ", " is a kind of ", 1)
    rule = str(step["rule"])
    return {
        "text": words.replace(": ", " ", 1) if edge else words,
        "why": _REASONS.get(rule, rule),
        "edge": " ".join(edge).replace("_", ":") if edge else "",
        "support": [_support(network, iri) for iri in step["support"]],
        "premises": [_tree(index, network, premise) for premise in step["premises"]],
    }


def _support(network: Network, iri: str) -> tuple[str, str]:
    """Return the name of what a line rests on, and its address: a source, a rule or an entry."""
    name, knowledge = _name(iri), network.catalogue.knowledge
    if name in knowledge.of(Source):
        return name, f"#source-{name}"
    entity = knowledge.entities.get(entity_curie(name)) if name.startswith("GKG_") else None
    if entity is not None:
        return f"entry of {entity.label}", f"/v1/entities/{entity.slug}"
    return name, record_address(network, name)


def _edge(text: str) -> tuple[str, str, str] | None:
    """Return the edge that the axiom ``text`` is, or ``None`` where it is something else."""
    if found := _RELATION.fullmatch(text):
        return found[1], found[2], found[3]
    found = _KIND.fullmatch(text)
    return (found[1], SUBCLASS, found[2]) if found else None


def _name(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _steps(step: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield step
    for premise in step["premises"]:
        yield from _steps(premise)
