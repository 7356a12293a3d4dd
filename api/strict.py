"""How APIFlask reads requests here: by :mod:`api.body`, never by its own lenient parser."""

from typing import Any
from urllib.parse import unquote_to_bytes

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Flask, Request, request
from pydantic import BaseModel, ValidationError

from api import body
from api.problems import Problem
from kg.errors import InputError, Pointed


class StrictAdapter(PydanticAdapter):
    """Strict bodies, and query parameters of which none is unknown or given twice."""

    def validate_input(self, request: Request, location: str, **_: Any) -> BaseModel:
        """Return the body or the query parameters as the model.

        Raises:
            Problem: the request cannot be read.
            InputError: it can, and is wrong.
        """
        model: type[BaseModel] = self.model_class
        return body.parse(model) if location == "json" else _query(request, model)


def install(app: Flask) -> None:
    """Refuse addresses whose parameters are not UTF-8: nothing is replaced in silence."""
    app.before_request(_require_text)


def _require_text() -> None:
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "bad-request", "the parameters are not UTF-8") from None


def _query(request: Request, model: type[BaseModel]) -> BaseModel:
    given = request.args.to_dict(flat=False)
    twice = [name for name, values in given.items() if len(values) > 1]
    if twice:
        raise Problem(400, "bad-request", f"the parameter {twice[0][:80]!r} is given twice")
    try:
        return model.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        places = [(str(f["loc"][0]) if f["loc"] else "", f["type"], f["msg"]) for f in faults]
        raise InputError([Pointed(n, _wording(k, m)) for n, k, m in places]) from None


def _wording(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such parameter"
    return "the parameter is required" if kind == "missing" else message


registry.register("pydantic", StrictAdapter)
