"""The saved queries: what there is, and their answers."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from api.answers import ItemList, given_as
from api.negotiate import HTML, JSON, choose, json_answer
from api.problems import Problem
from api.routes.workbench import ask_saved, show
from api.service import service
from kg.errors import UnknownEntityError
from kg.query import formats
from kg.query.header import SavedQuery

routes = APIBlueprint("queries", __name__, url_prefix="/v1", tag="SPARQL")
FORMATS = (formats.JSON, HTML, JSON, formats.CSV, formats.TSV, formats.XML)


def view(query: SavedQuery) -> dict[str, Any]:
    """Return what a client needs to know of a saved query."""
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "parameters": [
            {"name": p.name, "type": p.type, "kinds": list(p.kinds), "required": p.required,
             "example": p.example, "description": p.description}
            for p in query.parameters.values()
        ],
        "returns": dict(query.returns),
        "href": f"/v1/queries/{query.name}",
    }


@routes.get("/queries")
@routes.output(ItemList)
@routes.doc(responses=given_as(HTML))
def list_queries() -> Response:
    """List the saved queries with their parameters and what they return."""
    items = [view(query) for query in service().saved.queries.values()]
    if choose([JSON, HTML]) == HTML:
        return show()
    return json_answer({"total": len(items), "items": items})


@routes.get("/queries/<name>")
@routes.doc(responses=given_as(*FORMATS))
def run_query(name: str) -> Response:
    """Answer a saved query; its parameters are bound as RDF terms, never as text."""
    saved = service().saved
    if name not in saved.queries:
        raise UnknownEntityError(name, tuple(saved.queries)[:5])
    media_type = choose(FORMATS)
    if media_type == HTML:
        return ask_saved(name, _parameters())
    found = saved.run(name, _parameters(), service().queries,
                      accept=formats.JSON if media_type == JSON else media_type)
    return Response(found.body, mimetype=media_type)


def _parameters() -> dict[str, str]:
    given = request.args.to_dict(flat=False)
    for key, values in given.items():
        if len(values) > 1:
            raise Problem(400, "bad-request", f"the parameter {key[:80]!r} is given twice")
    return {key: values[0] for key, values in given.items() if values[0]}
