"""``gluteal diff`` and ``gluteal evaluate``: what changed, and how good the ranking is."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from kg.catalogue.names import plain
from kg.cli.common import load_current, out, progress
from kg.clinical.facade import Clinician
from kg.errors import InputError
from kg.places import state_folder
from kg.snapshot.load import Snapshot, load_snapshot

TOPS = (1, 3, 5, 10)
_SHOWN = 20


@click.command()
@click.argument("one", required=False, type=click.Path(exists=True, path_type=Path))
@click.argument("other", required=False, type=click.Path(exists=True, path_type=Path))
def diff(one: Path | None, other: Path | None) -> None:
    """Show what changed from snapshot ONE to OTHER, in triples and in rankings.

    OTHER is the current snapshot where it is left out, ONE the one that was current before.
    """
    other = (other or state_folder() / "current").resolve()
    one = one or _one_before(other)
    before, after = load_snapshot(one), load_snapshot(other)
    out.print(f"{before.manifest.digest[:23]} -> {after.manifest.digest[:23]}")
    removed, added = _triples(one) - _triples(other), _triples(other) - _triples(one)
    out.print(f"triples: {len(removed)} removed, {len(added)} added")
    for sign, lines in (("-", sorted(removed)), ("+", sorted(added))):
        for line in lines[:_SHOWN]:
            out.print(f"{sign} {line}", markup=False, highlight=False, soft_wrap=True)
        if len(lines) > _SHOWN:
            out.print(f"{sign} and {len(lines) - _SHOWN} more")
    changed = [line for line in _rankings(before, after) if line]
    out.print(f"first ranks of conditions by their own label: {len(changed)} changed")
    out.print("\n".join(changed), markup=False)


def _one_before(snapshot: Path) -> Path:
    others = [m.parent for m in snapshot.parent.glob("*/manifest.json")
              if m.parent.resolve() != snapshot]
    if not others:
        raise click.ClickException(f"{snapshot.parent} holds no other snapshot to compare with")
    return max(others, key=lambda folder: (folder / "manifest.json").stat().st_mtime)


def _triples(folder: Path) -> set[str]:
    return set((folder / "dataset.nq").read_text(encoding="utf-8").splitlines())


def _rankings(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Compare the first rank for the typical findings of each condition that both know."""
    old, new = Clinician.of(before), Clinician.of(after)
    known = before.knowledge.conditions().keys() & after.knowledge.conditions().keys()
    for curie in sorted(known):
        asked = {"findings": _typical(before, curie)}
        if asked["findings"]:
            first, then = _first(old, asked), _first(new, asked)
            label = before.knowledge.entities[curie].label
            yield f"  {label}: {first} -> {then}" if first != then else ""


def _typical(snapshot: Snapshot, condition: str) -> list[dict[str, str]]:
    rows = snapshot.knowledge.records.get("evidence", {}).values()
    own = [r for r in rows if r.condition == condition and r.status == "present"]
    own.sort(key=lambda row: (-(row.frequency_high_pct or 0), row.finding))
    return [{"concept": row.finding} for row in own[:4]]


def _first(clinician: Clinician, asked: Mapping[str, Any]) -> str:
    try:
        ranking = clinician.differential(dict(asked))["differential"]
    except InputError as error:
        return f"refused ({error})"
    return str(ranking[0]["condition"]["label"]) if ranking else "nothing"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print one JSON line a vignette")
def evaluate(file: Path, *, as_json: bool) -> None:
    """Rank the vignettes of FILE (JSON lines with a truth) and count the hits."""
    report = progress()
    clinician, vignettes = Clinician.of(load_current()), _read(file)
    report(f"{len(vignettes)} vignettes")
    results = [_result(clinician, vignette) for vignette in vignettes]
    if as_json:
        for result in results:
            click.echo(json.dumps(result, ensure_ascii=False))
        return
    _table(results)


def _read(file: Path) -> list[dict[str, Any]]:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    try:
        return [json.loads(line) for line in lines]
    except ValueError as error:
        raise click.ClickException(f"{file} is not JSON lines: {error}") from None


def vignette_request(vignette: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request that a vignette makes; its texts keep their own polarity."""
    sex = {"M": "male", "F": "female"}.get(str(vignette.get("sex", "")), "unknown")
    texts = [*vignette.get("present", ()), *vignette.get("absent", ())]
    asked: dict[str, Any] = {
        "patient": {"sex": sex},
        "findings": [{"text": text} for text in texts],
        "history": [{"text": text} for text in vignette.get("history", ())],
        "limit": 100,
    }
    if vignette.get("free_text"):
        asked["text"] = vignette["free_text"]
    if vignette.get("age") is not None:
        asked["patient"]["age"] = vignette["age"]
    return asked


def _result(clinician: Clinician, vignette: Mapping[str, Any]) -> dict[str, Any]:
    try:
        answer = clinician.differential(vignette_request(vignette))
    except InputError as error:
        return {"id": vignette.get("id"), "rank": None, "error": str(error), "red_flag": None}
    wanted = {plain(name) for name in (vignette["truth"], *vignette.get("acceptable", ()))}
    ranks = [r["rank"] for r in answer["differential"] if plain(r["condition"]["label"]) in wanted]
    if plain(answer["outcome"].replace("_", " ")) in wanted:
        ranks.append(1)  # some vignettes have no diagnosis to find, and saying so is right
    return {
        "id": vignette.get("id"),
        "truth": vignette["truth"],
        "outcome": answer["outcome"],
        "rank": min(ranks, default=None),
        "red_flag": bool(answer["red_flags"]),
        "red_flag_expected": bool(vignette.get("red_flag")),
        "not_understood": len(answer["not_understood"]),
    }


def _table(results: list[dict[str, Any]]) -> None:
    total = len(results)
    ranks = [r["rank"] for r in results if r["rank"]]
    table = Table("measure", "value", "of")
    for top in TOPS:
        table.add_row(f"truth among the first {top}", str(sum(r <= top for r in ranks)), str(total))
    mean = sum(1 / rank for rank in ranks) / total if total else 0.0
    table.add_row("mean reciprocal rank", f"{mean:.3f}", "")
    flags = Counter((r.get("red_flag_expected"), r["red_flag"]) for r in results)
    expected = flags[True, True] + flags[True, False]
    table.add_row("red flags raised where expected", str(flags[True, True]), str(expected))
    table.add_row("red flags raised where not", str(flags[False, True]), str(total - expected))
    for outcome, count in Counter(r.get("outcome", "refused") for r in results).items():
        table.add_row(f"outcome {outcome.replace('_', ' ')}", str(count), str(total))
    out.print(table)
