"""What this is, the documentation of the interface and the version."""

import json

from apiflask import APIBlueprint
from flask import Response, current_app, render_template

import kg
from api.answers import VersionPage, given_as
from api.negotiate import HTML, JSON, choose, json_answer, wants_json
from api.problems import TITLES
from api.service import service
from kg.catalogue.kinds import LISTS

routes = APIBlueprint("pages", __name__, tag="Documentation")


@routes.get("/about")
@routes.doc(responses=given_as(HTML))
def about() -> Response:
    """Say what this is, what it knows and how other systems use it."""
    choose([HTML])
    counts = {name: len(service().catalogue.listed(name)) for name in LISTS}
    page = render_template("about.html", counts=counts, manifest=service().snapshot.manifest)
    return Response(page, mimetype=HTML)


@routes.get("/openapi.json")
@routes.doc(responses=given_as(JSON))
def openapi() -> Response:
    """Give this interface as an OpenAPI 3.1 document."""
    wants_json()
    document = current_app.extensions["gluteal-openapi"]()
    return Response(json.dumps(document, ensure_ascii=False), mimetype=JSON)


@routes.get("/docs")
@routes.doc(responses=given_as(HTML))
def docs() -> Response:
    """Show this interface as a page."""
    choose([HTML])
    document = current_app.extensions["gluteal-openapi"]()
    return Response(render_template("docs.html", api=document, problems=TITLES), mimetype=HTML)


@routes.get("/v1/version")
@routes.output(VersionPage)
def version() -> Response:
    """Give the versions of the service, its interface and its snapshot."""
    wants_json()
    return json_answer({
        "service": kg.__version__,
        "api": ["v1"],
        "counts": dict(service().snapshot.manifest.counts),
    })
