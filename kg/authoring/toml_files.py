"""Reads the TOML files: one per condition, the rules of no single condition, the sources."""

import tomllib
from collections.abc import Iterator, Mapping

from kg.authoring.faults import Faults, Origin, did_you_mean
from kg.authoring.fields import COMPUTED, specs
from kg.authoring.files import SourceFile
from kg.authoring.raw import Raw
from kg.authoring.schema import Schema
from kg.model import (
    ClinicSetting,
    Condition,
    Criterion,
    DependencyGroup,
    Document,
    Escalation,
    Evidence,
    MechanismAcceptance,
    MechanismRefusal,
    RedFlag,
    Screening,
    Source,
    TestAccuracy,
    TreatmentOption,
)

CONDITION_TABLES: dict[str, type] = {
    "evidence": Evidence, "tests": TestAccuracy, "criteria": Criterion, "red_flags": RedFlag,
    "treatments": TreatmentOption, "escalation": Escalation,
    "mechanism_acceptances": MechanismAcceptance, "mechanism_refusals": MechanismRefusal,
}
"""The arrays of tables that a condition file may hold; ``[screening]`` is a single table."""

RULE_TABLES: dict[str, type] = {
    **CONDITION_TABLES, "screening": Screening, "dependency_groups": DependencyGroup,
    "settings": ClinicSetting,
}
"""The arrays of tables in ``rules/*.toml``."""

SOURCE_TABLES: dict[str, type] = {"sources": Source, "documents": Document}
"""The arrays of tables in ``sources.toml``."""

_IMPLIED = {Criterion: "concludes", RedFlag: "conditions"}


def read_toml(source: SourceFile, schema: Schema, faults: Faults) -> list[Raw]:
    """Read one TOML file; what can be read is returned, the rest are faults."""
    origin = Origin(source.path, "")
    try:
        content = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        faults.add(origin, "", f"is not TOML: {error}")
        return []
    except (RecursionError, ValueError) as error:
        faults.add(origin, "", f"is not TOML that can be read: {type(error).__name__}")
        return []
    if source.folder == "conditions":
        return list(_condition(content, origin, schema, faults))
    tables = RULE_TABLES if source.folder == "rules" else SOURCE_TABLES
    for name in content.keys() - tables.keys():
        faults.add(origin, name, "unknown table", did_you_mean(name, tables))
    return list(_records(content, tables, origin, {}, faults))


def _condition(
    content: dict[str, object], origin: Origin, schema: Schema, faults: Faults,
) -> Iterator[Raw]:
    tables = {name: content.pop(name, []) for name in CONDITION_TABLES}
    screening, relations = content.pop("screening", None), content.pop("relations", {})
    own = content.get("id", "")
    top = Origin(origin.file, str(own))
    kind = content.pop("kind", "Condition")
    if kind not in ("Condition", "Syndrome"):
        faults.add(top, "kind", f"must be Condition or Syndrome, not {kind!r}")
    if not isinstance(relations, dict):
        faults.add(top, "relations", "must be a table of lists")
        relations = {}
    for name in relations.keys() - schema.properties.keys():
        faults.add(top, f"relations.{name}", "is not an object property of the schema",
                   did_you_mean(name, schema.properties))
    known = {name: relations[name] for name in relations.keys() & schema.properties.keys()}
    yield Raw(Condition, top, _known(Condition, content, top, faults), str(kind), known)
    if screening is not None:
        tables["screening"] = [{"id": f"S-{content.get('key', '')}", **screening}] \
            if isinstance(screening, dict) else screening
    yield from _records(tables, {**CONDITION_TABLES, "screening": Screening}, origin,
                        {"condition": own}, faults)


def _records(
    content: Mapping[str, object], tables: Mapping[str, type], origin: Origin,
    implied: Mapping[str, object], faults: Faults,
) -> Iterator[Raw]:
    for name, record in tables.items():
        rows = content.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            faults.add(origin, name, f"must be an array of tables: [[{name}]]")
            continue
        for number, row in enumerate(rows, start=1):
            place = Origin(origin.file, f"[[{name}]] {row.get('id', f'no. {number}')}")
            values = {**_implied(record, implied), **_known(record, row, place, faults)}
            yield Raw(record, place, values)


def _implied(record: type, implied: Mapping[str, object]) -> dict[str, object]:
    if not implied:
        return {}
    field = _IMPLIED.get(record, "condition")
    value = implied["condition"]
    return {field: [value] if field == "conditions" else value}


def _known(
    record: type, row: Mapping[str, object], origin: Origin, faults: Faults,
) -> dict[str, object]:
    known = specs(record).keys() - COMPUTED
    for name in row.keys() - known:
        faults.add(origin, name, "unknown key", did_you_mean(name, known))
    return {name: value for name, value in row.items() if name in known}
