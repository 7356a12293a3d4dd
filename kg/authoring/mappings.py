"""Reads mappings to foreign codes: ``exact UBERON:0001370 gluteus maximus|broad HP:...``.

A code that states a side has it after the predicate: ``narrow right ICD10CM:M54.31 Sciatica,
right side``.
"""

import re

from kg.authoring.closed_lists import CHOICES
from kg.model import Mapping

CURATED, CHAINED = "semapv:ManualMappingCuration", "semapv:MappingChaining"

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*:[A-Za-z0-9][A-Za-z0-9._-]*")
_THROUGH_MONDO = ("SNOMEDCT:", "UMLS:")


def mappings_from(value: object) -> tuple[Mapping, ...]:
    """Return the mappings of a cell, a list of such texts, or a list of TOML tables.

    Raises:
        ValueError: a mapping has no predicate, code or label, or they are not well formed.
    """
    parts = value.split("|") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise ValueError(f"must be a list of mappings, not {value!r}")
    found = {_mapping(part) for part in parts if part != ""}
    if len({mapping.code for mapping in found}) < len(found):
        raise ValueError("maps to one code twice; keep the better predicate")
    return tuple(sorted(found, key=lambda mapping: (mapping.code, mapping.predicate)))


def _mapping(part: object) -> Mapping:
    stated = _stated(part)
    predicate, code, label = (stated.get(name, "") for name in ("predicate", "code", "label"))
    if not (predicate and code and label):
        raise ValueError(f"a mapping is a predicate, a code and a label, not {part!r}")
    if predicate not in CHOICES["Mapping.predicate"]:
        raise ValueError(f"a mapping is exact, broad, narrow or related, not {predicate!r}")
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is not a code such as UBERON:0001370")
    for name in ("side", "justification"):
        if stated.get(name) and stated[name] not in CHOICES[f"Mapping.{name}"]:
            allowed = ", ".join(sorted(CHOICES[f"Mapping.{name}"]))
            raise ValueError(f"the {name} of a mapping is one of {allowed}, not {stated[name]!r}")
    if stated.get("side") and predicate == "exact":
        raise ValueError(f"{code} states a side and its entity has none: not an exact match")
    usual = CHAINED if code.startswith(_THROUGH_MONDO) else CURATED
    return Mapping(code=code, label=label, predicate=predicate, side=stated.get("side", ""),
                   justification=stated.get("justification") or usual)


def _stated(part: object) -> dict[str, str]:
    """Return what a text or a TOML table says of one mapping, by field."""
    if isinstance(part, str):
        words = part.strip().split(None, 2)
        side = {}
        if len(words) == 3 and words[1] in CHOICES["Mapping.side"]:
            side = {"side": words[1]}
            words = [words[0], *words[2].split(None, 1)]
        return dict(zip(("predicate", "code", "label"), words, strict=False)) | side
    if not isinstance(part, dict):
        raise ValueError(f"not a mapping: {part!r}")
    known = {"code", "label", "predicate", "justification", "side"}
    if part.keys() - known or not all(isinstance(text, str) for text in part.values()):
        raise ValueError(
            f"a mapping has code, label, predicate, side and justification: {part!r}")
    return part
