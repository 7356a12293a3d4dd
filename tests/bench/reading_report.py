"""Prints how the phrases of the corpus are read, by split and category.

``python -m tests.bench.reading_report`` builds a snapshot of ``ontology/compiled`` and prints the
table; with ``--wrong`` also each phrase of the dev part that is not read right. The phrases of
the held-out part are counted and never shown: nobody may tune on them.
"""

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot
from tests.bench.corpus import Judge, phrases
from tests.bench.reading import score, tally

COMPILED = Path(__file__).resolve().parents[2] / "ontology" / "compiled"
SPLITS = ("dev", "held-out")


def print_reading(snapshot: Snapshot, *, wrong: bool = False) -> None:
    """Print accuracy, precision and recall of each category, dev beside held-out."""
    judge = Judge(snapshot)
    listed = phrases(judge)
    scores = [score(judge, [p for p in listed if p.split == s], judge.read) for s in SPLITS]
    table = Table(title="reading of phrases (right of judged; precision; recall)")
    table.add_column("category")
    for split in SPLITS:
        for column in (f"{split}: right", "precision", "recall"):
            table.add_column(column, justify="right")
    for category in sorted(set().union(*scores)):
        cells = []
        for one in (found[category] for found in scores):
            cells += [f"{one.accuracy:.3f} ({one.right}/{one.judged})",
                      f"{one.precision:.3f}", f"{one.recall:.3f}"]
        table.add_row(category or "all", *cells)
    console = Console(width=140)
    console.print(table)
    for phrase in listed if wrong else ():
        counted = tally(judge, phrase, judge.read(phrase.text))
        if phrase.split == "dev" and counted.right < counted.judged:
            console.print(f"{phrase.id}  {phrase.text}", markup=False, highlight=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print_reading(load_snapshot(build_snapshot(COMPILED, Path(folder))),
                      wrong="--wrong" in sys.argv[1:])
