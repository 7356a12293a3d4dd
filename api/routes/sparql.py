"""SPARQL 1.1 Protocol: queries by GET, by form and by body; whole answers or an error."""

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, request

from api import body, description
from api.answers import given_as
from api.body import FORM, Fields, form_fields, utf8
from api.negotiate import HTML, TURTLE, choose
from api.problems import Problem
from api.routes.workbench import show
from api.service import service
from api.serving.direct import FAILED
from kg.query import formats
from kg.query.admission import Admitted, admit

routes = APIBlueprint("sparql", __name__, tag="SPARQL")
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_ONCE = ("query", "timeout")
_PARAMETERS = [
    {"name": "query", "in": "query", "schema": {"type": "string"}, "description": "the query"},
    *(
        {"name": f"{which}-graph-uri", "in": "query", "description": f"{which} graphs to query",
         "schema": {"type": "array", "items": {"type": "string"}}}
        for which in ("default", "named")
    ),
    {"name": "timeout", "in": "query", "schema": {"type": "number"},
     "description": "seconds after which to give up; it can only lower the limit"},
]
_GIVEN = given_as(*formats.RESULTS, *formats.GRAPHS, HTML)
_BODY = {"content": {
    QUERY: {"schema": {"type": "string", "examples": ["ASK { ?s ?p ?o }"]}},
    FORM: {"schema": {"type": "object", "required": ["query"],
                      "properties": {"query": {"type": "string"}}}},
}}


@routes.get("/sparql")
@routes.doc(responses=_GIVEN, extensions={"parameters": _PARAMETERS})
def query_by_address() -> Response:
    """Answer a SPARQL query, or describe this endpoint where there is none."""
    fields: Fields = request.args.to_dict(flat=False)
    if not fields:
        return _describe()
    if (error := request.environ.get(FAILED)) is not None:
        raise error
    return _answer(fields)


@routes.post("/sparql")
@routes.doc(responses=_GIVEN, extensions={"parameters": _PARAMETERS[1:], "requestBody": _BODY})
def query_by_body() -> Response:
    """Answer a SPARQL query that is a form or the body itself."""
    if request.mimetype == UPDATE:
        raise Problem(403, "update-refused", "the graph is only read")
    raw = body.read(QUERY, FORM)
    fields: Fields = request.args.to_dict(flat=False)
    if "update" in fields:
        raise Problem(403, "update-refused", "the graph is only read")
    sent = form_fields(raw) if request.mimetype == FORM else {"query": [utf8(raw)]}
    if both := {"query", *sent} & fields.keys():
        raise Problem(400, "bad-request", f"{min(both)} belongs into the body, and there only")
    return _answer(fields | sent)


def _answer(fields: Fields) -> Response:
    if "update" in fields:
        raise Problem(403, "update-refused", "the graph is only read")
    for name in _ONCE:
        if len(fields.get(name, ())) > 1:
            raise Problem(400, "bad-request", f"{name} is given twice")
    if not fields.get("query"):
        raise Problem(400, "bad-request", "the parameter query is missing")
    if any(name.startswith("using-") for name in fields):
        raise Problem(400, "bad-request", "using-graph-uri belongs to updates")
    default, named = (fields.get(f"{which}-graph-uri", ()) for which in ("default", "named"))
    admitted = admit(fields["query"][0], default, named, service().graphs)
    answer = give(admitted, formats.offered(admitted.form), _timeout(fields))
    if admitted.is_volatile:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def give(query: Admitted, offers: Sequence[str], timeout: float | None = None) -> Response:
    """Answer ``query`` in the one of ``offers`` that the client likes best.

    Raises:
        Problem: 406.
        QueryError: there is no answer.
    """
    media_type = choose(offers)
    g.is_unordered = True
    found = service().queries.run(query, accept=media_type, timeout=timeout)
    return Response(found.body, mimetype=found.media_type)


def _timeout(fields: Fields) -> float | None:
    text = fields.get("timeout", [""])[0]
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise Problem(400, "bad-request", "timeout is a number of seconds") from None


def _describe() -> Response:
    media_type = choose([TURTLE, HTML, *list(formats.GRAPHS)[1:]])
    if media_type == HTML:
        return show()
    address = request.base_url
    counts = service().snapshot.manifest.counts
    described: Any = description.service_description(address, counts, media_type)
    return Response(described, mimetype=media_type)

