"""Codes of foreign terminologies as people and systems write them."""

import re
from collections.abc import Iterator

from kg.iris import FOREIGN

_ALIASES = {
    **{prefix.casefold(): prefix for prefix in FOREIGN},
    "hpo": "HP", "snomed": "SNOMEDCT", "sct": "SNOMEDCT", "sctid": "SNOMEDCT",
}
"""Prefixes without case, spaces and hyphens. ``ICD10`` alone is not among them: that is the WHO's
classification, where a fifth character means something else."""

_CODE = re.compile(r"([A-Za-z][A-Za-z0-9 -]*?)[\s:_|]+([A-Za-z0-9.]+)")
_ENCOUNTER = re.compile(r"([A-Z]\w\w\.\w{3})[A-Z]")
"""An injury code with the character that counts encounters, which says nothing of the injury."""


def code_key(code: str) -> str:
    """Return a code as codes are compared.

    >>> code_key("HP:0001945")
    'hp:0001945'
    """
    return code.casefold()


def readings(name: str) -> Iterator[str]:
    """Yield the keys of the codes that ``name`` may be, the likeliest first; none if it is no code.

    >>> list(readings("icd-10-cm s76011a"))
    ['icd10cm:s76.011a', 'icd10cm:s76.011']
    """
    text = name.strip()
    for prefix, iri in FOREIGN.items():
        if text.startswith(iri):
            text = f"{prefix}:{text.removeprefix(iri)}"
    found = _CODE.fullmatch(text)
    prefix = _ALIASES.get(re.sub(r"[ -]", "", found[1]).casefold(), "") if found else ""
    if found is None or not prefix:
        return
    local = found[2].upper()
    if prefix == "ICD10CM" and "." not in local and len(local) > 3:
        local = f"{local[:3]}.{local[3:]}"
    yield code_key(f"{prefix}:{local}")
    if prefix == "ICD10CM" and (encounter := _ENCOUNTER.fullmatch(local)):
        yield code_key(f"{prefix}:{encounter[1].rstrip('X')}")
