"""The fields of the model's dataclasses, as the readers of RDF and of JSON see them.

Everything is derived from the dataclasses, so that a field added to :mod:`kg.model` is read back
without a change here.
"""

import dataclasses
import typing
from functools import cache

from kg.model import Condition, Entity, Examination, Finding, Mapping, Treatment

Shape = typing.Literal["text", "boolean", "integer", "number", "texts", "pairs", "mappings"]
"""What a field holds: one value, a tuple of texts, of pairs, or of mappings."""

_PLAIN: dict[object, Shape] = {str: "text", bool: "boolean", int: "integer", float: "number"}
_ENTITY_TYPES: dict[str, type[Entity]] = {
    **dict.fromkeys(
        ("Finding", "FindingType", "Symptom", "Sign", "TestResult", "ImagingResult", "LabResult",
         "HistoryItem"),
        Finding,
    ),
    "Condition": Condition,
    "Syndrome": Condition,
    "Examination": Examination,
    "Treatment": Treatment,
}


@dataclasses.dataclass(frozen=True, slots=True)
class FieldShape:
    """One field: its name, what it holds, its default, what it refers to (or nothing)."""

    name: str
    shape: Shape
    default: object
    reference: str


def entity_type(kind: str) -> type[Entity]:
    """Return the dataclass of entities of the schema class ``kind``."""
    return _ENTITY_TYPES.get(kind, Entity)


@cache
def shapes(record: type) -> tuple[FieldShape, ...]:
    """Return the fields of the dataclass ``record`` in their order.

    Raises:
        TypeError: a field has a type that neither RDF nor JSON is read into.
    """
    hints = typing.get_type_hints(record)
    return tuple(
        FieldShape(
            name=field.name,
            shape=_shape(hints[field.name]),
            default=None if field.default is dataclasses.MISSING else field.default,
            reference=field.metadata.get("reference", ""),
        )
        for field in dataclasses.fields(record)
    )


def _shape(hint: object) -> Shape:
    if hint in _PLAIN:
        return _PLAIN[hint]
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        if arguments[0] is str:
            return "texts"
        return "mappings" if arguments[0] is Mapping else "pairs"
    for argument in arguments:
        if argument in (int, float):
            return _PLAIN[argument]
    raise TypeError(f"the model holds a field of the unknown type {hint}")
