"""The data dictionary: every class and property of the schema, with how it is really used.

It is what the page of the ontology shows. Kinds on either side of a property are observed, not
stated: the schema gives no domains and ranges, which would classify a mistake instead of
reporting it.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kg.axioms import (
    And,
    Axiom,
    DisjointClasses,
    EquivalentClasses,
    Expression,
    Named,
    Some,
    SubClassOf,
    SubPropertyOf,
)
from kg.iris import BASE, OWL, PREFIXES, RDF, RDFS, SKOS, entity_curie, is_entity_iri
from kg.model import RECORDS, Knowledge
from kg.release.content import Edition, is_ours

Pair = tuple[str, str, str]
"""Subject, property and object of a relation between entities, as IRIs."""

_TYPE = ox.NamedNode(RDF + "type")
_TEXTS = {RDFS + "label": "label", SKOS + "definition": "definition", SKOS + "example": "example"}


@dataclass(slots=True)
class _Usage:
    """How often a property is stated and inferred, between which kinds, and one instance."""

    asserted: int = 0
    inferred: int = 0
    subjects: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    shown: tuple[str, str] | None = None


def data_dictionary(
    edition: Edition, knowledge: Knowledge, axioms: Iterable[Axiom], relations: Iterable[Pair]
) -> bytes:
    """Return the dictionary as JSON; ``relations`` are all entailed ones, asserted included."""
    stated = list(axioms)
    about = _descriptions(edition.triples)
    usage = _usage(knowledge, _stated_pairs(stated), set(relations))
    document = {
        "ontology": _header(edition),
        "counts": {"axioms": len(stated), "triples": len(edition.triples)},
        "classes": _classes(about, knowledge, stated),
        "object_properties": _object_properties(about, stated, usage),
        "annotation_properties": _annotation_properties(about, edition.triples),
        "generated_axioms": _generated(stated),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _header(edition: Edition) -> dict[str, str]:
    subject = ox.NamedNode(edition.iri)
    return {"iri": edition.iri} | {
        _name(t.predicate.value): t.object.value  # type: ignore[union-attr]
        for t in edition.triples if t.subject == subject and t.predicate != _TYPE
    }


def _descriptions(triples: Iterable[ox.Triple]) -> dict[str, dict[str, dict[str, str]]]:
    """Return label, definition and example of every declared name, by the kind of declaration."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    kinds: dict[str, list[str]] = {"Class": [], "ObjectProperty": [], "AnnotationProperty": []}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            if key := _TEXTS.get(triple.predicate.value):
                texts[triple.subject.value][key] = triple.object.value
        elif triple.predicate == _TYPE and isinstance(triple.subject, ox.NamedNode):
            kind = triple.object.value.removeprefix(OWL)  # type: ignore[union-attr]
            kinds.setdefault(kind, []).append(triple.subject.value)
    return {
        kind: {iri: texts[iri] for iri in sorted(found) if not is_entity_iri(iri)}
        for kind, found in kinds.items()
    }


def _classes(
    about: dict[str, dict[str, dict[str, str]]], knowledge: Knowledge, axioms: Iterable[Axiom]
) -> list[dict[str, Any]]:
    above: dict[str, list[str]] = defaultdict(list)
    apart: dict[str, list[str]] = defaultdict(list)
    for axiom in axioms:
        if isinstance(axiom, SubClassOf) and _are_named(axiom.sub, axiom.sup):
            above[_iri(axiom.sub)].append(_name(_iri(axiom.sup)))
        elif isinstance(axiom, DisjointClasses) and _are_named(axiom.one, axiom.other):
            apart[_iri(axiom.one)].append(_name(_iri(axiom.other)))
            apart[_iri(axiom.other)].append(_name(_iri(axiom.one)))
    entities = Counter(entity.kind for entity in knowledge.entities.values())
    records = {kind.__name__: len(knowledge.of(kind)) for kind in RECORDS.values()}
    mappings = sum(len(entity.mappings) for entity in knowledge.entities.values())
    records["Mapping"] = mappings
    return [
        {"name": _name(iri), **texts, "parents": sorted(above[iri]), "disjoint": sorted(apart[iri]),
         "entities": entities[_name(iri)], "records": records.get(_name(iri), 0)}
        for iri, texts in about["Class"].items() if is_ours(iri)
    ]


