"""The words that notes are read with, from the tables beside this module."""

import re
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


SETS: Mapping[str, str] = table("sets")
"""Alternatives by the name that templates call them by: ``{seat}``."""


def templates(name: str) -> dict[str, str]:
    """Return the table ``name`` with the sets that its templates name written in brackets.

    Raises:
        OSError: the installation lacks the table.
        KeyError: a template names a set that there is not.
    """
    return {key: in_sets(value) for key, value in table(name).items()}


def in_sets(template: str) -> str:
    """Return a template with the sets that it names written in brackets.

    Raises:
        KeyError: it names a set that there is not.
    """
    while "{" in template:
        template = re.sub(r"\{(\w+)\}", lambda found: f"({SETS[found[1]]})", template)
    return template


CAPITALS: Mapping[str, str] = table("capitals")
"""Shorthand that counts in exactly these letters, and what it means."""
TERMS: Mapping[str, str] = table("terms")
"""Words of the field by what they mean; names of the ontology are read with them too."""
TURNS: Mapping[str, str] = table("turns")
"""What says something of a finding, by the words that it is reduced to; for notes only."""
WORDINGS: Mapping[str, str] = templates("wordings")
"""Everyday phrases by the key of what they mean."""
FUNCTIONS: Mapping[str, str] = table("functions")
"""Functions by the key of the kind of finding that their loss is."""
CUE_PHRASES: Mapping[str, str] = table("cues")
"""Phrases before what brings a symptom on (worse), eases it (better), where it goes (toward)."""
SECTIONS: Mapping[str, str] = table("sections")
"""Headings of the sections of notes by what they say of everything in the section."""
STRENGTH: Mapping[str, str] = table("strength")
"""The movements that a muscle is tested by, by keys: "quads 4/5" is a weak knee extension."""
FINDING_WORDINGS: Mapping[str, str] = templates("findings")
"""Templates of what is said in place of a finding, by its key; ``templates.forms`` reads them."""
DENIED_WORDINGS: Mapping[str, str] = templates("denied")
"""Templates of what denies a finding when it is denied, and says too little otherwise."""
NOTE_WORDINGS: Mapping[str, str] = templates("notes")
"""Such templates in the telegraphic style of notes, most of them of danger."""
TESTED_WORDINGS: Mapping[str, str] = templates("tested")
"""Templates of the names of tests that count only beside a word for their result."""
NORMAL_DENIES: Mapping[str, str] = table("normal")
"""What is denied when a function or measurement is called normal: keys of findings."""
SAME: Mapping[str, str] = templates("same")
"""Templates of what means the same in phrases said in place of a finding, by its first wording."""
FILLERS: tuple[str, ...] = tuple(table("fillers"))
"""Words that tell no such phrase from another."""
REFUTING: Mapping[str, str] = templates("refuting")
"""Templates of what is said where a finding is not there ("sleeps through the night")."""
TOGETHER: tuple[tuple[str, str, str, str], ...] = tuple(
    (key, status, picture, words)
    for key, status, picture, words in (
        line.split("\t")
        for line in (FOLDER / "together.tsv").read_text(encoding="utf-8").splitlines()[1:]
    )
)
"""Rows of words that tell a finding in any order: key, status, set of the picture, groups."""
