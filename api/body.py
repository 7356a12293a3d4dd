"""Request bodies: read within bounds, checked as bytes, then as a strict model.

Headers are checked before a byte is read. What is not acceptable JSON is a 400, what is
acceptable but not what the model wants is a 422 that points at every fault. No refusal repeats a
value of the body: bodies hold patient data, and refusals end up in the logs of clients.
"""

import json
import math
import re
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl

from flask import request
from pydantic import BaseModel, ValidationError

from api.problems import Problem
from kg.errors import InputError, Pointed
from kg.limits import limit

Model = TypeVar("Model", bound=BaseModel)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_CHUNK = 64 * 1024
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 100
Fields = dict[str, list[str]]
"""The fields of a form or an address, each with its values."""


def read(*media_types: str) -> bytes:
    """Return the body, if it is of one of ``media_types`` and within the limit.

    Raises:
        Problem: 415 for another media type or any encoding, 413 for a body over the limit.
    """
    if request.headers.get("Content-Encoding"):
        raise Problem(415, "unsupported-media-type", "send the body without Content-Encoding")
    if request.mimetype not in media_types:
        wanted = " or ".join(media_types)
        raise Problem(415, "unsupported-media-type", f"send the body as {wanted}")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Problem(415, "unsupported-media-type", "send the body in UTF-8")
    return _read_bounded(int(limit("body_bytes")))


def _read_bounded(most: int) -> bytes:
    if (request.content_length or 0) > most:
        _too_large(most)
    parts, size = [], 0
    while chunk := request.stream.read(min(_CHUNK, most + 1 - size)):
        parts.append(chunk)
        size += len(chunk)
        if size > most:
            _too_large(most)
    if size < (request.content_length or 0):
        raise Problem(400, "bad-request", "the body ended early", headers={"Connection": "close"})
    return b"".join(parts)


def utf8(raw: bytes) -> str:
    """Return the body as text.

    Raises:
        Problem: 400, it is not UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "bad-request", "the body is not UTF-8") from None


def form_fields(raw: bytes) -> Fields:
    """Return the fields of a form that is the body of a request.

    Raises:
        Problem: 400, it cannot be read.
    """
    fields: Fields = {}
    try:
        pairs = parse_qsl(utf8(raw), keep_blank_values=True, errors="strict",
                          max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Problem(400, "bad-request", "the form cannot be read") from None
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _too_large(most: int) -> NoReturn:
    detail = f"the body may hold at most {most} bytes"
    raise Problem(413, "body-too-large", detail, headers={"Connection": "close"})


def parse(model: type[Model]) -> Model:
    """Return the JSON body of the request as ``model``.

    Raises:
        Problem: the body cannot be read (400, 413, 415).
        InputError: it can, and is wrong; every fault is pointed at.
    """
    raw = read("application/json")
    document = _load(raw)
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise _pointed(error, document) from None


def _load(raw: bytes) -> dict[str, Any]:
    """Return ``raw`` as a JSON object, refusing what parsers disagree about."""
    if not raw.strip():
        _malformed("the body is empty")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        _malformed(f"the body is not UTF-8 at byte {error.start}")
    if _depth(raw) > limit("json_depth"):
        _malformed(f"the body is nested deeper than {limit('json_depth'):g} levels")
    try:
        document = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float
        )
    except ValueError as error:
        _malformed(_json_fault(error))
    if not isinstance(document, dict):
        _malformed("the body must be a JSON object")
    return document


def _json_fault(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return "a number of the body is too long" if "digits" in str(error) else str(error)


def _depth(raw: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice in one object")
    return members


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _float(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise ValueError("a number is too large")
    return value


def _malformed(detail: str) -> NoReturn:
    raise Problem(400, "malformed-json", detail)


def _pointed(error: ValidationError, document: object) -> Problem | InputError:
    """Return the faults as pointers into ``document``; faults of one place are joined."""
    found: dict[str, list[str]] = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        if fault["type"] == "json_invalid":
            return Problem(400, "malformed-json", "the body holds text that is not Unicode")
        place = pointer(fault["loc"], document, missing=fault["type"] == "missing")
        detail = _wording(fault["type"], fault["msg"])
        if detail not in found.setdefault(place, []):
            found[place].append(detail)
    return InputError([Pointed(place, "; or ".join(said)) for place, said in found.items()])


def _wording(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such member"
    if kind == "missing":
        return "the member is required"
    plain = message.removeprefix("Value error, ")
    return plain[:1].lower() + plain[1:]


def pointer(place: tuple[int | str, ...], document: object, *, missing: bool = False) -> str:
    """Return the JSON pointer of a model's error; parts that only name a variant are left out."""
    parts, here = [], document
    for part in place:
        inside = _inside(here, part)
        if inside is not None:
            here = inside[0]
        elif not (missing and part == place[-1]):
            continue
        parts.append(str(part).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _inside(here: object, part: int | str) -> tuple[object] | None:
    if isinstance(here, dict) and part in here:
        return (here[part],)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return (here[part],)
    return None
