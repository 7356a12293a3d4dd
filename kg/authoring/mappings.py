"""Reads mappings to foreign codes: ``exact UBERON:0001370 gluteus maximus|broad HP:...``."""

import re

from kg.authoring.closed_lists import CHOICES
from kg.model import Mapping

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*:[A-Za-z0-9][A-Za-z0-9._-]*")


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
    if isinstance(part, dict):
        unknown = part.keys() - {"code", "label", "predicate", "justification"}
        if unknown or not all(isinstance(text, str) for text in part.values()):
            raise ValueError(f"a mapping has code, label, predicate and justification: {part!r}")
        words = [part.get("predicate", ""), part.get("code", ""), part.get("label", "")]
    elif isinstance(part, str):
        words = part.strip().split(None, 2)
    else:
        raise ValueError(f"not a mapping: {part!r}")
    if len(words) != 3 or not all(words):
        raise ValueError(f"a mapping is a predicate, a code and a label, not {part!r}")
    predicate, code, label = words
    if predicate not in CHOICES["Mapping.predicate"]:
        raise ValueError(f"a mapping is exact, broad, narrow or related, not {predicate!r}")
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is not a code such as UBERON:0001370")
    justification = part.get("justification", "") if isinstance(part, dict) else ""
    return Mapping(code=code, label=label, predicate=predicate, justification=justification)
