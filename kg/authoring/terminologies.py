"""Checks every mapping against slices of the foreign terminologies, where they are at hand."""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kg.authoring.faults import did_you_mean
from kg.authoring.problems import Problem
from kg.iris import entity_iri
from kg.model import Knowledge

_SLICES = {
    "uberon": ("", 0, 1), "hp": ("", 0, 1), "mondo": ("", 0, 1), "maxo": ("", 0, 1),
    "icd10cm": ("ICD10CM:", 0, 1), "mondo-exact-matches": ("", 2, 1),
}
"""For each file: what its codes lack in front, and the columns of the code and the label."""

_ALIASES = {"SNOMEDCT": "SCTID", "MESH": "mesh"}


def mapping_problems(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Yield a problem for every mapping whose code or label is not in the slices."""
    labels = _labels(folder)
    for entity in knowledge.entities.values():
        for mapping in entity.mappings:
            prefix, _, local = mapping.code.partition(":")
            known = labels.get(f"{_ALIASES.get(prefix, prefix)}:{local}")
            if known is None:
                yield Problem(entity_iri(entity.id), "mappings",
                              f"{mapping.code} is not in the terminology",
                              _nearest(mapping.label, labels))
            elif mapping.label.casefold() not in {label.casefold() for label in known}:
                yield Problem(entity_iri(entity.id), "mappings",
                              f"{mapping.code} is not called {mapping.label!r}",
                              f'its label is "{min(known)}"')


def _nearest(label: str, labels: dict[str, set[str]]) -> str:
    """Suggest the code that has this very label, or a like one."""
    exact = sorted(code for code, known in labels.items() if label in known)
    if exact:
        return f"{label!r} is {', '.join(exact[:3])}"
    return did_you_mean(label, {name for known in labels.values() for name in known
                                if name[:3].casefold() == label[:3].casefold()})


def _labels(folder: Path) -> dict[str, set[str]]:
    labels: dict[str, set[str]] = defaultdict(set)
    for name, (prefix, code, label) in _SLICES.items():
        with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                labels[prefix + cells[code]].add(cells[label])
    return dict(labels)
