"""Knowledge <-> JSON, derived from the dataclasses.

A record is a list of its fields' values in the dataclass's order; the order stands once in the
file, so that a file written by another version of the model is refused and never misread.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from kg import model
from kg.errors import SnapshotError
from kg.snapshot.fields import FieldShape, Shape, shapes

_ENTITY_CLASSES: tuple[type[model.Entity], ...] = (
    model.Entity, model.Finding, model.Condition, model.Examination, model.Treatment,
)
_Decoder = Callable[[Any], Any]
_DECODE: dict[Shape, _Decoder] = {
    "texts": tuple,
    "pairs": lambda rows: tuple([tuple(row) for row in rows]),
    "mappings": lambda rows: tuple([model.Mapping(**row) for row in rows]),
}


def knowledge_to_json(knowledge: model.Knowledge) -> bytes:
    """Return ``knowledge`` as JSON; the same knowledge gives the same bytes."""
    stored = {
        "fields": {cls.__name__: _names(cls) for cls in _classes()},
        "entities": {
            cls.__name__: [
                _row(cls, entity) for _, entity in sorted(knowledge.entities.items())
                if type(entity) is cls
            ]
            for cls in _ENTITY_CLASSES
        },
        "records": {
            folder: [_row(model.RECORDS[folder], record) for _, record in sorted(found.items())]
            for folder, found in sorted(knowledge.records.items())
        },
    }
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()


def knowledge_from_json(content: bytes) -> model.Knowledge:
    """Restore what :func:`knowledge_to_json` wrote.

    Raises:
        SnapshotError: it was written by another version of the model.
    """
    stored = json.loads(content)
    if stored["fields"] != {cls.__name__: _names(cls) for cls in _classes()}:
        raise SnapshotError("knowledge.json was written by another version of the model")
    entities: dict[str, model.Entity] = {}
    for cls in _ENTITY_CLASSES:
        rows = stored["entities"][cls.__name__]
        entities.update((made.id, made) for made in _restored(cls, rows))
    records = {
        folder: {made.id: made for made in _restored(model.RECORDS[folder], rows)}
        for folder, rows in stored["records"].items()
    }
    return model.Knowledge(entities=dict(sorted(entities.items())), records=records)


def _classes() -> Iterable[type]:
    return (*_ENTITY_CLASSES, *model.RECORDS.values(), model.Mapping)


def _names(cls: type) -> list[str]:
    return [shape.name for shape in shapes(cls)]


def _row(cls: type, record: object) -> list[object]:
    """Return the values of ``record`` without the defaults at its end."""
    fields = shapes(cls)
    values = [_plain(shape, getattr(record, shape.name)) for shape in fields]
    while values and values[-1] == _plain(fields[len(values) - 1], fields[len(values) - 1].default):
        values.pop()
    return values


def _plain(shape: FieldShape, value: Any) -> object:
    if shape.shape == "mappings":
        return [{f.name: getattr(item, f.name) for f in shapes(model.Mapping)} for item in value]
    if shape.shape == "pairs":
        return [list(pair) for pair in value]
    return list(value) if isinstance(value, tuple) else value


def _restored(cls: type, rows: list[list[Any]]) -> Iterable[Any]:
    fields = shapes(cls)
    names = [shape.name for shape in fields]
    special = [(at, _DECODE[s.shape]) for at, s in enumerate(fields) if s.shape in _DECODE]
    for row in rows:
        for at, decode in special:
            if at < len(row):
                row[at] = decode(row[at])
        yield cls(**dict(zip(names, row, strict=False)))
