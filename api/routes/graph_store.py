"""SPARQL 1.1 Graph Store Protocol, the reading half: whole graphs, or an error."""

from apiflask import APIBlueprint
from flask import Response, request

from api.answers import given_as
from api.negotiate import choose
from api.problems import Problem
from api.routes.sparql import give
from api.service import service
from api.serving.encoding import Packed
from kg.query import formats
from kg.query.admission import admit
from kg.snapshot.exports import EVERYTHING, export_name
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.load import read_export

PATH = "/rdf-graph-store"
routes = APIBlueprint("graph_store", __name__, url_prefix=PATH, tag="SPARQL")
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_PARAMETERS = [
    {"name": "graph", "in": "query", "schema": {"type": "string", "format": "iri"},
     "description": "IRI of a named graph"},
    {"name": "default", "in": "query", "schema": {"type": "string", "maxLength": 0},
     "allowEmptyValue": True, "description": "all named graphs together"},
]
_OFFERS = tuple(formats.GRAPHS)
_NAMES = {iri: name for name, iri in GRAPHS.items()}
_GIVEN = given_as(*_OFFERS)


@routes.get("")
@routes.doc(responses=_GIVEN, extensions={"parameters": _PARAMETERS})
def read_graph() -> Response:
    """Give the named graph ``graph``, or with ``default`` all graphs together."""
    given = request.args.to_dict(flat=False)
    if given == {"default": [""]}:
        return _whole(EVERYTHING)
    if given.keys() != {"graph"} or len(given["graph"]) > 1:
        raise Problem(400, "bad-request", "give either graph=IRI or default, once")
    return _named(given["graph"][0])


@routes.get("/<path:name>")
@routes.doc(responses=_GIVEN)
def read_graph_by_name(name: str) -> Response:
    """Give the named graph whose IRI ends in ``name``, such as ``relations``."""
    if request.args:
        raise Problem(400, "bad-request", "this address has no parameters")
    return _named(GRAPHS.get(name, ""))


def _named(iri: str) -> Response:
    if iri not in service().graphs:
        known = ", ".join(sorted(service().graphs))
        raise Problem(404, "not-found", f"there is no such graph here; there are {known}")
    return _whole(_NAMES.get(iri, ""), iri)


def _whole(name: str, *graphs: str) -> Response:
    """Send the file of the graph ``name``; where the snapshot has none, ask for ``graphs``."""
    snapshot, media_type = service().snapshot, choose(_OFFERS)
    file = export_name(name, formats.GRAPHS[media_type])
    if file in snapshot.manifest.exports:
        return Packed(read_export(snapshot, file), media_type)
    return give(admit(_EVERYTHING, graphs, (), service().graphs), _OFFERS)
