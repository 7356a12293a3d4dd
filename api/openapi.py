"""The OpenAPI document: what the routes declare, plus what holds for all of them."""

import copy
import json
from functools import cache
from typing import Any

from apiflask import APIFlask
from pydantic import BaseModel, ConfigDict

from api.openapi_names import name_values
from api.pages.problem_page import HTML
from api.problems import MEDIA_TYPE, TITLES
from api.service import Service
from kg.query.header import Parameter, SavedQuery

DESCRIPTION = """\
Decision support for clinicians: a presentation of buttock, gluteal or lumbo-pelvic pain goes in,
a reasoned, ranked and sourced differential comes out. It is not a diagnosis. Findings are patient
data: they travel in bodies only, and are neither logged nor stored.
"""
_SNAPSHOT = {
    "description": "digest of the snapshot that the answer came from",
    "schema": {"type": "string"},
}
_JSON_TYPE = {"integer": "integer", "decimal": "number", "boolean": "boolean"}
"""The JSON type of the parameters that are plain values but not text."""


class _Pointed(BaseModel):
    """One fault of the request."""

    pointer: str
    detail: str
    candidates: list[str]


class ProblemDocument(BaseModel):
    """A refusal or failure (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[_Pointed] = []


def install(app: APIFlask) -> None:
    """Configure the document of ``app``; it is made once, when it is first asked for."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION=DESCRIPTION,
        LICENSE={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        AUTO_SERVERS=False,
        AUTO_OPERATION_ID=True,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        SERVERS=[{"url": "/", "description": "this service"}],
    )
    # Asked for when it is needed: whoever holds on to a service keeps its snapshot in memory.
    app.spec_processor(lambda document: _complete(document, app.extensions["gluteal"]))
    app.extensions["gluteal-openapi"] = cache(lambda: app.spec)


def _complete(document: dict[str, Any] | str, service: Service) -> dict[str, Any] | str:
    if isinstance(document, str):
        raise TypeError("the document is made as JSON")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem_schema()
    names = dict.fromkeys(tag["name"] for tag in document["tags"])
    document["tags"] = [{"name": name} for name in names]
    name_values(document, service)
    generic = document["paths"]["/v1/queries/{name}"]["get"]
    for query in service.saved.queries.values():
        operation = _saved_operation(query, generic)
        document["paths"][f"/v1/queries/{query.name}"] = {"get": operation}
    for path in document["paths"].values():
        for operation in path.values():
            _complete_operation(operation)
    return document


def _saved_operation(query: SavedQuery, generic: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {"name": p.name, "in": "query", "required": p.required, "description": _meaning(p),
         "schema": _schema(p)}
        for p in query.parameters.values()
    ]
    returned = "\n".join(f"- `{name}`: {text}" for name, text in query.returns.items())
    return {
        "operationId": "get_query_" + query.name.replace("-", "_"),
        "tags": generic["tags"],
        "summary": query.summary,
        "description": f"{query.description}\n\n{returned}",
        "parameters": parameters,
        "responses": copy.deepcopy(generic["responses"]),
    }


def _meaning(parameter: Parameter) -> str:
    if parameter.type != "entity":
        return parameter.description
    kinds = " or ".join(parameter.kinds) or "any entity"
    return f"{parameter.description}; an identifier, label, slug or synonym ({kinds})"


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.type in _JSON_TYPE:
        example = json.loads(parameter.example)
        return {"type": _JSON_TYPE[parameter.type], "examples": [example]}
    least = {"minLength": 1} if parameter.required else {}
    return {"type": "string", "examples": [parameter.example]} | least


def _complete_operation(operation: dict[str, Any]) -> None:
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    for status, response in operation["responses"].items():
        response.setdefault("description", "success")
        if status.startswith("2"):
            response.setdefault("headers", {})["Gluteal-Snapshot"] = _SNAPSHOT
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    operation["responses"]["default"] = {
        "description": "a problem document, or a page of it for who opens it in a browser",
        "content": {MEDIA_TYPE: problem, HTML: {"schema": {"type": "string"}}},
    }


def _problem_schema() -> dict[str, Any]:
    schema = ProblemDocument.model_json_schema()
    schema["properties"]["errors"]["items"] = schema.pop("$defs")["_Pointed"]
    schema["properties"]["type"]["enum"] = list(TITLES)
    return schema
