"""The mapping set, read back as the SSSOM/TSV specification says and compared with its sources."""

import csv
from pathlib import Path

import pytest
import yaml

from kg import __version__
from kg.authoring.build import COMPILED, compile_ontology
from kg.authoring.sssom import mapping_set
from kg.authoring.terminologies import read_terminologies
from kg.model import Entity, Knowledge, Mapping
from kg.places import SSSOM

BUILT_IN = {"owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd", "linkml", "dc", "dcterms"}
REQUIRED = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
SLOTS = [
    "record_id", "subject_id", "subject_label", "subject_category", "predicate_id",
    "predicate_label", "predicate_modifier", "object_id", "object_label", "object_category",
    "mapping_justification", "subject_source", "subject_source_version", "object_type",
    "object_source", "object_source_version", "comment",
]
"""Slots of a mapping in the order of the specification, as far as they could be used here."""


@pytest.fixture(scope="module")
def written(root: Path) -> str:
    return (root / "ontology" / COMPILED / SSSOM).read_text("utf-8")


@pytest.fixture(scope="module")
def metadata(written: str) -> dict:
    lines = [line[1:] for line in written.splitlines() if line.startswith("#")]
    return yaml.safe_load("\n".join(lines))


@pytest.fixture(scope="module")
def rows(written: str) -> list[dict[str, str]]:
    lines = [line for line in written.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", strict=True))


def test_bar_83_the_committed_mapping_set_is_what_the_sources_give(root, written):
    knowledge = compile_ontology(root / "ontology").knowledge
    assert mapping_set(knowledge) == written.encode(), "run `gluteal build`"


def test_the_metadata_names_the_set_its_license_and_its_sources(metadata):
    assert metadata["mapping_set_id"].startswith("https://w3id.org/gluteal/")
    assert metadata["mapping_set_version"] == __version__
    assert metadata["license"].startswith("https://")
    assert metadata["subject_source"] == "gluteal:ontology"
    assert metadata["extension_definitions"] == [
        {"slot_name": "side", "property": "gluteal:codeSide", "type_hint": "xsd:string"}]
    assert next(iter(metadata)) == "curie_map"


def test_every_prefix_is_declared_and_used(metadata, rows):
    declared = set(metadata["curie_map"])
    assert list(metadata["curie_map"]) == sorted(declared)
    assert not declared & BUILT_IN
    curies = [row[c] for row in rows for c in REQUIRED | {"object_source"}]
    used = {curie.partition(":")[0] for curie in curies} | {"gluteal"}
    assert used - BUILT_IN == declared


def test_columns_and_rows_stand_in_canonical_order(written, rows):
    header = list(rows[0])
    assert set(header) >= REQUIRED
    assert header[-1] == "side"
    assert header[:-1] == [slot for slot in SLOTS if slot in header]
    values = [tuple(row.values()) for row in rows]
    assert values == sorted(set(values))
    assert "\r" not in written
    assert written.endswith("\n")
    assert all(row[column] for row in rows for column in REQUIRED)


def test_the_rows_are_the_mappings(root, rows):
    entities = compile_ontology(root / "ontology").knowledge.entities.values()
    assert {(r["subject_id"], r["subject_label"], r["predicate_id"], r["object_id"], r["side"])
            for r in rows} == {
        (e.id, e.label, f"skos:{m.predicate}Match", m.code, m.side)
        for e in entities for m in e.mappings}
    sided = {r["object_id"]: r["side"] for r in rows if r["subject_id"] == "GKG:0004003"}
    assert (sided["ICD10CM:M54.31"], sided["ICD10CM:M54.32"]) == ("right", "left")


def test_every_object_is_in_its_terminology_under_its_label(rows, shared):
    if shared is None:
        return
    labels = read_terminologies(shared / "terminologies").labels
    for row in rows:
        known = {label.casefold() for label in labels[row["object_id"]]}
        assert row["object_label"].casefold() in known, row


def test_values_are_quoted_only_where_they_must_be():
    entity = Entity(id="GKG:0000001", kind="Muscle", label='a "b"', slug="a-b", mappings=(
        Mapping(code="HP:1", label="plain, with comma", predicate="exact", justification="x:y"),
        Mapping(code="FMA:1", label="no known terminology", predicate="exact")))
    text = mapping_set(Knowledge(entities={entity.id: entity}, records={})).decode()
    (row,) = [line for line in text.splitlines() if line.startswith("GKG")]
    assert row.split("\t")[1:5] == [
        '"a ""b"""', "skos:exactMatch", "HP:1", "plain, with comma"]
