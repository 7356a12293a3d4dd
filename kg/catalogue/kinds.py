"""Kinds of entity as people name them: ``muscles``, ``Muscle`` and ``muscle`` are one."""

import difflib
from collections.abc import Iterable

from kg.errors import InputError, Pointed
from kg.iris import snake_case
from kg.model import Entity

LISTS = {
    "conditions": frozenset({"Condition", "Syndrome"}),
    "findings": frozenset(
        {"Symptom", "Sign", "TestResult", "ImagingResult", "LabResult", "HistoryItem", "Finding"}
    ),
    "muscles": frozenset({"Muscle"}),
    "nerves": frozenset({"Nerve", "NerveRoot"}),
    "joints": frozenset({"Joint"}),
    "regions": frozenset({"PainRegion"}),
    "treatments": frozenset({"Treatment"}),
    "examinations": frozenset({"Examination"}),
    "activities": frozenset({"Activity"}),
}
"""The lists that have an address of their own, with the schema classes that each holds."""


def list_of(entity: Entity) -> str:
    """Return the name of the list that ``entity`` stands in; ``entities`` where there is none."""
    return next((name for name, kinds in LISTS.items() if entity.kind in kinds), "entities")


def resolve_kind(name: str, entities: Iterable[Entity], pointer: str = "kind") -> frozenset[str]:
    """Return the schema classes that ``name`` means.

    Raises:
        InputError: there is no such kind; ``pointer`` says where it was given.
    """
    known: dict[str, frozenset[str]] = {}
    for kind in {entity.kind for entity in entities}:
        plain = snake_case(kind).strip("_").replace("_", " ")
        known |= dict.fromkeys((kind.lower(), plain, plain + "s"), frozenset({kind}))
    for plural, kinds in LISTS.items():
        known[plural] = kinds
        known[_singular(plural)] = kinds
    wanted = name.strip().lower().replace("-", " ").replace("_", " ")
    if wanted in known:
        return known[wanted]
    close = tuple(difflib.get_close_matches(wanted, known, n=3))
    raise InputError([Pointed(pointer, f"there is no kind {name!r}", close)])


def _singular(plural: str) -> str:
    return plural[:-3] + "y" if plural.endswith("ies") else plural[:-1]
