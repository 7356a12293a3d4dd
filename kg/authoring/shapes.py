"""Runs ``shapes/*.ttl`` (SHACL) over the entities and records of the compiled ontology."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
from pyshacl import validate as run_shacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.authoring.faults import Faults, Origin
from kg.authoring.problems import Problem
from kg.iris import BASE, XSD


def nonconformities(
    triples: Iterable[ox.Triple], folder: Path, faults: Faults,
) -> Iterator[Problem]:
    """Yield a problem for every result of every shape; a broken shapes file is a fault."""
    data = _data(triples)
    for path in sorted(folder.glob("*.ttl")):
        try:
            shapes = Graph().parse(path, format="turtle")
            _, report, _ = run_shacl(data, shacl_graph=shapes, meta_shacl=False)
        except Exception as error:  # noqa: BLE001 (rdflib and pyshacl raise unrelated kinds)
            faults.add(Origin(f"{folder.name}/{path.name}", ""), "", f"cannot run: {error}")
            continue
        if isinstance(report, Graph):
            yield from _results(report)


def _results(report: Graph) -> Iterator[Problem]:
    for result in report.subjects(SH.resultSeverity, SH.Violation):
        path = report.value(result, SH.resultPath)
        yield Problem(
            iri=str(report.value(result, SH.focusNode)),
            key=str(path).removeprefix(BASE).rpartition("#")[2] if isinstance(path, URIRef) else "",
            message=str(report.value(result, SH.resultMessage)),
        )


def _data(triples: Iterable[ox.Triple]) -> Graph:
    """Return what has an IRI of ours as an rdflib graph; axioms' inner nodes are left out."""
    graph = Graph()
    for triple in triples:
        subject = triple.subject
        if isinstance(subject, ox.NamedNode) and not isinstance(triple.object, ox.BlankNode) \
                and not subject.value.startswith(BASE + "axiom/"):
            graph.add((URIRef(subject.value), URIRef(triple.predicate.value), _node(triple.object)))
    return graph


def _node(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        if term.datatype.value == XSD + "string":
            return Literal(term.value)  # rdflib tells "a" and "a"^^xsd:string apart
        return Literal(term.value, datatype=URIRef(term.datatype.value))
    return BNode()
