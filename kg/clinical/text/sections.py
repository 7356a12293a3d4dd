"""Sections of notes: what stands under "FH:" is a relative's, what under "Plan:" is not done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.clinical.text.context import Context
from kg.clinical.text.mentions import Mention
from kg.clinical.text.tables import SECTIONS

_KIND = {name: kind for kind, names in SECTIONS.items() for name in names.split("|")}
_NAMES = "|".join(sorted(map(re.escape, _KIND), key=len, reverse=True))
_BARE = "PMHx?|FHx?|Imp|DDx|O/E|HPC"
"""Headings that need no colon."""
_HEADING = re.compile(
    r"(?:(?<=\A)|(?<=[.;\n])|(?<=[.;\n]\s))"
    rf"(?:(?P<name>{_NAMES})\s?(?::|(?:\s-\s))|(?P<bare>{_BARE})\b)"
)
_REACTION = re.compile(r"\ballerg(?:ic|y|ies)\s+to\b", re.IGNORECASE)
"""What follows is a reaction to a drug, not a finding of today."""
_END = re.compile(r"[.;](?=\s|$)|\n")
_ITS_OWN = {"family": ";", "past": ";"}
"""What does not end a section of that kind: its list."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading from ``start`` to ``inside``, and what it speaks of up to ``end``."""

    start: int
    inside: int
    end: int
    kind: str


def sections(text: str) -> list[Section]:
    """Return the sections of ``text``: each from its heading to the end of its sentence.

    Longer would be riskier: what stands in the next sentence may be a finding of today. An
    impression changes nothing: what it doubts it says, and a danger may be named there alone.
    """
    return [*_sections(text), *_reactions(text)]


def _sections(text: str) -> Iterator[Section]:
    for heading in _HEADING.finditer(text):
        kind = _KIND[heading["name"] or heading["bare"]]
        ends = (e for e in _END.finditer(text, heading.end()) if e.group() != _ITS_OWN.get(kind))
        end = next(ends, None)
        yield Section(heading.start(), heading.end(), end.start() if end else len(text), kind)


def _reactions(text: str) -> Iterator[Section]:
    for said in _REACTION.finditer(text):
        end = _END.search(text, said.end())
        yield Section(said.start(), said.end(), end.start() if end else len(text), "past")


def placed(mention: Mention, within: Sequence[Section]) -> Mention:
    """Return a mention as the section that it stands in leaves it."""
    for section in within:
        if section.inside <= mention.start < section.end:
            return replace(mention, context=_changed(mention.context, section.kind))
    return mention


def _changed(context: Context, kind: str) -> Context:
    if kind == "family":
        return replace(context, experiencer="family")
    if kind == "past":
        return replace(context, temporal="past")
    return replace(context, certainty="hypothetical") if kind == "planned" else context
