"""Records as plain values: claims, sources, and rules with what they look for and conclude."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.errors import UnknownEntityError
from kg.model import Claim, Entity, Evidence, Knowledge, MechanismAcceptance, Source, review_of

RULE_FOLDERS = (
    "evidence", "criterion", "red-flag", "screening", "treatment-option", "escalation",
    "dependency-group", "test", "mechanism-refusal", "mechanism-acceptance",
)
_PATTERN = {
    "evidence": ("finding", "status", "gate"),
    "criterion": ("all_of", "at_least", "of", "shared", "sided"),
    "red-flag": ("all_of", "any_of", "none_of"),
    "screening": ("applies_if", "must_all_be_answered"),
    "treatment-option": ("condition", "contraindicated_by"),
    "escalation": ("condition", "context", "trigger", "after_weeks"),
    "dependency-group": ("findings", "clusters"),
    "test": ("examination",),
    "mechanism-refusal": ("condition", "findings"),
    "mechanism-acceptance": ("condition", "findings"),
}
_CONCLUSION = {
    "evidence": ("condition",),
    "criterion": ("concludes",),
    "red-flag": ("conditions", "flag_class", "act_within", "withholds", "action"),
    "screening": ("condition", "excluded_only_by"),
    "treatment-option": ("treatment", "recommendation", "evidence_grade", "condition_withholds"),
    "escalation": ("time_point", "action"),
    "dependency-group": ("rule", "max_members", "product_cap"),
    "test": ("condition", "sensitivity", "specificity", "lr_pos", "lr_neg"),
    "mechanism-refusal": ("reason",),
    "mechanism-acceptance": ("reason",),
}


def reference(entity: Entity) -> dict[str, str]:
    """Return what names an entity in an answer."""
    return {"id": entity.id, "slug": entity.slug, "label": entity.label, "kind": entity.kind}


def source_view(source: Source) -> dict[str, Any]:
    """Return a bibliography entry; ``key`` is its citation key."""
    stated = {k: v for k, v in _fields(source).items() if k != "id" and v}
    return {"key": source.id} | stated


def source(knowledge: Knowledge, key: str) -> dict[str, Any]:
    """Return the bibliography entry ``key`` with the rules that rest on it, by folder and id.

    Raises:
        UnknownEntityError: there is no such entry.
    """
    found = _known(knowledge, "source", key)
    rules = [
        {"id": identifier, "type": folder}
        for folder in RULE_FOLDERS
        for identifier, record in sorted(knowledge.records.get(folder, {}).items())
        if key in getattr(record, "sources", ())
    ]
    return source_view(found) | {"rules": rules}


def cited(knowledge: Knowledge, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the bibliography entries of ``keys``; an unknown key stands alone."""
    sources = knowledge.of(Source)
    return [source_view(sources[key]) if key in sources else {"key": key} for key in keys]


def record_view(knowledge: Knowledge, record: object) -> dict[str, Any]:
    """Return the stated fields of ``record``, its references written out."""
    view: dict[str, Any] = {}
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if value not in ("", (), None):
            view[field.name] = _value(knowledge, field.metadata.get("reference"), value)
    return view


def claim_view(knowledge: Knowledge, claim: Claim) -> dict[str, Any]:
    """Return a claim with the document that makes it."""
    view = record_view(knowledge, claim)
    document = knowledge.records.get("document", {}).get(claim.document)
    if document is not None:
        view["document"] = {k: v for k, v in _fields(document).items() if v != ""}
    return view


def claim(knowledge: Knowledge, identifier: str) -> dict[str, Any]:
    """Return the claim ``identifier`` with the document that makes it.

    Raises:
        UnknownEntityError: there is no such claim.
    """
    return claim_view(knowledge, _known(knowledge, "claim", identifier))


def rule(knowledge: Knowledge, identifier: str) -> dict[str, Any]:
    """Return a rule: what it looks for, what it concludes, on what basis and from which sources.

    Raises:
        UnknownEntityError: no rule has that identifier.
    """
    for folder in RULE_FOLDERS:
        record = knowledge.records.get(folder, {}).get(identifier)
        if record is not None:
            return rule_view(knowledge, folder, record)
    raise UnknownEntityError(identifier, tuple(_near(knowledge, identifier)))


def rule_view(knowledge: Knowledge, folder: str, record: Any) -> dict[str, Any]:
    """Return the record of ``folder`` as a rule: pattern, conclusion, basis, sources, details;
    what was inferred from anatomy also says how it was reviewed."""
    view = record_view(knowledge, record)
    parts = {
        "pattern": {k: view[k] for k in _PATTERN[folder] if k in view},
        "conclusion": {k: view[k] for k in _CONCLUSION[folder] if k in view},
    }
    taken = {"id", "sources", *parts["pattern"], *parts["conclusion"]}
    rest = {k: v for k, v in view.items() if k not in taken | {"basis", "acceptance"}}
    basis = getattr(record, "basis", "") or ("criteria" if folder == "criterion" else "evidence")
    head = {"id": view["id"], "type": folder}
    if isinstance(record, Evidence) and (review := review_of(knowledge, record)):
        parts["review"] = review
    return head | parts | {"basis": basis, "sources": view.get("sources", []), "details": rest}


def rules_by_entity(knowledge: Knowledge) -> dict[str, list[tuple[str, Any]]]:
    """Return the rules that name an entity, as pairs of folder and record, by CURIE.

    Acceptances are left out: every inferred rule shows its own.
    """
    found: dict[str, list[tuple[str, Any]]] = {}
    for folder in RULE_FOLDERS:
        for _, record in sorted(knowledge.records.get(folder, {}).items()):
            if isinstance(record, MechanismAcceptance):
                continue
            for curie in dict.fromkeys(_named_entities(record)):
                found.setdefault(curie, []).append((folder, record))
    return found


def _named_entities(record: Any) -> Iterator[str]:
    for field in dataclasses.fields(record):
        if field.metadata.get("reference") == "entity":
            value = getattr(record, field.name)
            yield from value if isinstance(value, tuple) else (value,)


def _known(knowledge: Knowledge, folder: str, identifier: str) -> Any:
    record = knowledge.records.get(folder, {}).get(identifier)
    if record is None:
        raise UnknownEntityError(identifier, tuple(_near(knowledge, identifier, (folder,))))
    return record


def _near(
    knowledge: Knowledge, identifier: str, folders: Iterable[str] = RULE_FOLDERS
) -> Iterator[str]:
    for folder in folders:
        for known in knowledge.records.get(folder, {}):
            if known.lower() == identifier.lower():
                yield known


def _value(knowledge: Knowledge, kind: str | None, value: Any) -> Any:
    if isinstance(value, tuple) and kind == "source":
        return cited(knowledge, value)
    if isinstance(value, tuple):
        return [_value(knowledge, kind, item) for item in value]
    if kind == "entity" and value in knowledge.entities:
        return reference(knowledge.entities[value])
    return value


def _fields(record: Source | object) -> Mapping[str, Any]:
    return {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}  # type: ignore[arg-type]
