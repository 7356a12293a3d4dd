"""The explorer and the contrast of two conditions, as pages that need no scripts."""

from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response, render_template
from pydantic import Field

from api.answers import given_as
from api.models import MOST_CHARACTERS, MOST_NODES, MOST_PATHS, MOST_STEPS, Strict
from api.negotiate import HTML, choose, json_bytes
from api.pages import explorer
from api.routes.finding import in_words
from api.service import service
from kg.catalogue.kinds import LISTS
from kg.catalogue.neighbourhood import neighbourhood
from kg.catalogue.network import Filter
from kg.clinical.contrast import TELLING
from kg.errors import InputError, UnknownEntityError

routes = APIBlueprint("explore", __name__, tag="Graph")
Words = Annotated[str, Field(max_length=10 * MOST_CHARACTERS)]


class ExploreQuery(Strict):
    """What to show: what surrounds entities, or the paths between two. An empty parameter is the
    same as none, because forms send empty fields."""

    of: Words = Field("", description="entities to begin at, with commas between them")
    start: Words = Field("", alias="from", description="where paths begin")
    to: Words = Field("", description="where paths end")
    k: Annotated[int, Field(ge=1, le=MOST_PATHS)] = Field(3, description="most paths shown")
    depth: Annotated[int, Field(ge=0, le=MOST_STEPS)] = 1
    relations: Words = Field("", description="only these relations")
    kinds: Words = Field("", description="only these kinds of entity")
    inferred: Literal["none", "concise", "all"] = "concise"
    limit: Annotated[int, Field(ge=1, le=MOST_NODES)] = 40


class ContrastQuery(Strict):
    """Two conditions to tell apart; ``of`` is another name of the first."""

    a: Words = Field("", description="a condition", examples=["piriformis-syndrome"])
    b: Words = Field("", description="another condition")
    of: Words = Field("", description="a condition, where the other is still to be chosen")


@routes.get("/explore")
@routes.input(ExploreQuery, location="query", arg_name="asked")
@routes.doc(responses=given_as(HTML))
def explore(asked: ExploreQuery) -> Response:
    """Show what surrounds entities, or the paths between two, as a graph and as its table."""
    return explored(asked, "explore.html")


def explored(asked: ExploreQuery, template: str) -> Response:
    """Return what is ``asked`` as the page ``template``.

    Raises:
        Problem: 406.
    """
    choose([HTML])
    given = asked.model_dump(exclude_defaults=True, by_alias=True)
    try:
        shown, problem = _shown(asked, given), None
    except (InputError, UnknownEntityError) as error:
        shown, problem = {}, error
    network = service().network
    kinds = {entity.kind for entity in network.catalogue.knowledge.entities.values()}
    named = {name: name for name in LISTS} | {
        kind: in_words(kind) for kind in sorted(kinds - frozenset().union(*LISTS.values()))}
    page = render_template(template, asked=asked, trouble=_trouble(problem),
                           choices=explorer.choices(network, named), in_words=in_words,
                           examples=EXAMPLES, **shown)
    status = 200 if problem is None else 404 if isinstance(problem, UnknownEntityError) else 422
    return Response(page, mimetype=HTML, status=status)


EXAMPLES = ("piriformis-syndrome", "sciatic-nerve", "gluteus-medius", "buttock")


def _shown(asked: ExploreQuery, given: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows; nothing where nothing is asked for."""
    network = service().network
    chosen = Filter(
        relations=network.relations(asked.relations or None, "relations"),
        kinds=network.kinds(asked.kinds or None, "kinds"), inferred=asked.inferred,
    )
    if asked.start.strip() and asked.to.strip():
        ends = network.entity(asked.start, "from"), network.entity(asked.to, "to")
        document = service().paths.between(*ends, chosen, k=asked.k)
        return {"document": document, "rows": explorer.rows(network, document), "ends": ends,
                "title": f"{ends[0].label} to {ends[1].label}", "data": _data(document)}
    if not asked.of.strip(" ,"):
        return {}
    starts = network.entities(asked.of, "of")
    document = neighbourhood(network, starts, chosen, depth=asked.depth, limit=asked.limit)
    document["nodes"] = _told(document["nodes"])
    more = min(MOST_NODES, document["total"])
    return {
        "document": document, "starts": starts, "rows": explorer.rows(network, document),
        "title": ", ".join(entity.label for entity in starts),
        "counts": explorer.counted(document, starts, given),
        "more": explorer.address(**{**given, "limit": more}) if more > document["shown"] else "",
        "tally": explorer.tally(document["edges"]), "data": _data(document),
    }


def _told(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(nodes, key=lambda node: node["distance"])


def _data(document: dict[str, Any]) -> str:
    """Return ``document`` as the component reads it, so that the first picture needs no request."""
    return json_bytes(document).decode().replace("<", "\\u003c")


def _trouble(error: InputError | UnknownEntityError | None) -> dict[str, Any] | None:
    """Return what was wrong, in words, with names to try instead."""
    if error is None:
        return None
    if isinstance(error, UnknownEntityError):
        return {"text": f"Nothing is known by the name “{error.name}”.",
                "candidates": list(error.candidates)}
    return {"text": f"{error}.",
            "candidates": [name for fault in error.errors for name in fault.candidates]}


@routes.get("/contrast")
@routes.input(ContrastQuery, location="query", arg_name="asked")
@routes.doc(responses=given_as(HTML))
def contrast_page(asked: ContrastQuery) -> Response:
    """Show what two conditions share and what tells them apart."""
    choose([HTML])
    one, other = (asked.a or asked.of).strip(), asked.b.strip()
    found, problem = None, None
    if one and other:
        try:
            found = service().clinician.contrast(one, other)
        except (InputError, UnknownEntityError) as error:
            problem = error
    page = render_template(
        "contrast.html", one=found["conditions"][0]["slug"] if found else one,
        other=found["conditions"][1]["slug"] if found else other, found=found,
        trouble=_trouble(problem),
        conditions=service().catalogue.listed("conditions"), telling=TELLING)
    return Response(page, mimetype=HTML, status=422 if problem else 200)
