"""OBO Graph JSON: nodes and edges of the entities and of the schema.

Source of the format: the schema of github.com/geneontology/obographs. General class axioms, the
generated classes and the records have no place in it; whoever needs them takes the OWL files.
There are no domains and ranges, because the schema states none.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.axioms import And, Axiom, EquivalentClasses, Named, Some, SubClassOf, SubPropertyOf
from kg.iris import BASE, DCTERMS, OWL, RDF, RDFS, SKOS, entity_curie, is_entity_iri
from kg.model import Entity, Knowledge
from kg.release.content import Edition, is_ours

REPLACED_BY = "http://purl.obolibrary.org/obo/IAO_0100001"
"""The property "term replaced by", by which other tools know a successor."""

_KINDS = {OWL + "Class": "CLASS", OWL + "ObjectProperty": "PROPERTY"}
_MATCHES = {name: f"{SKOS}{name}Match" for name in ("exact", "broad", "narrow", "related")}


def obo_graph(
    edition: Edition, knowledge: Knowledge, axioms: Iterable[Axiom],
    subsumptions: Collection[tuple[str, str]],
) -> bytes:
    """Return the OBO Graph document of ``edition``; ``subsumptions`` become its ``is_a`` edges."""
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in edition.triples:
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple):
            about[triple.subject.value][triple.predicate.value].append(triple.object.value)
    named = [iri for iri in sorted(about) if is_ours(iri)]
    stated = list(axioms)
    edges = {(sub, "is_a", sup) for sub, sup in subsumptions} | set(_edges(stated))
    graph = {
        "id": edition.iri,
        "meta": _header(about[edition.iri]),
        "nodes": [node for iri in named for node in _node(iri, about[iri], knowledge)],
        "edges": [{"sub": s, "pred": p, "obj": o} for s, p, o in sorted(edges)],
        "logicalDefinitionAxioms": list(_definitions(stated)),
        "propertyChainAxioms": list(_chains(stated)),
    }
    if title := about[edition.iri].get(DCTERMS + "title"):
        graph["lbl"] = title[0]
    document = {"graphs": [graph]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _header(known: dict[str, list[str]]) -> dict[str, Any]:
    left_out = {OWL + "versionIRI", RDF + "type"}
    return {
        "version": known[OWL + "versionIRI"][0],
        "basicPropertyValues": list(_basic(
            (pred, value) for pred in sorted(known) if pred not in left_out for value in known[pred]
        )),
    }


def _node(
    iri: str, known: dict[str, list[str]], knowledge: Knowledge
) -> Iterator[dict[str, Any]]:
    kinds = [_KINDS[kind] for kind in known.get(RDF + "type", ()) if kind in _KINDS]
    if not kinds:
        return
    node: dict[str, Any] = {"id": iri, "lbl": known[RDFS + "label"][0], "type": kinds[0]}
    if kinds[0] == "PROPERTY":
        node["propertyType"] = "OBJECT"
    entity = knowledge.entities.get(entity_curie(iri)) if is_entity_iri(iri) else None
    if meta := _meta(known, entity):
        node["meta"] = meta
    yield node


def _meta(known: dict[str, list[str]], entity: Entity | None) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    if definition := known.get(SKOS + "definition"):
        meta["definition"] = {"val": definition[0], "xrefs": known.get(DCTERMS + "source", [])}
    if comments := known.get(SKOS + "editorialNote"):
        meta["comments"] = comments
    if synonyms := known.get(SKOS + "altLabel"):
        meta["synonyms"] = [{"pred": "hasExactSynonym", "val": text} for text in synonyms]
    basic = [(SKOS + "example", text) for text in known.get(SKOS + "example", ())]
    if entity is not None:
        exact = [m.code for m in entity.mappings if m.predicate == "exact"]
        if exact:
            meta["xrefs"] = [{"val": code} for code in exact]
        basic += _of_entity(entity, known)
    if basic:
        meta["basicPropertyValues"] = list(_basic(basic))
    if entity is not None and entity.deprecated:
        meta["deprecated"] = True
    return meta


def _of_entity(entity: Entity, known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    yield BASE + "kind", entity.kind
    yield BASE + "slug", entity.slug
    yield from ((SKOS + "notation", key) for key in known.get(SKOS + "notation", ()))
    yield from ((_MATCHES[m.predicate], m.code) for m in entity.mappings)
    yield from ((REPLACED_BY, iri) for iri in known.get(DCTERMS + "isReplacedBy", ()))


def _basic(pairs: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    yield from ({"pred": pred, "val": value} for pred, value in pairs)


def _edges(axioms: Iterable[Axiom]) -> Iterator[tuple[str, str, str]]:
    for axiom in axioms:
        if isinstance(axiom, SubPropertyOf) and len(axiom.chain) == 1:
            yield axiom.chain[0], "subPropertyOf", axiom.sup
        elif (
            isinstance(axiom, SubClassOf)
            and isinstance(axiom.sub, Named) and is_ours(axiom.sub.iri)
            and isinstance(axiom.sup, Some)
            and isinstance(axiom.sup.filler, Named) and is_ours(axiom.sup.filler.iri)
        ):
            yield axiom.sub.iri, axiom.sup.role, axiom.sup.filler.iri


def _definitions(axioms: Iterable[Axiom]) -> Iterator[dict[str, Any]]:
    """Yield the definitions by genus and differences; the format knows no other."""
    for axiom in axioms:
        if isinstance(axiom, EquivalentClasses) and is_ours(axiom.name.iri):
            whole = axiom.definition
            operands = whole.operands if isinstance(whole, And) else (whole,)
            genera = [one.iri for one in operands if isinstance(one, Named)]
            differences = [
                {"propertyId": one.role, "fillerId": one.filler.iri}
                for one in operands if isinstance(one, Some) and isinstance(one.filler, Named)
            ]
            if len(genera) + len(differences) == len(operands):
                yield {"definedClassId": axiom.name.iri, "genusIds": genera,
                       "restrictions": differences}


def _chains(axioms: Iterable[Axiom]) -> Iterator[dict[str, Any]]:
    """Yield the chains; a transitive property is the chain of itself with itself."""
    for axiom in axioms:
        if isinstance(axiom, SubPropertyOf) and len(axiom.chain) > 1:
            yield {"predicateId": axiom.sup, "chainPredicateIds": list(axiom.chain)}
