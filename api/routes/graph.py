"""The knowledge as a graph: neighbourhoods and paths, with places for drawing them."""

from apiflask import APIBlueprint
from flask import Response

from api.answers import NeighbourhoodPage, PathPage
from api.models import GraphQuery, NeighbourhoodQuery, PathQuery
from api.negotiate import json_answer, wants_json
from api.service import service
from kg.catalogue.neighbourhood import neighbourhood
from kg.catalogue.network import Filter

routes = APIBlueprint("graph", __name__, url_prefix="/v1/graph", tag="Graph")


def _filter(asked: GraphQuery, kinds: str | None = None) -> Filter:
    network = service().network
    return Filter(
        relations=network.relations(asked.relations, "relations"),
        kinds=network.kinds(kinds, "kinds"),
        inferred=asked.inferred,
    )


@routes.get("/neighbourhood")
@routes.input(NeighbourhoodQuery, location="query", arg_name="asked")
@routes.output(NeighbourhoodPage)
def show_neighbourhood(asked: NeighbourhoodQuery) -> Response:
    """Show what surrounds entities, breadth first, the most telling neighbours first."""
    wants_json()
    network = service().network
    starts = network.entities(asked.of, "of")
    chosen = _filter(asked, asked.kinds)
    return json_answer(
        neighbourhood(network, starts, chosen, depth=asked.depth, limit=asked.limit)
    )


@routes.get("/path")
@routes.input(PathQuery, location="query", arg_name="asked")
@routes.output(PathPage)
def show_path(asked: PathQuery) -> Response:
    """Show the shortest ways from one entity to another, each step with its reason."""
    wants_json()
    network = service().network
    ends = network.entity(asked.start, "from"), network.entity(asked.to, "to")
    return json_answer(service().paths.between(*ends, _filter(asked), k=asked.k))
