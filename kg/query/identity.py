"""Which snapshot a store holds: a graph of its own says so, beside the graphs of the snapshot."""

import json
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from kg.iris import BASE, DCTERMS, XSD
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.manifest import Manifest

IDENTITY = BASE + "graph/snapshot"
"""The graph that names the snapshot; no query of a client can choose it."""
_SNAPSHOT = BASE + "snapshot"
_TRIPLES = "http://rdfs.org/ns/void#triples"

ASK_DIGEST = f"""SELECT ?digest WHERE {{
  GRAPH <{IDENTITY}> {{ <{_SNAPSHOT}> <{DCTERMS}identifier> ?digest }}
}}"""
ASK_COUNTS = """SELECT ?graph (COUNT(*) AS ?triples)
WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"""


def identity_triples(manifest: Manifest) -> Iterator[ox.Triple]:
    """Yield what the graph :data:`IDENTITY` of a store with this snapshot holds."""
    snapshot = ox.NamedNode(_SNAPSHOT)
    yield ox.Triple(snapshot, ox.NamedNode(DCTERMS + "identifier"), ox.Literal(manifest.digest))
    yield ox.Triple(snapshot, ox.NamedNode(DCTERMS + "hasVersion"), ox.Literal(manifest.version))
    for graph, count in expected_counts(manifest).items():
        number = ox.Literal(str(count), datatype=ox.NamedNode(XSD + "integer"))
        yield ox.Triple(ox.NamedNode(graph), ox.NamedNode(_TRIPLES), number)


def expected_counts(manifest: Manifest) -> dict[str, int]:
    """Return the number of triples by the IRI of each named graph; empty graphs are left out."""
    counts = {iri: manifest.counts.get(f"triples in {name}", 0) for name, iri in GRAPHS.items()}
    return {iri: count for iri, count in counts.items() if count}


def read_digest(results: bytes) -> str:
    """Return the digest in the JSON results of :data:`ASK_DIGEST`; empty where there is none.

    Raises:
        ValueError: these are no such results.
    """
    found = [row["digest"]["value"] for row in _rows(results)]
    return str(found[0]) if len(found) == 1 else ""


def read_counts(results: bytes) -> dict[str, int]:
    """Return the numbers in the JSON results of :data:`ASK_COUNTS`; raises as above."""
    return {
        row["graph"]["value"]: int(row["triples"]["value"]) for row in _rows(results)
        if "graph" in row
    }


def _rows(results: bytes) -> list[Mapping[str, Mapping[str, str]]]:
    try:
        rows: list[Mapping[str, Mapping[str, str]]] = json.loads(results)["results"]["bindings"]
    except (KeyError, TypeError) as error:
        raise ValueError("these are no SPARQL results") from error
    return rows
