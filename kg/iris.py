"""Identifiers: CURIEs of entities, IRIs of records, names of schema terms.

Entities are opaque (``GKG:0000021`` is ``https://w3id.org/gluteal/GKG_0000021``), schema terms
are readable (``gluteal:hasFinding``), records hang under a folder of their own
(``https://w3id.org/gluteal/evidence/F001``).
"""

import re
import unicodedata

BASE = "https://w3id.org/gluteal/"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"

PREFIXES = {
    "gluteal": BASE,
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
    "dcterms": DCTERMS,
    "prov": PROV,
}

FOREIGN = {
    "HP": "http://purl.obolibrary.org/obo/HP_",
    "ICD10CM": "http://purl.bioontology.org/ontology/ICD10CM/",
    "MAXO": "http://purl.obolibrary.org/obo/MAXO_",
    "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
    "SNOMEDCT": "http://snomed.info/id/",
    "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
    "UMLS": "http://linkedlifedata.com/resource/umls/id/",
}
"""The terminologies that entities are mapped to: the prefix of their codes and its IRI."""

_CURIE = re.compile(r"GKG:\d{7}")


def foreign_iri(code: str) -> str:
    """Return the IRI of a foreign code; empty for a terminology that is not in :data:`FOREIGN`.

    >>> foreign_iri("HP:0001945")
    'http://purl.obolibrary.org/obo/HP_0001945'
    """
    prefix, _, local = code.partition(":")
    return FOREIGN[prefix] + local if prefix in FOREIGN else ""


def is_curie(text: str) -> bool:
    """Tell whether ``text`` is an entity CURIE such as ``GKG:0000021``."""
    return _CURIE.fullmatch(text) is not None


def entity_iri(curie: str) -> str:
    """Return the IRI of an entity CURIE.

    >>> entity_iri("GKG:0000021")
    'https://w3id.org/gluteal/GKG_0000021'
    """
    return BASE + curie.replace(":", "_")


def entity_curie(iri: str) -> str:
    """Return the CURIE of an entity IRI, the inverse of :func:`entity_iri`."""
    return iri.removeprefix(BASE).replace("_", ":")


def is_entity_iri(iri: str) -> bool:
    """Tell whether ``iri`` names an entity (and not a record or a schema term)."""
    return iri.startswith(BASE + "GKG_")


def term_iri(name: str) -> str:
    """Return the IRI of a schema term, such as ``hasFinding``."""
    return BASE + name


def record_iri(folder: str, identifier: str) -> str:
    """Return the IRI of a record, such as ``evidence`` and ``F001``."""
    return f"{BASE}{folder}/{identifier.replace(':', '_')}"


def slugify(label: str) -> str:
    """Return the slug that people see in addresses.

    >>> slugify("L5 radiculopathy (left)")
    'l5-radiculopathy-left'
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def camel_case(name: str) -> str:
    """Return the schema property name of a field name.

    >>> camel_case("frequency_low_pct")
    'frequencyLowPct'
    """
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def mapping_property(field: str) -> str:
    """Return the schema property name of a field of a mapping. A property named ``label`` would
    hide ``rdfs:label`` in tools that address properties by their last part, and ``side`` differs
    from the class ``Side`` by its case only.

    >>> mapping_property("label")
    'codeLabel'
    """
    return {"label": "codeLabel", "side": "codeSide"}.get(field, field)


def snake_case(name: str) -> str:
    """Return the field name of a schema property name, the inverse of :func:`camel_case`."""
    return re.sub(r"([A-Z])", lambda match: "_" + match.group(1).lower(), name)
