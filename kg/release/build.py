"""The files of a release, from the triples, axioms and taxonomy of a snapshot."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.axioms import Axiom
from kg.iris import PREFIXES
from kg.model import Knowledge
from kg.places import SSSOM
from kg.reasoning.taxonomy import Taxonomy
from kg.release.content import (
    Edition,
    Version,
    base_edition,
    direct_subsumptions,
    full_edition,
    is_ours,
)
from kg.release.jsonld import json_ld
from kg.release.obographs import obo_graph
from kg.release.terms import Pair, data_dictionary
from kg.turtle import turtle

TERMS = "gluteal.terms.json"
"""The data dictionary of the schema."""

MEDIA_TYPES: Mapping[str, str] = {
    "ttl": "text/turtle",
    "owl": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "obographs.json": "application/json",
    "terms.json": "application/json",
    "sssom.tsv": "text/tab-separated-values",
}
"""The formats by the end of a file's name, with their media types."""


def release_files(
    authored: Collection[ox.Triple],
    inferred: Collection[ox.Triple],
    axioms: Iterable[Axiom],
    knowledge: Knowledge,
    taxonomy: Taxonomy,
    relations: Iterable[Pair],
    version: Version,
) -> dict[str, bytes]:
    """Return the content of every file of the release by its name; the same in every run.

    The triples are those that people wrote and those that were inferred, with blank nodes that are
    the same in every run; ``relations`` are all entailed relations between entities.
    """
    direct, stated = direct_subsumptions(taxonomy), list(axioms)
    full = full_edition((*authored, *inferred), direct, version)
    base = base_edition(authored, version)
    told = {
        (t.subject.value, t.object.value) for t in base.triples
        if t.predicate.value.endswith("#subClassOf")
        and isinstance(t.subject, ox.NamedNode) and is_ours(t.subject.value)
        and isinstance(t.object, ox.NamedNode) and is_ours(t.object.value)
    }
    files = _rdf_files(full) | _rdf_files(base)
    files["gluteal.obographs.json"] = obo_graph(full, knowledge, stated, direct)
    files["gluteal-base.obographs.json"] = obo_graph(base, knowledge, stated, told)
    files[TERMS] = data_dictionary(full, knowledge, stated, relations)
    return files


def mapping_file(compiled: Path) -> dict[str, bytes]:
    """Return the SSSOM file of the folder ``compiled`` by its name; nothing where there is none."""
    path = compiled / SSSOM
    return {SSSOM: path.read_bytes()} if path.is_file() else {}


def media_type_of(name: str) -> str:
    """Return the media type of the release file ``name``."""
    return MEDIA_TYPES[name.partition(".")[2]]


def _rdf_files(edition: Edition) -> dict[str, bytes]:
    xml = ox.serialize(edition.triples, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES) or b""
    return {
        f"{edition.name}.ttl": turtle(edition.triples, merged=False),
        f"{edition.name}.owl": xml,
        f"{edition.name}.jsonld": json_ld(edition.triples),
    }
