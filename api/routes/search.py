"""Finding entities by name."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from api.answers import ItemList
from api.models import AutocompleteQuery, SearchQuery
from api.negotiate import json_answer, wants_json
from api.service import service
from kg.catalogue.kinds import resolve_kind
from kg.catalogue.names import Match
from kg.catalogue.records import reference

routes = APIBlueprint("search", __name__, url_prefix="/v1", tag="Search")
COMPLETIONS = 10


def _kinds(name: str | None) -> frozenset[str] | None:
    if name is None:
        return None
    return resolve_kind(name, service().catalogue.knowledge.entities.values())


def _item(found: Match) -> dict[str, Any]:
    return reference(found.entity) | {"match": found.match, "matched": found.matched}


@routes.get("/search")
@routes.input(SearchQuery, location="query", arg_name="asked")
@routes.output(ItemList)
def search(asked: SearchQuery) -> Response:
    """Search labels and synonyms; exact matches come before prefixes and near misses."""
    wants_json()
    found = service().catalogue.names.search(asked.q, _kinds(asked.kind))
    page = asked.part(found)
    return json_answer({"total": len(found), "items": [_item(match) for match in page]})


@routes.get("/autocomplete")
@routes.input(AutocompleteQuery, location="query", arg_name="asked")
@routes.output(ItemList)
def autocomplete(asked: AutocompleteQuery) -> Response:
    """Complete the beginning of a name."""
    wants_json()
    found = service().catalogue.names.complete(asked.q, _kinds(asked.kind))
    items = [_item(match) for match in found[:COMPLETIONS]]
    return json_answer({"total": len(found), "items": items})
