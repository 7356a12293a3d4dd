"""Reads the tables: ``vocabulary/*.tsv`` (a row is an entity) and ``claims/*.tsv``."""

from collections.abc import Iterator, Mapping

from kg.authoring.faults import Faults, Origin, did_you_mean
from kg.authoring.fields import COMPUTED, specs
from kg.authoring.files import SourceFile
from kg.authoring.raw import Raw, entity_class
from kg.authoring.schema import Schema
from kg.model import Claim

KINDS = {
    "regions": "PainRegion", "muscles": "Muscle", "nerves": "Nerve", "nerve_roots": "NerveRoot",
    "joints": "Joint", "bones": "Bone", "discs": "IntervertebralDisc", "ligaments": "Ligament",
    "tendons": "Tendon", "bursae": "Bursa", "vessels": "Vessel", "fasciae": "Fascia",
    "movements": "Movement", "functions": "Function", "activities": "Activity",
    "qualities": "PainQuality", "finding_types": "FindingType",
    "bands": "HistoryItem", "examinations": "Examination", "treatments": "Treatment",
}
"""The kind of the entities in each vocabulary of one kind; in others a ``kind`` column says it."""


def read_table(source: SourceFile, schema: Schema, faults: Faults) -> list[Raw]:
    """Read one table; every row that can be read is returned, the rest are faults."""
    if source.folder == "claims":
        rows = list(_rows(source, faults))
        return [Raw(Claim, origin, _known(Claim, row, origin, {}, faults)) for origin, row in rows]
    kind = KINDS.get(source.stem, "")
    return [_entity(origin, row, kind, schema, faults) for origin, row in _rows(source, faults)]


def _rows(source: SourceFile, faults: Faults) -> Iterator[tuple[Origin, dict[str, str]]]:
    lines = source.text.split("\n")
    header = [name.strip() for name in lines[0].split("\t")]
    top = Origin(source.path, "line 1")
    if len(set(header)) < len(header) or "" in header or "id" not in header:
        faults.add(top, "", "the header must name every column once, and have an id column")
        return
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(header):
            faults.add(Origin(source.path, f"line {number}"), "",
                       f"has {len(cells)} cells under {len(header)} columns")
            continue
        row = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
        yield Origin(source.path, f"line {number} ({row.get('id', 'no id')})"), row


def _entity(
    origin: Origin, row: dict[str, str], kind: str, schema: Schema, faults: Faults,
) -> Raw:
    kind = kind or row.pop("kind", "")
    if kind not in schema.classes:
        faults.add(origin, "kind", f"{kind!r} is not a class of the schema",
                   did_you_mean(kind, schema.classes))
    record = entity_class(kind)
    relations: dict[str, object] = {}
    for name in [name for name in row if name in schema.properties]:
        if name not in specs(record):
            relations[name] = row.pop(name)
    values = _known(record, row, origin, schema.properties, faults)
    return Raw(record, origin, values, kind, relations)


def _known(
    record: type, row: dict[str, str], origin: Origin, properties: Mapping[str, str],
    faults: Faults,
) -> dict[str, object]:
    known = specs(record).keys() - COMPUTED
    for name in row.keys() - known:
        faults.add(origin, name, "unknown column", did_you_mean(name, known | properties.keys()))
    return {name: cell for name, cell in row.items() if name in known}
