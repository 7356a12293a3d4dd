"""Starts a new condition: one file, with the next free identifier and a comment at every step."""

import re
from pathlib import Path

from kg.authoring.build import write_all
from kg.authoring.faults import Faults, Origin
from kg.authoring.files import SourceFile, is_safe_stem, read_sources
from kg.authoring.skeleton import skeleton
from kg.iris import slugify

FIRST_ID, LAST_ID = 4000, 4199
"""The range of condition identifiers; a used one is never given again."""

_ID = re.compile(r"\bGKG:(\d{7})\b")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,'()/-]{1,98}[A-Za-z0-9)]")

_ROW_IDS = {"F": 3, "T": 3, "R": 2, "TX": 3, "E": 2, "X": 3, "XA": 3}
"""What the identifiers of rows begin with, and their least number of digits."""

_ROW_ID = re.compile(rf'"({"|".join(_ROW_IDS)})(\d{{2,5}})[a-z]?"')


def new_condition(folder: Path, label: str) -> Path:
    """Write the skeleton of a condition file into the ontology ``folder``; return its path.

    Raises:
        AuthoringError: the label cannot be used, is taken, or no identifier is free.
    """
    faults = Faults()
    plain = " ".join(label.split())
    slug = slugify(plain)
    origin = Origin(f"conditions/{slug}.toml", "label")
    if not _LABEL.fullmatch(plain) or not is_safe_stem(slug):
        faults.add(Origin("conditions", "label"), "", f"{label!r} cannot name a condition",
                   "use letters, digits, spaces and hyphens")
        faults.raise_any()
    sources = read_sources(folder, faults)
    faults.raise_any()
    number = _next_number(sources)
    if any(source.path == origin.file for source in sources):
        faults.add(origin, "", "the file exists already")
    if number > LAST_ID:
        faults.add(origin, "", f"no identifier from {FIRST_ID} to {LAST_ID} is free")
    faults.raise_any()
    text = skeleton({
        "label": plain, "curie": f"GKG:{number:07}", "key": slug.replace("-", "_"),
        **_next_rows(sources),
    })
    path = folder / origin.file
    write_all({path: text.encode()})
    return path


def _next_number(sources: list[SourceFile]) -> int:
    """Return the number after the highest that any file mentions, even in a comment."""
    found = (int(number) for source in sources for number in _ID.findall(source.text))
    return max((n for n in found if FIRST_ID <= n <= LAST_ID), default=FIRST_ID - 1) + 1


def _next_rows(sources: list[SourceFile]) -> dict[str, str]:
    """Return the next free identifier of each kind of row; one in a comment is not free."""
    highest = dict.fromkeys(_ROW_IDS, 0)
    for source in sources:
        for prefix, digits in _ROW_ID.findall(source.text):
            highest[prefix] = max(highest[prefix], int(digits))
    return {prefix: f"{prefix}{highest[prefix] + 1:0{width}}"
            for prefix, width in _ROW_IDS.items()}
