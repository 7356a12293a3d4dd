"""The words that notes are read with, from the tables beside this module."""

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "data"


def table(name: str) -> dict[str, str]:
    """Return the table ``name``: the second column by the first, rows of one key joined by bars.

    Raises:
        OSError: the installation lacks the table.
    """
    rows: dict[str, str] = {}
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        key, _, value = line.partition("\t")
        rows[key] = f"{rows[key]}|{value}" if key in rows else value
    return rows


CAPITALS: Mapping[str, str] = table("capitals")
"""Shorthand that counts in exactly these letters, and what it means."""
TERMS: Mapping[str, str] = table("terms")
"""Words of the field by what they mean; names of the ontology are read with them too."""
TURNS: Mapping[str, str] = table("turns")
"""What says something of a finding, by the words that it is reduced to; for notes only."""
WORDINGS: Mapping[str, str] = table("wordings")
"""Everyday phrases by the key of what they mean."""
FUNCTIONS: Mapping[str, str] = table("functions")
"""Functions by the key of the kind of finding that their loss is."""
CUE_PHRASES: Mapping[str, str] = table("cues")
"""Phrases before what brings a symptom on (worse), eases it (better), where it goes (toward)."""
SECTIONS: Mapping[str, str] = table("sections")
"""Headings of the sections of notes by what they say of everything in the section."""
STRENGTH: Mapping[str, str] = table("strength")
"""The movements that a muscle is tested by, by keys: "quads 4/5" is a weak knee extension."""
FINDING_WORDINGS: Mapping[str, str] = table("findings")
"""Templates of what is said in place of a finding, by its key; ``templates.forms`` reads them."""
DENIED_WORDINGS: Mapping[str, str] = table("denied")
"""Templates of what denies a finding when it is denied, and says too little otherwise."""
NOTE_WORDINGS: Mapping[str, str] = table("notes")
"""Such templates in the telegraphic style of notes, most of them of danger."""
TESTED_WORDINGS: Mapping[str, str] = table("tested")
"""Templates of the names of tests that count only beside a word for their result."""
NORMAL_DENIES: Mapping[str, str] = table("normal")
"""What is denied when a function or measurement is called normal: keys of findings."""
