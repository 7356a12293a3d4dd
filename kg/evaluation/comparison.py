"""Two snapshots compared: their triples, their rules, and what they make of the examples."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kg.clinical.facade import Clinician
from kg.evaluation.examples import Example
from kg.evaluation.rules import Change, rule_changes
from kg.evaluation.trial import Trial, run
from kg.evaluation.triples import Statement, counts, listed, triple_changes
from kg.snapshot.load import Snapshot

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """An example whose answer differs."""

    before: Trial
    after: Trial

    @property
    def ranking_changed(self) -> bool:
        """Tell whether the first places, the place of the truth or the outcome differ."""
        return _place(self.before) != _place(self.after)

    @property
    def flags_changed(self) -> bool:
        """Tell whether other red rules fire."""
        return self.before.red != self.after.red

    def to_json(self) -> Json:
        """Return what differs as JSON values."""
        old, new = self.before, self.after
        return {
            "id": new.example.id, "title": new.example.title, "truth": new.example.truth,
            "before": _side(old), "after": _side(new),
            "fired": {
                "removed": [asdict(f) for f in sorted(old.fired - new.fired)],
                "added": [asdict(f) for f in sorted(new.fired - old.fired)],
            },
        }


def _place(trial: Trial) -> tuple[object, ...]:
    return trial.outcome, trial.rank, trial.first, trial.refused


def _side(trial: Trial) -> Json:
    return {
        "outcome": trial.outcome, "rank": trial.rank, "first": list(trial.first),
        "red_flags": list(trial.red), "refused": trial.refused or None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that differs between two snapshots, named by their digests."""

    before: str
    after: str
    removed: Sequence[Statement]
    added: Sequence[Statement]
    changes: Sequence[Change]
    moved: Sequence[Moved]
    examples: int

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs."""
        return not (self.removed or self.added or self.changes or self.moved)

    def to_json(self) -> Json:
        """Return the whole comparison as JSON values."""
        return {
            "before": self.before, "after": self.after, "equal": self.is_empty,
            "triples": {
                "by_graph": [
                    {"graph": graph, "kind": kind, "removed": gone, "added": new}
                    for (graph, kind), (gone, new) in counts(self.removed, self.added).items()
                ],
                "removed": list(listed(self.removed)),
                "added": list(listed(self.added)),
            },
            "rules": [asdict(change) for change in self.changes if change.is_rule],
            "other": [asdict(change) for change in self.changes if not change.is_rule],
            "examples": [moved.to_json() for moved in self.moved],
        }


def compare(before: Snapshot, after: Snapshot, examples: Iterable[Example]) -> Comparison:
    """Compare two loaded snapshots; ``examples`` are put to both."""
    removed, added = triple_changes(before.path, after.path, before.knowledge, after.knowledge)
    old, new = Clinician.of(before), Clinician.of(after)
    moved = [Moved(run(old, example), run(new, example)) for example in examples]
    return Comparison(
        before=before.manifest.digest, after=after.manifest.digest,
        removed=removed, added=added,
        changes=rule_changes(before.knowledge, after.knowledge),
        moved=[pair for pair in moved if pair.before != pair.after],
        examples=len(moved),
    )
