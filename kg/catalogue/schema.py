"""The schema as a page shows it: classes as a tree, terms with links to what they are used for."""

from collections.abc import Mapping
from typing import Any

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.kinds import LISTS
from kg.catalogue.records import RULE_FOLDERS, reference
from kg.iris import entity_curie, entity_iri, is_curie
from kg.model import RECORDS


def schema_view(dictionary: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Return what a page of the schema shows, from the data dictionary of the release."""
    classes = [_class_view(one, catalogue) for one in dictionary["classes"]]
    below: dict[str, list[dict[str, Any]]] = {}
    for one in classes:
        for parent in one["parents"] or [""]:
            below.setdefault(parent, []).append(one)
    entities = catalogue.knowledge.entities.values()
    return {
        "about": dictionary["ontology"],
        "classes": classes,
        "tree": [_branch(one, below) for one in below.get("", ())],
        "object_properties": [
            _property_view(one, catalogue) for one in dictionary["object_properties"]
        ],
        "annotation_properties": dictionary["annotation_properties"],
        "generated": dictionary["generated_axioms"],
        "obsolete": [
            reference(e) | {"replaced_by": _named(e.replaced_by, catalogue)}
            for e in entities if e.deprecated
        ],
        "former_slugs": sum(len(e.former_slugs) for e in entities),
        "counts": {
            "entities": len(catalogue.knowledge.entities),
            "records": sum(len(found) for found in catalogue.knowledge.records.values()),
            **dictionary["counts"],
        },
    }


def place_of(name: str, catalogue: Catalogue) -> str:
    """Return the path at which the service answers for the IRI that ends in ``name``; empty where
    it knows no such name.

    >>> place_of("ontology", None)
    '/ontology'
    """
    folder, _, identifier = name.partition("/")
    if folder in ("ontology", "ontology-base"):
        return "/" + name
    if folder == "graph":
        return "/ontology#graphs"
    if not identifier:
        return _place_of_term(name, catalogue)
    curie = entity_curie(identifier.partition("-")[0])
    if is_curie(curie) and curie in catalogue.knowledge.entities:
        return f"/v1/entities/{identifier.partition('-')[0]}"
    if any(identifier in catalogue.knowledge.records.get(kind, {}) for kind in RULE_FOLDERS):
        return f"/v1/rules/{identifier}"
    return _place_of_record(folder, identifier, catalogue)


def _place_of_term(name: str, catalogue: Catalogue) -> str:
    curie = entity_curie(name)
    if is_curie(curie):
        return f"/v1/entities/{name}" if curie in catalogue.knowledge.entities else ""
    return f"/ontology#{name}" if name.isidentifier() else ""


def _place_of_record(folder: str, identifier: str, catalogue: Catalogue) -> str:
    if folder == "axiom":
        return "/ontology#AxiomSupport"
    if identifier not in catalogue.knowledge.records.get(folder, {}):
        return ""
    if folder in ("claim", "source"):
        return f"/v1/{folder}s/{identifier}"
    return f"/ontology#{RECORDS[folder].__name__}"


def _class_view(one: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    name = one["name"]
    lists = [shown for shown, kinds in LISTS.items() if name in kinds]
    entities = [
        reference(e) for e in catalogue.listed("entities") if e.kind == name and not lists
    ]
    return {**one, "list": lists[0] if lists else "", "shown": entities}


def _branch(
    one: dict[str, Any], below: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    kinds = [_branch(kind, below) for kind in below.get(one["name"], ())]
    return {"name": one["name"], "label": one.get("label", one["name"]), "kinds": kinds}


def _property_view(one: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    shown = one["shown"]
    if shown is None:
        return {**one, "instance": None}
    subject, target = (_named(curie, catalogue) for curie in shown)
    is_inferred = one["asserted"] == 0
    ends = [entity_iri(curie).rpartition("/")[2] for curie in shown]
    proof = ".".join((ends[0], one["name"], ends[1])) if is_inferred else ""
    return {**one, "instance": {"subject": subject, "target": target, "proof": proof}}


def _named(curie: str, catalogue: Catalogue) -> dict[str, str] | None:
    entity = catalogue.knowledge.entities.get(curie)
    return reference(entity) if entity is not None else None
