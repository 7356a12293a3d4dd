"""``gluteal diff``: what changed between two snapshots."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from kg.cli.common import out, progress
from kg.errors import SnapshotError
from kg.evaluation.comparison import Comparison, Moved, compare
from kg.evaluation.examples import shipped_examples
from kg.evaluation.rules import ADDED, CHANGED, REMOVED, RULES, Change, FieldChange
from kg.evaluation.trial import Trial
from kg.evaluation.triples import counts, listed
from kg.places import state_folder
from kg.snapshot.load import load_snapshot
from kg.snapshot.manifest import MANIFEST

SHOWN = 20
"""Lines of a list that are shown without ``--all``."""
_SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}


class Trouble(click.ClickException):
    """The snapshots could not be compared."""

    exit_code = 2


@click.command()
@click.argument("one", required=False, type=click.Path(path_type=Path))
@click.argument("other", required=False, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help=f"list more than {SHOWN} lines a list")
@click.option("--json", "as_json", is_flag=True, help="print everything as one JSON object")
@click.option("--exit-code", is_flag=True, help="end with status 1 where anything differs")
def diff(
    one: Path | None, other: Path | None, *, everything: bool, as_json: bool, exit_code: bool
) -> None:
    """Show what changed from snapshot ONE to OTHER: triples, rules, rankings of the examples.

    Both are folders of snapshots. OTHER is the current snapshot where it is left out, ONE the one
    that was current before. The status is 0, with --exit-code 1 where anything differs, and 2
    where they cannot be compared.
    """
    report = progress()
    try:
        other = (other or state_folder() / "current").resolve()
        one = one or _one_before(other)
        before, after = load_snapshot(one), load_snapshot(other)
    except SnapshotError as error:
        raise Trouble(str(error)) from None
    report("comparing triples, rules and the answers to the examples")
    found = compare(before, after, shipped_examples())
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        _show(found, None if everything else SHOWN)
    if exit_code and not found.is_empty:
        raise click.exceptions.Exit(1)


def _one_before(snapshot: Path) -> Path:
    others = [m.parent for m in snapshot.parent.glob(f"*/{MANIFEST}")
              if m.parent.resolve() != snapshot]
    if not others:
        raise Trouble(f"{snapshot.parent} holds no other snapshot to compare with")
    return max(others, key=lambda folder: (folder / MANIFEST).stat().st_mtime)


def _show(found: Comparison, most: int | None) -> None:
    _print(f"{found.before[:23]} -> {found.after[:23]}")
    _print(f"triples: {len(found.removed)} removed, {len(found.added)} added")
    for (graph, kind), (gone, new) in counts(found.removed, found.added).items():
        _print(f"  {graph}, {kind}: {gone} removed, {new} added")
    for sign, statements in (("-", found.removed), ("+", found.added)):
        _some([f"{sign} {line}" for line in listed(statements)], most)
    rules = [change for change in found.changes if change.is_rule]
    _changes("rules", rules, most, lambda kind: RULES[kind])
    others = [change for change in found.changes if not change.is_rule]
    _changes("entities, claims and sources", others, most, str)
    _print(f"examples: {len(found.moved)} of {found.examples} changed")
    for moved in found.moved:
        _some(list(_moved(moved)), most)


def _changes(
    title: str, changes: Sequence[Change], most: int | None, name: Callable[[str], str]
) -> None:
    by_change = Counter(change.change for change in changes)
    _print(f"{title}: " + ", ".join(f"{by_change[c]} {c}" for c in _SIGNS))
    for kind in dict.fromkeys(change.kind for change in changes):
        _print(f"  {name(kind)}")
        of_kind = [change for change in changes if change.kind == kind]
        for change in of_kind[:most]:
            _print(f"  {_SIGNS[change.change]} {change.id} {change.title}")
            if change.change == CHANGED:
                for line in map(_field, change.fields):
                    _print(f"      {line}")
        _rest(len(of_kind), most)


def _field(change: FieldChange) -> str:
    old, new = change.before, change.after
    if isinstance(old, list) and isinstance(new, list):
        gone, come = [i for i in old if i not in new], [i for i in new if i not in old]
        if gone or come:
            items = [*(f"- {_value(i)}" for i in gone), *(f"+ {_value(i)}" for i in come)]
            return f"{change.field}: {', '.join(items)}"
    return f"{change.field}: {_value(old)} -> {_value(new)}"


def _value(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _moved(moved: Moved) -> Iterator[str]:
    old, new = moved.before, moved.after
    example = new.example
    yield f"  {example.id} ({example.title})"
    if moved.ranking_changed:
        places = f"{old.rank or 'no place'} -> {new.rank or 'no place'}"
        yield f"      {example.truth}: place {places}"
        yield f"      before: {_first(old)}"
        yield f"      after: {_first(new)}"
    if moved.flags_changed:
        yield f"      red flags: {_names(old.red)} -> {_names(new.red)}"
    if old.refused or new.refused:
        return
    for sign, firings in (("-", old.fired - new.fired), ("+", new.fired - old.fired)):
        for fired in sorted(firings):
            said = f" ({fired.what})" if fired.what else ""
            yield f"      {sign} {fired.kind} {fired.rule}{said}"


def _first(trial: Trial) -> str:
    if trial.refused:
        return f"refused: {trial.refused}"
    return ", ".join(trial.first) or trial.outcome.replace("_", " ")


def _names(rules: Sequence[str]) -> str:
    return ", ".join(rules) or "none"


def _some(lines: Sequence[str], most: int | None) -> None:
    for line in lines[:most]:
        _print(line)
    _rest(len(lines), most)


def _rest(total: int, most: int | None) -> None:
    if most is not None and total > most:
        _print(f"  and {total - most} more; --all lists them")


def _print(line: str) -> None:
    """Print one line as it is, however long."""
    out.print(line, markup=False, highlight=False, soft_wrap=True)
