"""Mappings -> one canonical SSSOM/TSV file, for tools that exchange mappings.

The layout is that of https://mapping-commons.github.io/sssom/spec-formats-tsv/, canonical form.
The side that a code states is no standard slot; it is declared as an extension.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg import __version__
from kg.iris import BASE, FOREIGN
from kg.model import Entity, Knowledge, Mapping

COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label",
    "mapping_justification", "object_source", "object_source_version", "side",
)
"""The columns: standard slots in the order of the specification, then the extension."""

_PREFIXES = FOREIGN | {
    "GKG": f"{BASE}GKG_",
    "fhirsid": "http://hl7.org/fhir/sid/",
    "gluteal": BASE,
    "nlm": "http://www.nlm.nih.gov/research/",
    "obo": "http://purl.obolibrary.org/obo/",
    "snomed": "http://snomed.info/",
}
"""The prefixes of the file, besides those that the specification builds in."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A terminology: its own name, and the release that was read where it is known."""

    name: str
    version: str = ""


_SOURCES = {
    "HP": _Source("obo:hp.owl", "2025-01-16"),
    "ICD10CM": _Source("fhirsid:icd-10-cm"),
    "MAXO": _Source("obo:maxo.owl", "2024-07-29"),
    "MONDO": _Source("obo:mondo.owl"),
    "SNOMEDCT": _Source("snomed:sct"),
    "UBERON": _Source("obo:uberon.owl"),
    "UMLS": _Source("nlm:umls"),
}

_DESCRIPTION = (
    "Terms of Gluteal and what other terminologies call them. A predicate reads from subject to"
    " object, so that skos:broadMatch means that the object is the wider one. The column side"
    " holds the side of the body that the object states; the subject has none."
)

_CREDITS = (
    "Object labels as published by UBERON (CC BY 3.0), the Human Phenotype Ontology (free with"
    " citation and version), Mondo and MAxO (CC BY 4.0) and ICD-10-CM (public domain); SNOMED CT"
    " and UMLS codes are those that Mondo publishes as exact matches, under the labels of Mondo."
)


def mapping_set(knowledge: Knowledge) -> bytes:
    """Return the SSSOM/TSV file of all mappings; equal mappings give equal bytes."""
    rows = sorted(
        _row(entity, mapping)
        for entity in knowledge.entities.values() if not entity.deprecated
        for mapping in entity.mappings if mapping.code.partition(":")[0] in FOREIGN
    )
    used = {part.partition(":")[0] for row in rows for part in row if ":" in part}
    header = "".join(f"#{line}\n" for line in _header(used | {"gluteal"}))
    table = "".join("\t".join(map(_cell, row)) + "\n" for row in [COLUMNS, *rows])
    return (header + table).encode()


def _row(entity: Entity, mapping: Mapping) -> tuple[str, ...]:
    source = _SOURCES[mapping.code.partition(":")[0]]
    return (
        entity.id, entity.label, f"skos:{mapping.predicate}Match", mapping.code, mapping.label,
        mapping.justification, source.name, source.version, mapping.side,
    )


def _header(used: set[str]) -> Iterator[str]:
    """Yield the lines of the metadata block, as YAML."""
    yield "curie_map:"
    for prefix, iri in sorted(_PREFIXES.items()):
        if prefix in used:
            yield f"  {prefix}: {iri}"
    yield f"mapping_set_id: {BASE}mappings"
    yield f"mapping_set_version: {__version__}"
    yield "mapping_set_title: Mappings of the Gluteal ontology"
    yield f"mapping_set_description: {_DESCRIPTION}"
    yield "license: https://www.apache.org/licenses/LICENSE-2.0"
    yield "subject_type: owl class"
    yield "subject_source: gluteal:ontology"
    yield f"subject_source_version: {__version__}"
    yield f"comment: {_CREDITS}"
    yield "extension_definitions:"
    yield "- slot_name: side"
    yield "  property: gluteal:codeSide"
    yield "  type_hint: xsd:string"


def _cell(text: str) -> str:
    """Return a value as the specification quotes it."""
    return '"' + text.replace('"', '""') + '"' if re.search(r'["\t\r\n]', text) else text