def _object_properties(
    about: dict[str, dict[str, dict[str, str]]], axioms: Iterable[Axiom], usage: dict[str, _Usage]
) -> list[dict[str, Any]]:
    above: dict[str, list[str]] = defaultdict(list)
    chains: dict[str, list[list[str]]] = defaultdict(list)
    for axiom in axioms:
        if isinstance(axiom, SubPropertyOf) and len(axiom.chain) == 1:
            above[axiom.chain[0]].append(_name(axiom.sup))
        elif isinstance(axiom, SubPropertyOf):
            chains[axiom.sup].append([_name(role) for role in axiom.chain])
    return [
        {"name": _name(iri), **texts, "parents": sorted(above[iri]),
         "transitive": [_name(iri)] * 2 in chains[iri],
         "chains": sorted(chain for chain in chains[iri] if chain != [_name(iri)] * 2),
         "asserted": used.asserted, "inferred": used.inferred,
         "subjects": sorted(used.subjects), "objects": sorted(used.objects), "shown": used.shown}
        for iri, texts in about["ObjectProperty"].items()
        for used in (usage.get(iri, _Usage()),)
    ]


def _annotation_properties(
    about: dict[str, dict[str, dict[str, str]]], triples: Iterable[ox.Triple]
) -> list[dict[str, Any]]:
    kinds: dict[object, str] = {}
    uses = []
    for triple in triples:
        if triple.predicate == _TYPE:
            if is_ours(kind := triple.object.value):  # type: ignore[union-attr]
                kinds[triple.subject] = _name(kind)
        else:
            uses.append((triple.predicate.value, triple.subject))
    counts = Counter(predicate for predicate, _ in uses)
    on: dict[str, set[str]] = defaultdict(set)
    for predicate, subject in uses:
        is_entity = isinstance(subject, ox.NamedNode) and is_entity_iri(subject.value)
        on[predicate].add("entities" if is_entity else kinds.get(subject, "schema"))
    return [
        {"name": _name(iri), **texts, "used": counts[iri], "on": sorted(on[iri])}
        for iri, texts in about["AnnotationProperty"].items()
    ]


def _generated(axioms: Iterable[Axiom]) -> dict[str, dict[str, Any]]:
    """Return how many axioms speak of each kind of generated class, with the first as example."""
    found: dict[str, dict[str, Any]] = {}
    for axiom in axioms:
        if isinstance(axiom, SubClassOf):
            folders = {
                one.iri.removeprefix(BASE).partition("/")[0]
                for one in (axiom.sub, axiom.sup) if isinstance(one, Named) and not is_ours(one.iri)
            }
            for folder in folders:
                kind = found.setdefault(folder, {"count": 0, "example": axiom.text})
                kind["count"] += 1
    return dict(sorted(found.items()))


def _stated_pairs(axioms: Iterable[Axiom]) -> set[Pair]:
    pairs = set()
    for axiom in axioms:
        if isinstance(axiom, SubClassOf) and isinstance(axiom.sub, Named):
            subject, whole = axiom.sub.iri, axiom.sup
        elif isinstance(axiom, EquivalentClasses):
            subject, whole = axiom.name.iri, axiom.definition
        else:
            continue
        for part in whole.operands if isinstance(whole, And) else (whole,):
            if isinstance(part, Some) and isinstance(part.filler, Named) and is_ours(subject):
                pairs.add((subject, part.role, part.filler.iri))
    return pairs


def _usage(
    knowledge: Knowledge, stated: set[Pair], relations: set[Pair]
) -> dict[str, _Usage]:
    usage: dict[str, _Usage] = defaultdict(_Usage)
    kinds = {curie: entity.kind for curie, entity in knowledge.entities.items()}
    for pair in sorted(stated | relations):
        subject, role, target = (entity_curie(pair[0]), pair[1], entity_curie(pair[2]))
        if subject not in kinds or target not in kinds:
            continue
        used = usage[role]
        used.subjects.add(kinds[subject])
        used.objects.add(kinds[target])
        if pair in stated:
            used.shown = (subject, target) if not used.asserted else used.shown
            used.asserted += 1
        else:
            used.shown = used.shown or (subject, target)
            used.inferred += 1
    return usage


def _are_named(*expressions: Expression) -> bool:
    """Tell whether all are classes of the schema."""
    return all(
        isinstance(e, Named) and is_ours(e.iri) and not is_entity_iri(e.iri) for e in expressions
    )


def _iri(expression: Expression) -> str:
    return expression.iri if isinstance(expression, Named) else ""


def _name(iri: str) -> str:
    """Return the name without our own prefix, with that of any other vocabulary."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            local = iri.removeprefix(start)
            return local if start == BASE else f"{prefix}:{local}"
    return iri
