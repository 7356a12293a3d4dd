"""The SPARQL 1.1 Service Description of the endpoint."""

from collections.abc import Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from api.rdf import write
from kg.iris import RDF
from kg.query import formats
from kg.snapshot.graphs import GRAPHS

SD = "http://www.w3.org/ns/sparql-service-description#"
_TRIPLES = NamedNode("http://rdfs.org/ns/void#triples")
_TYPE = NamedNode(RDF + "type")
FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    formats.JSON: "SPARQL_Results_JSON", formats.XML: "SPARQL_Results_XML",
    formats.CSV: "SPARQL_Results_CSV", formats.TSV: "SPARQL_Results_TSV",
    formats.TURTLE: "Turtle", formats.N_TRIPLES: "N-Triples",
    formats.RDF_XML: "RDF_XML", formats.JSON_LD: "JSON-LD",
}


def service_description(address: str, counts: Mapping[str, int], media_type: str) -> bytes:
    """Return what the endpoint at ``address`` understands, answers in and holds.

    ``counts`` are those of the manifest.
    """
    return write(_triples(address, counts), media_type)


def _triples(address: str, counts: Mapping[str, int]) -> Iterator[Triple]:
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(address))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in _FORMAT_NAMES.values():
        yield Triple(service, _sd("resultFormat"), NamedNode(FORMATS + name))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    sizes = {name: counts.get(f"triples in {name}", 0) for name in GRAPHS}
    yield from _graph(default, sum(sizes.values()))
    for name, iri in GRAPHS.items():
        named, graph = BlankNode(name), BlankNode(f"{name}-graph")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, _TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(iri))
        yield Triple(named, _sd("graph"), graph)
        yield from _graph(graph, sizes[name])


def _graph(node: BlankNode, triples: int) -> Iterator[Triple]:
    yield Triple(node, _TYPE, _sd("Graph"))
    yield Triple(node, _TRIPLES, Literal(triples))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
