"""Checks every mapping against slices of the foreign terminologies, where they are at hand."""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.authoring.faults import did_you_mean
from kg.authoring.mappings import CHAINED
from kg.authoring.problems import Problem
from kg.iris import FOREIGN, entity_iri
from kg.model import Entity, Knowledge, Mapping

_SLICES = {
    "uberon": ("", 0, 1), "hp": ("", 0, 1), "mondo": ("", 0, 1), "maxo": ("", 0, 1),
    "icd10cm": ("ICD10CM:", 0, 1), "mondo-exact-matches": ("", 2, 1),
}
"""For each file: what its codes lack in front, and the columns of the code and the label."""

_ALIASES = {"SCTID": "SNOMEDCT"}
"""Prefixes that Mondo gives to terminologies that have another one here."""


@dataclass(frozen=True, slots=True)
class Terminologies:
    """What the slices say: the labels of each code, and the codes that Mondo calls the same."""

    labels: dict[str, set[str]]
    same_as: dict[str, set[str]]


def read_terminologies(folder: Path) -> Terminologies:
    """Read the slices in ``folder``."""
    labels: dict[str, set[str]] = defaultdict(set)
    same_as: dict[str, set[str]] = defaultdict(set)
    for name, (prefix, code, label) in _SLICES.items():
        with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                own, _, local = (prefix + cells[code]).partition(":")
                curie = f"{_ALIASES.get(own, own)}:{local}"
                labels[curie].add(cells[label])
                if name == "mondo-exact-matches":
                    same_as[cells[0]].add(curie)
    return Terminologies(dict(labels), dict(same_as))


def mapping_problems(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Yield a problem for every mapping that the slices do not bear out."""
    known = read_terminologies(folder)
    for entity in knowledge.entities.values():
        for mapping in entity.mappings:
            for message, hint in _problems(entity, mapping, known):
                yield Problem(entity_iri(entity.id), "mappings", message, hint)


def stated_side(label: str) -> str:
    """Return the side that the label of a code states; empty when it states none."""
    words = set(re.findall(r"[a-z]+", label.casefold()))
    return next((side for side in ("bilateral", "right", "left") if side in words), "")


def _problems(
    entity: Entity, mapping: Mapping, known: Terminologies,
) -> Iterator[tuple[str, str]]:
    labels = known.labels.get(mapping.code)
    if labels is None or mapping.code.partition(":")[0] not in FOREIGN:
        hint = _nearest(mapping.label, known.labels)
        yield f"{mapping.code} is not in the terminology", hint
        return
    if mapping.label.casefold() not in {label.casefold() for label in labels}:
        yield (f"{mapping.code} is not called {mapping.label!r}",
               f'its label is "{min(labels)}"')
    side = stated_side(mapping.label) if mapping.code.startswith("ICD10CM:") else ""
    if side != mapping.side:
        yield (f"{mapping.code} states {side or 'no side'}, not {mapping.side or 'no side'}",
               "the side stands between predicate and code")
    if mapping.justification == CHAINED and not _is_chained(entity, mapping, known):
        yield (f"no {mapping.predicate} Mondo term of the entity is the same as {mapping.code}",
               "map the Mondo term first, or say how the match was made")


def _is_chained(entity: Entity, mapping: Mapping, known: Terminologies) -> bool:
    """Tell whether the mapping follows from a Mondo term and Mondo's exact match."""
    return any(other.predicate == mapping.predicate
               and mapping.code in known.same_as.get(other.code, ()) for other in entity.mappings)


def _nearest(label: str, labels: dict[str, set[str]]) -> str:
    """Suggest the code that has this very label, or a like one."""
    exact = sorted(code for code, known in labels.items() if label in known)
    if exact:
        return f"{label!r} is {', '.join(exact[:3])}"
    return did_you_mean(label, {name for known in labels.values() for name in known
                                if name[:3].casefold() == label[:3].casefold()})
