"""Prints how the phrases of the corpus are read, by file, split and category.

``python -m tests.bench.reading_report`` builds a snapshot of ``ontology/compiled`` and prints the
tables; with ``--wrong`` also each phrase that is not read right, of the dev part of
``phrases.tsv`` and of all of the others. The phrases of the other held-out part are counted
and never shown: nobody may tune on them.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot
from tests.bench.corpus import PHRASES, PHRASES_B, PHRASES_C, Judge, Phrase, phrases
from tests.bench.reading import Tally, score, status_alone, tally

COMPILED = Path(__file__).resolve().parents[2] / "ontology" / "compiled"
SPLITS = ("dev", "held-out")
SHOWN = {PHRASES: {"dev"}, PHRASES_B: set(SPLITS), PHRASES_C: set(SPLITS)}
"""The parts of each file that may be read phrase by phrase."""


def print_reading(snapshot: Snapshot, *, wrong: bool = False) -> None:
    """Print accuracy, precision and recall of each category, dev beside held-out."""
    judge, console = Judge(snapshot), Console(width=140)
    for path, shown in SHOWN.items():
        listed = phrases(judge, path)
        console.print(_table(judge, path, listed))
        for phrase in listed if wrong else ():
            counted = tally(judge, phrase, judge.read(phrase.text))
            if phrase.split in shown and counted.right < counted.judged:
                console.print(f"{phrase.id}  {phrase.text}", markup=False, highlight=False)


def _table(judge: Judge, path: Path, listed: Sequence[Phrase]) -> Table:
    parts = [[p for p in listed if p.split == split] for split in SPLITS]
    scores = [score(judge, part, judge.read) for part in parts]
    table = Table(title=f"reading of {path.name} (right of judged; precision; recall)")
    table.add_column("category")
    for split in SPLITS:
        for column in (f"{split}: right", "precision", "recall"):
            table.add_column(column, justify="right")
    for category in sorted(set().union(*scores)):
        cells = []
        for one in (found.get(category, Tally()) for found in scores):
            cells += [_share(one), f"{one.precision:.3f}", f"{one.recall:.3f}"]
        table.add_row(category or "all", *cells)
    alone = [
        sum((status_alone(judge, p, judge.read(p.text)) for p in part), Tally()) for part in parts
    ]
    table.add_row("status alone", *(cell for one in alone for cell in (_share(one), "", "")))
    return table


def _share(one: Tally) -> str:
    return f"{one.accuracy:.3f} ({one.right}/{one.judged})"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print_reading(load_snapshot(build_snapshot(COMPILED, Path(folder))),
                      wrong="--wrong" in sys.argv[1:])
