"""Phrases of clinical notes with the findings that must come out of them.

They stand in ``tests/clinical/corpus/phrases*.tsv``; the README there says how they were written.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.axioms import Expression, Named
from kg.clinical.expressions import Resolver
from kg.clinical.facade import Clinician
from kg.iris import entity_curie
from kg.reasoning.presentation import Report
from kg.reasoning.realise import Realiser
from kg.snapshot.load import Snapshot

CORPUS = Path(__file__).resolve().parents[1] / "clinical" / "corpus"
PHRASES = CORPUS / "phrases.tsv"
PHRASES_B = CORPUS / "phrases-b.tsv"
PHRASES_C = CORPUS / "phrases-c.tsv"
NOTHING = "none"
"""Stands for "nothing present or absent may come out"."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase; ``expected``, ``forbidden`` and ``allowed`` as reports.

    Of each tuple in ``expected`` one report must come out; what is ``allowed`` need not.
    ``silent``: nothing else may come out. ``gap`` names a finding that the vocabulary lacks.
    """

    id: str
    text: str
    category: str
    split: str
    expected: tuple[tuple[Report, ...], ...]
    forbidden: tuple[Report, ...]
    allowed: tuple[Report, ...]
    silent: bool
    gap: str


class Judge:
    """Reads phrases with the annotator of a snapshot, and compares reports by its reasoner."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Prepare names, annotator and reasoner."""
        clinician = Clinician.of(snapshot)
        self.index, self._lexicon = clinician.index, clinician.lexicon
        self._understander = clinician._answerer._understander
        self._realiser = Realiser(snapshot.knowledge, snapshot.taxonomy)
        self.entails = cache(self._entails)

    def read(self, text: str) -> list[Report]:
        """Return what a note of ``text`` alone reports as present or absent.

        The denial of a composed finding is entered for every role of its site; one is enough.
        """
        read = self._understander.understand({"text": text})
        wider = {number for entry in read.understood for number in entry.wider}
        return [report for number, report in enumerate(read.reports) if number not in wider]

    def _entails(self, one: Expression, other: Expression) -> bool:
        """Tell whether every ``one`` is an ``other``: having one and denying the other clashes."""
        reports = [Report(one, "present"), Report(other, "absent")]
        return bool(self._realiser.realise(reports, 1).contradictions)

    def measured(self, expression: Expression) -> str:
        """Return what number a finding is a band of ("age_years"); sex counts as one."""
        if not isinstance(expression, Named):
            return ""
        curie = entity_curie(expression.iri)
        finding = self.index.findings[curie]
        return finding.measure or ("sex" if curie in self.index.who else "")

    def report(self, item: str) -> Report:
        """Return ``status:label@side`` or ``status:E(member=name, ...)@side`` as a report.

        Raises:
            ValueError: the ontology does not know a name in it.
        """
        status, _, what = item.partition(":")
        what, _, side = what.partition("@")
        resolver = Resolver(self.index, self._lexicon)
        composed = re.fullmatch(r"E\((.*)\)", what)
        members = re.split(r", (?=\w+=)", composed[1]) if composed else [f"type={what}"]
        made = resolver.expression(dict(m.split("=", 1) for m in members), "")
        if made is None:
            raise ValueError(f"{item}: {resolver.errors}")
        return Report(made[0], status, side or "unknown")


def phrases(judge: Judge, path: Path = PHRASES) -> list[Phrase]:
    """Return the phrases of ``path``.

    Raises:
        ValueError: an expected finding is not in the ontology.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Phrase(
            row["id"], row["text"], row["category"], row["split"],
            tuple(tuple(map(judge.report, item.split("|"))) for item in _items(row["expected"])),
            tuple(map(judge.report, _items(row["forbidden"]))),
            tuple(map(judge.report, _items(row["allowed"]))),
            row["expected"] == NOTHING, row["gap"],
        )
        for row in rows
    ]


def _items(cell: str) -> list[str]:
    return [item for item in cell.split(";") if item and item != NOTHING]
