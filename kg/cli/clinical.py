"""``gluteal ask`` and ``gluteal explain``."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from kg.cli.common import load_current, out
from kg.clinical.facade import Clinician
from kg.clinical.proof_rdf import turtle
from kg.clinical.prose import HEADINGS, RED_FLAG, explanation_text
from kg.errors import InputError, Pointed
from kg.limits import limit

_URGENCY_STYLE = {"emergency": "bold white on red", "urgent": "bold red"}


@click.command()
@click.argument("text")
@click.option("--age", type=click.IntRange(0, 120))
@click.option("--sex", type=click.Choice(["female", "male", "intersex", "unknown"]))
@click.option("--limit", "shown", default=8, show_default=True, type=click.IntRange(1, 100))
@click.option("--json", "as_json", is_flag=True, help="print the whole answer as JSON")
def ask(text: str, age: int | None, sex: str | None, shown: int, *, as_json: bool) -> None:
    """Rank the conditions that explain TEXT, such as "34F, L buttock pain worse sitting"."""
    asked = request(text, age, sex) | {"limit": shown}
    answer = Clinician.of(load_current()).differential(asked)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _show(answer)


@click.command()
@click.argument("condition")
@click.argument("text")
@click.option("--age", type=click.IntRange(0, 120))
@click.option("--sex", type=click.Choice(["female", "male", "intersex", "unknown"]))
@click.option("--json", "as_json", is_flag=True, help="print the whole answer as JSON")
@click.option("--turtle", "as_turtle", is_flag=True, help="print the proof as RDF")
def explain(
    condition: str, text: str, age: int | None, sex: str | None, *,
    as_json: bool, as_turtle: bool,
) -> None:
    """Explain CONDITION (name, id or slug) for the presentation TEXT."""
    if as_json and as_turtle:
        raise click.UsageError("give --json or --turtle, not both")
    asked = request(text, age, sex) | {"condition": condition}
    clinician = Clinician.of(load_current())
    answer = clinician.explain(asked)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif as_turtle:
        click.echo(turtle(answer["proof"]).decode(), nl=False)
    else:
        _show_prose(explanation_text(clinician.index, answer))


def _show_prose(text: str) -> None:
    """Print prose with its headings in bold; wrapped only where a person reads it."""
    for number, line in enumerate(text.splitlines()):
        heading = number == 0 or line in HEADINGS
        style = _URGENCY_STYLE["urgent"] if line.startswith(RED_FLAG) else "bold" * heading
        out.print(escape(line), style=style or None, soft_wrap=not out.is_terminal,
                  highlight=False)


def request(text: str, age: int | None = None, sex: str | None = None) -> dict[str, Any]:
    """Return the request that a clinician's words and options make.

    Raises:
        InputError: the words are more than the service takes.
    """
    most = int(limit("text_characters"))
    if len(text) > most:
        detail = f"the text has {len(text):,} characters, and {most:,} are read at most: shorten it"
        raise InputError([Pointed("/text", detail)])
    patient = {k: v for k, v in (("age", age), ("sex", sex)) if v is not None}
    return {"text": text} | ({"patient": patient} if patient else {})


def _show(answer: Mapping[str, Any]) -> None:
    for flag in answer["red_flags"]:
        style = _URGENCY_STYLE.get(flag["urgency"], "yellow")
        said = f"{_label(flag.get('condition')) or 'red flag'}: {flag['action']}"
        out.print(f"[{style}] {flag['urgency'].upper()} [/] {escape(said)}")
    out.print(f"outcome: {answer['outcome'].replace('_', ' ')}")
    if answer["differential"]:
        out.print(_ranking(answer["differential"]))
    for title, lines in _remarks(answer):
        if lines:
            out.print(f"[bold]{title}[/]")
            out.print("\n".join(f"  {escape(line)}" for line in lines))
    out.print(f"[dim]{answer['notice']}[/]")


def _ranking(rows: list[Mapping[str, Any]]) -> Table:
    table = Table("", "condition", "band", "score", "for", "against")
    for row in rows:
        table.add_row(
            str(row["rank"]), escape(_label(row["condition"])), row["band"],
            f"{row['score']:+.2f}", _weights(row["for"]), _weights(row["against"]),
        )
    return table


def _weights(items: list[Mapping[str, Any]]) -> str:
    shown = (f"{_label(i['finding'])} ({i['log10_lr']:+.2f})" for i in items if i["log10_lr"])
    return escape("\n".join(shown))


def _remarks(answer: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield "Not yet excluded", [
        f"{_label(item['condition'])}: " + "; ".join(ask["question"] for ask in item["ask"])
        for item in answer["not_yet_excluded"]
    ]
    nexts = answer["ask_next"]
    yield "Ask next", [item["question"] for item in nexts["diagnostic"]]
    yield "Not understood", [
        f"{item['text']}: {item['reason']}" for item in answer["not_understood"]
    ]
    yield "Warnings", [str(item["detail"]) for item in answer["warnings"]]


def _label(reference: Mapping[str, Any] | None) -> str:
    return str(reference["label"]) if reference else ""
