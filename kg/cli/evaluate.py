"""``gluteal evaluate``: how good the ranking and the red flags are on known presentations."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from kg.cli.common import load_current, out, progress
from kg.clinical.facade import Clinician
from kg.evaluation.examples import shipped_examples
from kg.evaluation.measures import Measures, measures
from kg.evaluation.trial import Trial, run
from kg.evaluation.vignettes import read_vignettes


@click.command()
@click.argument("file", required=False,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print one JSON line an example")
def evaluate(file: Path | None, *, as_json: bool) -> None:
    """Rank known presentations and count the hits and the red flags.

    Without FILE these are the examples that come with the ontology, coded finding by finding;
    FILE holds vignettes in words, one JSON object a line, each with a truth. Red are the flags
    that ask to act within days at most.
    """
    report = progress()
    examples = shipped_examples() if file is None else read_vignettes(file)
    clinician = Clinician.of(load_current())
    report(f"{len(examples)} examples")
    trials = [run(clinician, example) for example in examples]
    if as_json:
        for trial in trials:
            click.echo(json.dumps(_line(trial), ensure_ascii=False))
        return
    found = measures(trials)
    out.print(_table(found, trials))
    for line in _misses(found):
        out.print(escape(line), soft_wrap=True, highlight=False)


def _line(trial: Trial) -> dict[str, Any]:
    example = trial.example
    return {
        "id": example.id, "truth": example.truth, "outcome": trial.outcome, "rank": trial.rank,
        "first": list(trial.first), "red_flag": bool(trial.red), "red_flags": list(trial.red),
        "red_flag_expected": example.red_flag, "not_understood": trial.not_understood,
        "error": trial.refused or None,
    }


def _table(found: Measures, trials: Sequence[Trial]) -> Table:
    table = Table("measure", "value", "of")
    for top, count in found.within.items():
        table.add_row(f"truth among the first {top}", str(count), str(found.total))
    table.add_row("mean reciprocal rank", f"{found.reciprocal:.3f}", "")
    table.add_row("red flags raised where expected", str(found.flagged), str(found.expected))
    table.add_row("red flags raised where not", str(len(found.overflagged)), str(found.others))
    for name, share in (("sensitivity", found.sensitivity), ("specificity", found.specificity)):
        table.add_row(f"{name} of red flags", "" if share is None else f"{share:.3f}", "")
    for outcome, count in Counter(trial.outcome for trial in trials).items():
        table.add_row(f"outcome {outcome.replace('_', ' ')}", str(count), str(found.total))
    return table


def _misses(found: Measures) -> list[str]:
    return [
        *(f"missed: {_named(t)}: {t.example.truth} at {t.rank or 'no place'}; first"
          f" {t.refused or ', '.join(t.first[:3]) or t.outcome}" for t in found.misses),
        *(f"no red flag: {_named(t)}: {t.example.truth}" for t in found.unflagged),
        *(f"red without need: {_named(t)}: {', '.join(t.red)}" for t in found.overflagged),
    ]


def _named(trial: Trial) -> str:
    example = trial.example
    return f"{example.id} ({example.title})" if example.title else example.id
