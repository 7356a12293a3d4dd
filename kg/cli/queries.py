"""``gluteal query``: the saved queries on the command line."""

import csv
import io

import click
from rich.markup import escape
from rich.table import Column, Table

from kg.cli.common import current_snapshot, out
from kg.places import data_folder
from kg.query import formats
from kg.query.client import QueryService
from kg.query.document import document
from kg.query.header import SavedQuery, load_saved
from kg.query.pool import start_pool
from kg.query.saved import SavedQueries
from kg.snapshot.load import load_snapshot


@click.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1)
@click.option("--csv", "as_csv", is_flag=True, help="print CSV in place of a table")
@click.option("--document", "as_page", is_flag=True, help="print the page of all saved queries")
def query(
    name: str | None, parameters: tuple[str, ...], *, as_csv: bool, as_page: bool
) -> None:
    """Run the saved query NAME with PARAMETERS (name=value); without a name, list them."""
    saved = load_saved(data_folder("queries"))
    if as_page:
        _print_page(saved)
        return
    if name is None:
        _list(saved)
        return
    if name not in saved:
        raise click.ClickException(f"there is no saved query {name!r}; gluteal query lists them")
    path = current_snapshot().resolve()
    queries = SavedQueries(saved, load_snapshot(path).knowledge)
    values = dict(_pair(parameter) for parameter in parameters)
    with start_pool(path) as pool:
        store = QueryService(pool.socket_path)
        text = queries.run(name, values, store, accept=formats.CSV).body.decode()
    if as_csv:
        click.echo(text, nl=False)
    else:
        _show(text)


def _print_page(saved: dict[str, SavedQuery]) -> None:
    path = current_snapshot().resolve()
    queries = SavedQueries(saved, load_snapshot(path).knowledge)
    with start_pool(path) as pool:
        store = QueryService(pool.socket_path)
        click.echo(document(saved, lambda name: queries.example(name, store)), nl=False)


def _pair(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        raise click.ClickException(f"write {parameter!r} as name=value")
    return name, value


def _list(saved: dict[str, SavedQuery]) -> None:
    table = Table(Column("query", no_wrap=True), "answers", Column("parameters", overflow="fold"))
    for found in saved.values():
        examples = (f"{p.name}={p.example}" for p in found.parameters.values())
        table.add_row(found.name, escape(found.summary), escape("\n".join(examples)))
    out.print(table)


def _show(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text)))
    table = Table(*rows[0]) if rows else Table()
    for row in rows[1:]:
        table.add_row(*map(escape, row))
    out.print(table)
    out.print(f"{max(len(rows) - 1, 0)} rows")
