"""The ontology itself: its page, its files, and where its names lead."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template

from api.answers import given_as
from api.negotiate import HTML, JSON, JSON_LD, RDF_XML, TURTLE, choose
from api.problems import Problem
from api.service import service
from kg.catalogue.schema import place_of, schema_view
from kg.errors import UnknownEntityError
from kg.places import SSSOM
from kg.release.build import MEDIA_TYPES, TERMS, media_type_of

routes = APIBlueprint("ontology", __name__, tag="Ontology")

SUFFIXES = {TURTLE: "ttl", RDF_XML: "owl", JSON_LD: "jsonld", JSON: "obographs.json"}
"""The file that is given for each media type."""
_ADDRESSES = {
    f"/{stem}.{suffix}": f"{edition}.{suffix}"
    for stem, edition in (("ontology", "gluteal"), ("ontology-base", "gluteal-base"))
    for suffix in MEDIA_TYPES
    if edition == "gluteal" or suffix in SUFFIXES.values()
}
"""The addresses of the files, and the files."""
_GIVEN = given_as(HTML, *SUFFIXES)
_GIVEN_BASE = given_as(*SUFFIXES)
_LEADS_ON: dict[int | str, Any] = {
    303: {"description": "where the name is described", "content": {HTML: {}}}
}


@routes.get("/ontology")
@routes.doc(responses=_GIVEN)
def ontology() -> Response:
    """Show the ontology as a page, or give it as Turtle, RDF/XML, JSON-LD or OBO Graph JSON."""
    media_type = choose((HTML, *SUFFIXES))
    if media_type == HTML:
        return Response(_page(service().snapshot.path), mimetype=HTML)
    return _file(f"gluteal.{SUFFIXES[media_type]}")


@routes.get("/ontology-base")
@routes.doc(responses=_GIVEN_BASE)
def base() -> Response:
    """Give what people wrote, without what the reasoner added."""
    return _file(f"gluteal-base.{SUFFIXES[choose(tuple(SUFFIXES))]}")


@routes.get("/ontology/<version>")
@routes.doc(responses=_GIVEN)
def version(version: str) -> Response:
    """Give one version of the ontology; there is only the one that the service answers from."""
    _require_version(version)
    return ontology()


@routes.get("/ontology-base/<version>")
@routes.doc(responses=_GIVEN_BASE)
def base_version(version: str) -> Response:
    """Give one version of what people wrote."""
    _require_version(version)
    return base()


@routes.get("/id/<path:name>")
@routes.doc(responses=_LEADS_ON)
def resolve(name: str) -> Response:
    """Lead from the end of an IRI under https://w3id.org/gluteal/ to what describes it."""
    place = place_of(name, service().catalogue)
    if not place:
        raise UnknownEntityError(name)
    return Response(status=303, headers={"Location": place})


def _add(address: str, name: str) -> None:
    media_type = media_type_of(name)
    endpoint = "file_" + address.strip("/").replace(".", "_").replace("-", "_")

    @routes.get(address, endpoint=endpoint)
    @routes.doc(summary=f"Give {name}", responses=given_as(media_type))
    def _view() -> Response:
        choose([media_type])
        return _file(name)


for _address, _name in _ADDRESSES.items():
    _add(_address, _name)


def _require_version(version: str) -> None:
    current = service().snapshot.manifest.version
    if version != current:
        raise Problem(404, "not-found", f"this service holds version {current} only")


def _file(name: str) -> Response:
    """Return a file of the release.

    Raises:
        Problem: 404, this snapshot was made without it.
    """
    snapshot = service().snapshot
    if name not in snapshot.manifest.releases:
        raise Problem(404, "not-found", f"this release holds no {name}")
    response = Response((snapshot.path / name).read_bytes(), mimetype=media_type_of(name))
    response.headers["Content-Disposition"] = f"inline; filename={name}"
    return response


@cache
def _page(folder: Path) -> str:
    """Return the page of the snapshot in ``folder``; it is the same for everybody."""
    manifest = service().snapshot.manifest
    dictionary = json.loads((folder / TERMS).read_bytes())
    files = [
        {"address": address, "name": name, "bytes": (folder / name).stat().st_size,
         "sha256": manifest.releases[name], "media_type": media_type_of(name)}
        for address, name in _ADDRESSES.items() if name in manifest.releases
    ]
    return render_template(
        "ontology.html", schema=schema_view(dictionary, service().catalogue), files=files,
        manifest=manifest, has_mappings=SSSOM in manifest.releases,
    )
