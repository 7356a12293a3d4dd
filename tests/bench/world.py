"""What is measured on: a snapshot of the committed ontology, and presentations."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.model import Evidence, Knowledge
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot

ROOT = Path(__file__).resolve().parents[2]
COMPILED = ROOT / "ontology" / "compiled"
FINDINGS = 8
PRESENTATIONS = 60


@dataclass
class World:
    """A state folder, and what is made in it when it is first needed."""

    state: Path

    @cached_property
    def snapshot(self) -> Snapshot:
        """The snapshot of the committed ontology."""
        return load_snapshot(build_snapshot(COMPILED, self.state))

    @cached_property
    def cases(self) -> list[list[str]]:
        """Presentations of eight findings each."""
        return presentations(self.snapshot.knowledge)

    @cached_property
    def requests(self) -> list[dict[str, Any]]:
        """The presentations as requests."""
        known = self.snapshot.knowledge.findings()
        return [
            {"setting": "musculoskeletal-outpatient",
             "findings": [{"concept": f, "status": "present"}
                          | ({"laterality": "left"} if known[f].side_applies else {})
                          for f in case]}
            for case in self.cases
        ]


def presentations(knowledge: Knowledge) -> list[list[str]]:
    """Return presentations of eight findings each, a condition's own before others'."""
    by_condition: dict[str, list[str]] = {}
    for row in sorted(knowledge.of(Evidence).values(), key=lambda row: row.id):
        if row.status == "present" and row.basis == "evidence":
            by_condition.setdefault(row.condition, []).append(row.finding)
    full = [found for _, found in sorted(by_condition.items()) if len(set(found)) >= FINDINGS]
    return [list(dict.fromkeys(found))[:FINDINGS] for found in full][:PRESENTATIONS]
