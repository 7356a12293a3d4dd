"""The table of how phrases are read."""

from pathlib import Path

from rich.console import Console

from tests.bench.corpus import Phrase
from tests.bench.reading_report import _table


def test_a_category_that_one_split_lacks_is_shown_with_nothing_judged(judge):
    wanted = (judge.report("present:fever"),)
    listed = [
        Phrase("1", "fever", "shared", "dev", (wanted,), (), (), False, ""),
        Phrase("2", "fever", "only here", "held-out", (wanted,), (), (), False, ""),
    ]
    console = Console(width=140, record=True)
    console.print(_table(judge, Path("phrases.tsv"), listed))
    line = next(row for row in console.export_text().splitlines() if "only here" in row)
    assert "(0/0)" in line
    assert "(1/1)" in line
