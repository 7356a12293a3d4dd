"""Pages to find entities on: everything by kind, and search results."""

from collections import Counter

from apiflask import APIBlueprint
from flask import Response, render_template
from pydantic import Field

from api.answers import given_as
from api.models import MOST_CHARACTERS, MOST_ITEMS, Page
from api.negotiate import HTML, choose
from api.service import service
from kg.catalogue.kinds import LISTS, list_of, resolve_kind
from kg.catalogue.names import Match
from kg.graph.model import relation_label

routes = APIBlueprint("finding", __name__, tag="Search")


class SearchPageQuery(Page):
    """What to search for; all entities of a kind where nothing is."""

    q: str = Field("", max_length=MOST_CHARACTERS)
    kind: str = Field("", max_length=MOST_CHARACTERS, description="a list, or a kind of entity")
    limit: int = Field(40, ge=1, le=MOST_ITEMS)


def in_words(kind: str) -> str:
    """Return the name of a schema class in words.

    >>> in_words("IntervertebralDisc")
    'intervertebral disc'
    """
    return relation_label(kind).lower()


@routes.get("/browse")
@routes.doc(responses=given_as(HTML))
def browse() -> Response:
    """Show every kind of entity with how many there are."""
    choose([HTML])
    catalogue = service().catalogue
    listed = frozenset().union(*LISTS.values())
    kinds = Counter(e.kind for e in catalogue.listed("entities") if e.kind not in listed)
    page = render_template(
        "browse.html", lists={name: len(catalogue.listed(name)) for name in LISTS},
        others={in_words(kind): count for kind, count in sorted(kinds.items())},
    )
    return Response(page, mimetype=HTML)


@routes.get("/search")
@routes.input(SearchPageQuery, location="query", arg_name="asked")
@routes.doc(responses=given_as(HTML))
def search_page(asked: SearchPageQuery) -> Response:
    """Show what `/v1/search` finds, or all entities of a kind."""
    choose([HTML])
    catalogue, q = service().catalogue, asked.q.strip()
    kinds = resolve_kind(asked.kind, catalogue.knowledge.entities.values()) if asked.kind else None
    if q:
        found = catalogue.names.search(q, kinds)
    elif kinds:
        found = [Match(e, "exact", e.label, 1.0) for e in catalogue.listed("entities")
                 if e.kind in kinds]
    else:
        found = []
    shown = [
        {"entity": match.entity, "list": list_of(match.entity), "match": match.match,
         "kind": in_words(match.entity.kind),
         "matched": "" if match.matched == match.entity.label else match.matched}
        for match in found[asked.offset : asked.offset + asked.limit]
    ]
    page = render_template("search.html", q=q, kind=asked.kind, found=shown, total=len(found),
                           offset=asked.offset, limit=asked.limit)
    return Response(page, mimetype=HTML)
