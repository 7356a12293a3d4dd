"""``gluteal evaluate``: how good the ranking and the red flags are on known presentations."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.progress import track

from kg.cli.common import err, load_current, progress
from kg.cli.evaluation_report import show
from kg.clinical.facade import Clinician
from kg.evaluation.evaluation import Evaluation, evaluation
from kg.evaluation.examples import Example, shipped_examples
from kg.evaluation.forms import FORMS, examples_by
from kg.evaluation.statuses import statuses
from kg.evaluation.truths import unknown_names
from kg.evaluation.vignettes import Vignette, read_vignettes

CODED = "coded"
"""The form of the examples of the ontology: findings by name, with statuses."""
LONG = 50
"""A file of so many examples shows a bar."""


@click.command()
@click.argument("file", required=False,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "form", type=click.Choice(FORMS),
              help="ask phrase by phrase, or by the note alone; both, side by side, if left out")
@click.option("--split", help="only the lines of FILE with this split, such as dev")
@click.option("--worst", "most", default=5, show_default=True, type=click.IntRange(0, 1000),
              help="how many of the worst answers are explained")
@click.option("--json", "as_json", is_flag=True, help="print everything as one JSON object")
def evaluate(
    file: Path | None, form: str | None, split: str | None, most: int, *, as_json: bool
) -> None:
    """Rank known presentations and count the hits and the red flags.

    Without FILE these are the examples that come with the ontology, coded finding by finding;
    FILE holds vignettes in words, one JSON object a line, each with a truth (docs/evaluation.md).
    Red are the flags that ask to act within days at most. Intervals are 95 % score intervals.

    The status is 0 where everything was measured, 1 where the file cannot be read or names a
    right answer that nobody knows, 2 for a wrong call.
    """
    if file is None and (form or split):
        raise click.UsageError("--by and --split are for a FILE: the shipped examples are coded")
    report = progress()
    vignettes = [] if file is None else [
        v for v in read_vignettes(file) if split is None or v.split == split
    ]
    clinician = Clinician.of(load_current())
    report(f"{len(vignettes) if file else len(shipped_examples())} examples")
    found = [
        evaluation(clinician, examples, by, most, _watched)
        for by, examples in _forms(clinician, file, vignettes, form).items()
    ]
    read, misread = statuses(clinician, vignettes)
    unknown = unknown_names(clinician, [trial.example for trial in found[0].trials])
    if as_json:
        click.echo(json.dumps(_json(clinician, found, unknown) | {"phrases": {
            "status_accuracy": read.to_json(),
            "misread": [[m.id, m.text, m.expected, list(m.read)] for m in misread],
        }}, ensure_ascii=False))
    else:
        show(found, read, misread, unknown)
    if unknown:
        sys.exit(1)


def _forms(
    clinician: Clinician, file: Path | None, vignettes: list[Vignette], form: str | None
) -> dict[str, list[Example]]:
    if file is None:
        return {CODED: shipped_examples()}
    return {by: examples_by(clinician, vignettes, by) for by in ([form] if form else FORMS)}


def _watched(examples: Sequence[Example]) -> Iterable[Example]:
    if len(examples) < LONG:
        return examples
    return track(examples, "asking", console=err, transient=True)


def _json(
    clinician: Clinician, found: Sequence[Evaluation], unknown: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "snapshot": clinician.snapshot,
        "unknown_names": [{"id": case, "name": name} for case, name in unknown],
        "by": {one.by: one.to_json() for one in found},
    }
