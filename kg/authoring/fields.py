"""What the dataclasses of the model say about authored values, and how to read one value.

Everything is derived from the fields' types and ``reference`` metadata, so that a field added to
:mod:`kg.model` can be authored at once.
"""

import dataclasses
import math
import typing
from collections.abc import Mapping as MappingOf
from functools import cache
from typing import Any

from kg.authoring import closed_lists
from kg.authoring.mappings import mappings_from
from kg.model import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: its type, and what kind of record it refers to (empty for plain values)."""

    name: str
    hint: object
    default: object
    reference: str
    choices: frozenset[str] | None
    is_gate: bool
    targets: tuple[type, ...]


COMPUTED = frozenset({"kind", "relations", "composition", "acceptance"})
"""Fields that the loader fills from elsewhere than a value of that name."""


def specs(record: type) -> MappingOf[str, FieldSpec]:
    """Return the specification of every field of the dataclass ``record``, by name."""
    return _specs(record)


@cache
def _specs(record: Any) -> MappingOf[str, FieldSpec]:
    hints = typing.get_type_hints(record)
    owners = [owner.__name__ for owner in record.__mro__]
    result = {}
    for field in dataclasses.fields(record):
        names = [*(f"{owner}.{field.name}" for owner in owners), field.name]
        default = field.default if field.default is not dataclasses.MISSING else ""
        result[field.name] = FieldSpec(
            name=field.name,
            hint=hints[field.name],
            default=default,
            reference=field.metadata.get("reference", ""),
            choices=next(
                (closed_lists.CHOICES[n] for n in names if n in closed_lists.CHOICES), None),
            is_gate=bool(closed_lists.GATES.intersection(names)),
            targets=next(
                (closed_lists.TARGETS[n] for n in names if n in closed_lists.TARGETS), ()),
        )
    return result


def required(record: type) -> tuple[str, ...]:
    """Return the names of the fields that may not be empty."""
    owners = reversed(record.__mro__)
    return tuple(dict.fromkeys(
        ("id", *(name for owner in owners for name in closed_lists.REQUIRED.get(owner, ())))))


def read_value(spec: FieldSpec, value: object, *, cell: bool) -> object:
    """Turn an authored value into what the field holds; references stay names.

    ``cell`` says that ``value`` is the text of a table cell, where lists are separated by ``;``
    and numbers are text; otherwise it is a TOML value of its own type.

    Raises:
        ValueError: the value is not of the field's type, or out of its bounds.
    """
    hint = spec.hint
    if hint == tuple[Mapping, ...]:
        return mappings_from(value)
    if typing.get_origin(hint) is tuple:
        if typing.get_args(hint)[0] is str:
            return _texts(value.split(";") if cell and isinstance(value, str) else value)
        return _pairs(value)
    if hint is bool:
        return _boolean(value, cell=cell)
    if hint is str:
        return _text(value)
    if isinstance(value, str) and not cell:
        raise ValueError(f"must be a number without quotes, not {value!r}")
    return _number(spec.name, hint, value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {value!r}")
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"must be a list of texts, not {value!r}")
    return tuple(sorted({text for text in map(_text, value) if text}))


def _pairs(value: object) -> tuple[tuple[str, float], ...]:
    """Read a table of numbers by name, or a list of pairs of a name and a number."""
    pairs = list(value.items()) if isinstance(value, dict) else value
    if not isinstance(pairs, list):
        raise ValueError(f"must be a table of numbers, not {value!r}")
    found = []
    for pair in pairs:
        if not (isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str)):
            raise ValueError(f"must be a table of numbers, not {value!r}")
        if not pair[0] or " " in pair[0]:
            raise ValueError(f"{pair[0]!r} must be a name without spaces")
        try:
            found.append((pair[0], _bounded(pair[1], (0, 1000))))
        except ValueError as error:
            raise ValueError(f"{pair[0]} {error}") from None
    return tuple(sorted(found))


def _boolean(value: object, *, cell: bool) -> bool:
    if cell and value in ("yes", "no"):
        return value == "yes"
    if isinstance(value, bool):
        return value
    raise ValueError(f"must be {'yes or no' if cell else 'true or false'}, not {value!r}")


def _number(name: str, hint: object, value: object) -> float | int | None:
    whole = float not in (hint, *typing.get_args(hint))
    bounds = (0.0, 100.0) if name.endswith("_pct") else closed_lists.BOUNDS.get(name)
    number = _bounded(value, bounds)
    if not whole:
        return number
    if number != int(number):
        raise ValueError(f"must be a whole number, not {value!r}")
    return int(number)


def _bounded(value: object, bounds: tuple[float, float] | None) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"must be a number, not {value!r}")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"must be a number, not {value!r}") from None
    if not math.isfinite(number):
        raise ValueError(f"must be a finite number, not {value!r}")
    if bounds and not bounds[0] <= number <= bounds[1]:
        raise ValueError(f"must be from {bounds[0]:g} to {bounds[1]:g}, not {value!r}")
    return number
