"""Reads the whole ontology folder into one :class:`~kg.model.Knowledge`, or says all faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.authoring.claims import with_claimed_relations
from kg.authoring.draft import Draft, build, draft_of, resolve
from kg.authoring.faults import Faults, Origin
from kg.authoring.fields import specs
from kg.authoring.files import read_source, read_sources
from kg.authoring.gate_check import check_gates
from kg.authoring.raw import ENTITY_CLASSES
from kg.authoring.resolve import Names
from kg.authoring.schema import Schema, read_schema
from kg.authoring.toml_files import read_toml
from kg.authoring.tsv import read_table
from kg.authoring.uniqueness import check_unique
from kg.iris import camel_case, entity_iri, record_iri
from kg.model import RECORDS, Entity, Finding, Knowledge

_FOLDER_OF = {record: folder for folder, record in RECORDS.items()}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the knowledge, the schema, and where each IRI's record stands."""

    knowledge: Knowledge
    schema: Schema
    origins: Mapping[str, Origin]


def load(folder: Path) -> Loaded:
    """Read every authored file under ``folder``.

    Raises:
        AuthoringError: something is wrong; every fault of every file is in it.
    """
    faults = Faults()
    schema = read_schema(read_source(folder, "schema.ttl", faults), faults)
    _check_terms(schema, faults)
    drafts = []
    for source in read_sources(folder, faults):
        reader = read_toml if source.path.endswith(".toml") else read_table
        drafts += [draft_of(raw, faults) for raw in reader(source, schema, faults)]
    loaded = _assemble([draft for draft in drafts if draft is not None], schema, faults)
    faults.raise_any()
    return loaded


def _check_terms(schema: Schema, faults: Faults) -> None:
    """A field and an object property of one name would be one IRI with two meanings."""
    fields = {camel_case(name) for record in (*RECORDS.values(), *ENTITY_CLASSES.values())
              for name in specs(record)}
    for name in sorted(fields.intersection(schema.properties.values())):
        faults.add(Origin("schema.ttl", name), "", "is an object property and a field of records")


def _assemble(drafts: list[Draft], schema: Schema, faults: Faults) -> Loaded:
    check_unique(drafts, faults)
    names = _names(drafts)
    check_gates(drafts, faults)
    classes = {draft.id: draft.raw.record for draft in drafts if draft.is_entity}
    entities: dict[str, Entity] = {}
    records: dict[str, dict[str, object]] = {folder: {} for folder in RECORDS}
    origins: dict[str, Origin] = {}
    for draft in sorted(drafts, key=lambda draft: draft.id):
        computed = _computed(draft, schema, names, faults)
        made = build(draft, names, classes.get, faults, computed)
        if isinstance(made, Entity):
            entities[draft.id] = made
            origins[entity_iri(draft.id)] = draft.raw.origin
        elif made is not None:
            folder = _FOLDER_OF[draft.raw.record]
            records[folder][draft.id] = made
            origins[record_iri(folder, draft.id)] = draft.raw.origin
    filled = {folder: found for folder, found in records.items() if found}
    knowledge = Knowledge(entities=entities, records=filled)
    knowledge = with_claimed_relations(knowledge, schema, origins, faults)
    return Loaded(knowledge, schema, origins)


def _names(drafts: list[Draft]) -> dict[str, Names]:
    names = {"entity": Names(), "source": Names(), "document": Names()}
    for draft in drafts:
        if draft.is_entity:
            names["entity"].add(
                draft.id, (draft.id, draft.text("key")),
                (draft.text("label"), draft.text("slug"), *draft.texts("synonyms")))
        elif (kind := _FOLDER_OF[draft.raw.record]) in names:
            names[kind].add(draft.id, (draft.id,), (draft.text("file"), draft.text("title")))
    return names


def _computed(
    draft: Draft, schema: Schema, names: Mapping[str, Names], faults: Faults,
) -> dict[str, object]:
    if not draft.is_entity:
        return {}
    pairs = set()
    for key, written in draft.raw.relations.items():
        for target in _targets(written, key, draft.raw.origin, faults):
            found = resolve(target, names["entity"], key, draft.raw.origin, faults)
            pairs.add((schema.properties[key], found))
    kind = "composition" if issubclass(draft.raw.record, Finding) else "relations"
    return {"kind": draft.raw.kind, kind: tuple(sorted(pairs))}


def _targets(written: object, key: str, origin: Origin, faults: Faults) -> list[str]:
    parts = written.split(";") if isinstance(written, str) else written
    if isinstance(parts, list) and all(isinstance(part, str) for part in parts):
        return [part.strip() for part in parts if part.strip()]
    faults.add(origin, key, f"must be a list of names, not {written!r}")
    return []
