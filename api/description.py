"""The SPARQL 1.1 Service Description of the endpoint."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, Triple

from api.rdf import write
from kg.iris import RDF
from kg.query import formats
from kg.snapshot.graphs import GRAPHS

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    formats.JSON: "SPARQL_Results_JSON", formats.XML: "SPARQL_Results_XML",
    formats.CSV: "SPARQL_Results_CSV", formats.TSV: "SPARQL_Results_TSV",
    formats.TURTLE: "Turtle", formats.N_TRIPLES: "N-Triples",
    formats.RDF_XML: "RDF_XML", formats.JSON_LD: "JSON-LD",
}


def service_description(address: str, media_type: str) -> bytes:
    """Return what the endpoint at ``address`` understands, answers in and holds."""
    return write(_triples(address), media_type)


def _triples(address: str) -> Iterator[Triple]:
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, NamedNode(RDF + "type"), _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(address))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in _FORMAT_NAMES.values():
        yield Triple(service, _sd("resultFormat"), NamedNode(FORMATS + name))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, NamedNode(RDF + "type"), _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, NamedNode(RDF + "type"), _sd("Graph"))
    for name, iri in GRAPHS.items():
        node = BlankNode(name)
        yield Triple(dataset, _sd("namedGraph"), node)
        yield Triple(node, NamedNode(RDF + "type"), _sd("NamedGraph"))
        yield Triple(node, _sd("name"), NamedNode(iri))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
