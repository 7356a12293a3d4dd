"""What changed between the records and entities of two snapshots, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from kg.model import Knowledge

RULES = {
    "red-flag": "red flags", "criterion": "criteria", "screening": "screening",
    "treatment-option": "treatments", "escalation": "escalation", "evidence": "evidence",
    "mechanism": "mechanisms", "test": "tests", "mechanism-refusal": "refusals",
    "dependency-group": "dependency groups", "setting": "settings",
}
"""The kinds of record that decide an answer, with their names in the plural."""
MECHANISM = "mechanism"
"""The kind of evidence that was inferred and not authored."""
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_NAMING = ("name", "conditions", "condition", "concludes", "finding", "examination", "treatment")
"""Fields that tell a reader which record it is; an escalation rule is told by its action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after, entities by their labels; ``None`` where it says nothing."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record or an entity that was added, removed or changed."""

    kind: str
    id: str
    title: str
    change: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def is_rule(self) -> bool:
        """Tell whether it is a rule: a record that decides an answer."""
        return self.kind in RULES


def rule_changes(before: Knowledge, after: Knowledge) -> list[Change]:
    """Return every record and entity that differs: rules first, in the order of ``RULES``."""
    old, new = dict(_things(before)), dict(_things(after))
    found = [
        _change(key, old.get(key), new.get(key), before, after)
        for key in old.keys() | new.keys()
        if old.get(key) != new.get(key)
    ]
    order = {kind: place for place, kind in enumerate(RULES)}
    return sorted(found, key=lambda c: (order.get(c.kind, len(order)), c.kind, c.id))


def _things(knowledge: Knowledge) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield records and entities by folder and identifier."""
    for folder, records in knowledge.records.items():
        for key, record in records.items():
            inferred = getattr(record, "basis", "") == MECHANISM
            yield (MECHANISM if inferred else folder, key), record
    for curie, entity in knowledge.entities.items():
        yield ("", curie), entity


def _change(
    key: tuple[str, str], old: Any, new: Any, before: Knowledge, after: Knowledge
) -> Change:
    either = old if new is None else new
    said, says = _fields(old, before), _fields(new, after)
    return Change(
        kind=key[0] or either.kind,
        id=key[1],
        title=_title(either, before if new is None else after),
        change=ADDED if old is None else REMOVED if new is None else CHANGED,
        fields=tuple(
            FieldChange(field=name, before=said.get(name), after=says.get(name))
            for name in {**said, **says}
            if said.get(name) != says.get(name)
        ),
    )


def _fields(thing: Any, knowledge: Knowledge) -> dict[str, Any]:
    """Return what a record says, without its identifier and its empty fields."""
    if thing is None:
        return {}
    values = {f.name: getattr(thing, f.name) for f in fields(thing) if f.name != "id"}
    return {
        name: _readable(value, knowledge)
        for name, value in values.items() if value not in (None, "", ())
    }


def _readable(value: Any, knowledge: Knowledge) -> Any:
    if isinstance(value, tuple):
        return [_readable(item, knowledge) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    known = knowledge.entities.get(value) if isinstance(value, str) else None
    return known.label if known else value


def _title(thing: Any, knowledge: Knowledge) -> str:
    said: Mapping[str, Any] = _fields(thing, knowledge)
    if "label" in said:
        return str(said["label"])
    named = [said[name] for name in _NAMING if name in said] or [said.get("action", "")]
    return ": ".join(", ".join(n) if isinstance(n, list) else str(n) for n in named)
