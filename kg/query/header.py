"""The header of a saved query: lines ``#+ key = value`` (TOML) that say all about it.

    #+ summary = "What a condition can compress"
    #+ description = "..."
    #+ tags = ["anatomy"]
    #+ parameters.condition = { type = "entity", kinds = ["Condition"], required = true,
                                example = "piriformis-syndrome", description = "..." }
    #+ returns.structure = "what it can compress"

(each on one line). Parameters are variables that the query projects; they are bound as RDF terms
wherever a pattern or a filter uses them, but a BIND does not see them.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import takewhile
from pathlib import Path
from typing import Any

from kg.errors import AuthoringError, Fault, QueryError
from kg.query.admission import admit
from kg.query.lexer import Token, tokens

MARK = "#+"
TYPES = ("entity", "string", "integer", "decimal", "boolean")
_KEYS = {"summary", "description", "tags", "parameters", "returns"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: an entity (of ``kinds``, any when empty) or a plain value."""

    name: str
    type: str
    example: str
    description: str
    kinds: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A documented SELECT query; ``returns`` describes each projected variable but parameters."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    returns: Mapping[str, str]
    text: str


def load_saved(folder: Path) -> dict[str, SavedQuery]:
    """Return the saved queries of ``folder`` by name, sorted.

    Raises:
        AuthoringError: a header is incomplete or does not fit its query; every fault is in it.
    """
    found, faults = {}, []
    for path in sorted(folder.glob("*.rq")):
        try:
            saved = parse_saved(path.stem, path.read_text(encoding="utf-8"))
            faults += [Fault(f"queries/{path.name}", key, text) for key, text in _faults(saved)]
            found[saved.name] = saved
        except (ValueError, TypeError, AttributeError, KeyError, QueryError) as error:
            faults.append(Fault(f"queries/{path.name}", "header", str(error)))
    if faults:
        raise AuthoringError(faults)
    return found


def parse_saved(name: str, text: str) -> SavedQuery:
    """Read one saved query.

    Raises:
        ValueError: the header is not TOML, lacks a key or has one too many.
    """
    marked = [line.removeprefix(MARK).strip() for line in text.splitlines()
              if line.startswith(MARK)]
    header: dict[str, Any] = tomllib.loads("\n".join(marked))
    if missing := _KEYS - {"parameters"} - header.keys():
        raise ValueError(f"the header lacks {', '.join(sorted(missing))}")
    if unknown := header.keys() - _KEYS:
        raise ValueError(f"the header does not know {', '.join(sorted(unknown))}")
    parameters = header.get("parameters", {})
    return SavedQuery(
        name=name,
        summary=header["summary"],
        description=header["description"],
        tags=tuple(header["tags"]),
        parameters={key: _parameter(key, values) for key, values in parameters.items()},
        returns=header["returns"],
        text=text,
    )


def _parameter(name: str, values: Mapping[str, Any]) -> Parameter:
    known = {field.name for field in fields(Parameter)} - {"name"}
    if unknown := values.keys() - known:
        raise ValueError(f"parameter {name} does not know {', '.join(sorted(unknown))}")
    if missing := {"type", "example", "description"} - values.keys():
        raise ValueError(f"parameter {name} lacks {', '.join(sorted(missing))}")
    if values["type"] not in TYPES:
        raise ValueError(f"parameter {name} must have one of the types {', '.join(TYPES)}")
    return Parameter(name=name, **{**values, "kinds": tuple(values.get("kinds", ()))})


def _faults(saved: SavedQuery) -> list[tuple[str, str]]:
    """Compare the header with the query."""
    read = list(tokens(saved.text))
    if admit(saved.text).form != "select":
        return [("query", "a saved query is a SELECT")]
    projected = projection(read)
    described = {*saved.parameters, *saved.returns}
    faults = [(f"returns.{name}", "is projected and not described")
              for name in projected if name not in described]
    faults += [(f"returns.{name}", "is described and not projected")
               for name in saved.returns if name not in projected]
    faults += [(f"parameters.{name}", "must be projected, for it is bound as a term")
               for name in saved.parameters if name not in projected]
    both = sorted(saved.parameters.keys() & saved.returns.keys())
    return faults + [(f"returns.{name}", "is a parameter already") for name in both]


def projection(read: Sequence[Token]) -> list[str]:
    """Return the variables that the SELECT query of these tokens projects, in order."""
    start = next(at for at, token in enumerate(read) if token.text.lower() == "select")
    head = list(takewhile(
        lambda t: t.text != "{" and t.text.lower() not in ("where", "from"), read[start:]))
    names, depth = [], 0
    for before, (kind, text) in zip([Token("", ""), *head], head, strict=False):
        depth += (text == "(") - (text == ")")
        if kind == "variable" and (depth == 0 or before.text.lower() == "as"):
            names.append(text[1:])
    return names
