"""Pages of entities and their lists, as JSON, JSON-LD, Turtle or HTML."""

from apiflask import APIBlueprint
from flask import Response, render_template

from api import rdf
from api.answers import EntityPage, ItemList, given_as
from api.models import EntityFormat, Page
from api.negotiate import HTML, JSON, JSON_LD, TURTLE, choose, json_answer
from api.pages import entity_page
from api.routes.finding import in_words
from api.service import service
from kg.catalogue.kinds import LISTS, list_of
from kg.catalogue.records import reference
from kg.errors import UnknownEntityError
from kg.model import Entity

routes = APIBlueprint("browse", __name__, url_prefix="/v1", tag="Entities")
FORMATS = (JSON, HTML, JSON_LD, TURTLE)
FILES = {"ttl": TURTLE, "jsonld": JSON_LD, "json": JSON}
"""The formats that ``format`` in the address asks for, which goes before what is accepted."""
FILE_NAMES = {"ttl": "Turtle", "jsonld": "JSON-LD", "json": "JSON"}
_GIVEN = given_as(HTML, JSON_LD, TURTLE)
_GIVEN_OR_MOVED = given_as(HTML, JSON_LD, TURTLE, _308="the slug has changed")


def _show(entity: Entity, wanted: str) -> Response:
    media_type = FILES[wanted] if wanted else choose(FORMATS)
    view = service().catalogue.describe(entity)
    if media_type == HTML:
        page = render_template(
            "entity.html", entity=view, list=list_of(entity), kind=in_words(entity.kind),
            shown=entity_page.page(view, service().network), files=FILE_NAMES,
        )
        return Response(page, mimetype=HTML)
    if media_type in (TURTLE, JSON_LD):
        return Response(rdf.entity(view, media_type), mimetype=media_type)
    return json_answer(view)


def _list(name: str, page: Page) -> Response:
    media_type = choose(FORMATS)
    entities = service().catalogue.listed(name)
    shown = page.part(entities)
    if media_type == HTML:
        text = render_template("list.html", name=name, entities=entities)
        return Response(text, mimetype=HTML)
    if media_type in (TURTLE, JSON_LD):
        return Response(rdf.listing(shown, media_type), mimetype=media_type)
    items = [reference(entity) | {"definition": entity.definition} for entity in shown]
    return json_answer({"total": len(entities), "items": items})


def _get(name: str, identifier: str, wanted: str) -> Response:
    entity = service().catalogue.find(identifier)
    if name != "entities" and entity.kind not in LISTS[name]:
        raise UnknownEntityError(identifier, (f"{list_of(entity)}/{entity.slug}",))
    if identifier in entity.former_slugs:
        return Response(status=308, headers={"Location": f"/v1/{name}/{entity.slug}"})
    return _show(entity, wanted)


def _add(name: str) -> None:
    one = name if name == "entities" else name.removesuffix("s")

    @routes.get(f"/{name}", endpoint=f"list_{name}")
    @routes.input(Page, location="query", arg_name="page")
    @routes.output(ItemList)
    @routes.doc(summary=f"List all {name}", responses=_GIVEN)
    def _list_view(page: Page) -> Response:
        return _list(name, page)

    @routes.get(f"/{name}/<identifier>", endpoint=f"get_{name}")
    @routes.input(EntityFormat, location="query", arg_name="asked")
    @routes.output(EntityPage)
    @routes.doc(summary=f"Show one of the {name}", description=f"{one}: id or slug",
                responses=_GIVEN_OR_MOVED)
    def _view(identifier: str, asked: EntityFormat) -> Response:
        return _get(name, identifier, asked.format)


for _name in ("entities", *LISTS):
    _add(_name)
