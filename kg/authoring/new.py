"""Starts a new condition: one file, with the next free identifier and a comment at every step."""

import re
from pathlib import Path

from kg.authoring.build import write_all
from kg.authoring.faults import Faults, Origin
from kg.authoring.files import SourceFile, is_safe_stem, read_sources
from kg.iris import slugify

FIRST_ID, LAST_ID = 4000, 4199
"""The range of condition identifiers; a used one is never given again."""

_ID = re.compile(r"\bGKG:(\d{7})\b")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,'()/-]{1,98}[A-Za-z0-9)]")

_SKELETON = '''\
# {label}: all that is known about one condition, in this one file.
# Fill in what you can source and delete what you cannot; then run `gluteal check`.
# Entities are named by label, slug, key, synonym or id.
id = "{curie}"
key = "{key}"
label = "{label}"
kind = "Condition"
synonyms = []
# One or two sentences of your own: what it is, and what sets it apart.
definition = ""
# Where the knowledge comes from: ids of ontology/sources.toml.
sources = []

category = ""
# hypothesis (ranked), subtype or level (with a parent), syndrome, mimic, red_flag, out_of_scope
ranking_role = "hypothesis"
# routine, routine_unless_flag, urgent_within_2_weeks, urgent_within_days, emergency_same_day ...
urgency = "routine"
# A must-not-miss condition also needs [screening] below.
must_not_miss = false

# Share of adults with buttock pain in an outpatient clinic, in per cent, and what it rests on.
# prior_low_pct = 0.1
# prior_mid_pct = 0.5
# prior_high_pct = 1
# prior_basis = "author_estimate"

# What it can do to anatomy; the reasoner derives symptoms from it.
[relations]
# can_affect = ["piriformis"]
# can_compress = ["sciatic nerve"]

# One table per finding that speaks for or against it.
# [[evidence]]
# id = "F9001"
# finding = "buttock pain"
# frequency_low_pct = 50
# frequency_high_pct = 90
# band_basis = "author_estimate"
# sources = ["textbook"]
# confidence = "low"
# provenance = "memory"

# [screening]
# must_all_be_answered = ["saddle numbness"]
# excluded_only_by = "emergency MRI"
# sources = ["textbook"]
'''


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
    text = _SKELETON.format(label=plain, curie=f"GKG:{number:07}", key=slug.replace("-", "_"))
    path = folder / origin.file
    write_all({path: text.encode()})
    return path


def _next_number(sources: list[SourceFile]) -> int:
    """Return the number after the highest that any file mentions, even in a comment."""
    found = (int(number) for source in sources for number in _ID.findall(source.text))
    return max((n for n in found if FIRST_ID <= n <= LAST_ID), default=FIRST_ID - 1) + 1
