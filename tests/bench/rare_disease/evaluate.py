"""How good the rankings are on cases with a known answer, and what each part contributes."""

import gzip
import json
import random
import resource
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.rare_disease.baselines import Baselines
from tests.bench.rare_disease.knowledge import KnowledgeBase
from tests.bench.rare_disease.ranker import Ranker, Settings, build

Case = Mapping[str, Any]
Score = Callable[[Case], Sequence[float]]
DRAWS = 1000
FOLDS = 5
CLEAN, OWN, WITHHELD = "clean", "own publication", "own publication withheld"
GRID = [
    Settings(expected=expected, odds=odds, breadth=breadth)
    for expected, odds, breadth in product((0.5, 0.7), (7 / 3, 4.0), (0.5, 0.65, 0.8))
]
"""What ``tune`` chooses from."""
ABLATIONS = {
    "as served": {},
    "without back-off (exact terms and their kinds)": {"decay": 50.0},
    "without frequencies": {"expected": 1.0, "strength": 1e9},
    "without account of long profiles": {"breadth": 0.0},
    "unexplained reports cost nearly everything": {"odds": 1e4},
    "reports that repeat one another count in full": {"power": 0.0},
    "denied findings count": {"denied": 1.0},
}


@dataclass(frozen=True)
class Rank:
    """Where the truth came in one case."""

    disease: str
    kind: str
    rank: int


def read_cases(path: Path) -> list[Case]:
    """Read JSON lines, packed with gzip or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def withheld_rows(cases: Sequence[Case]) -> list[tuple[str, str]]:
    """Return each disease with the publication of its case that also annotates it."""
    return sorted(
        {(c["truth"], c["exclude_refs"]) for c in cases if c["own_publication_in_hpoa"]}
    )


def ranks(ranker: Ranker, cases: Sequence[Case], score: Score) -> list[Rank]:
    """Rank the truth of each case; ``score`` gives the score of every row."""
    row = {disease: i for i, disease in enumerate(ranker.diseases)}
    extra = {pair: len(row) + i for i, pair in enumerate(withheld_rows(cases))}
    found = []
    for case in cases:
        scores, truth = score(case), row[case["truth"]]
        own = case["own_publication_in_hpoa"]
        kinds = {OWN if own else CLEAN: truth}
        if own:
            kinds[WITHHELD] = extra[case["truth"], case["exclude_refs"]]
        for kind, at in kinds.items():
            mine = scores[at]
            better = sum(s > mine for s in scores[: len(row)]) - (scores[truth] > mine)
            level = sum(s == mine for s in scores[:truth]) if at == truth else sum(
                s == mine for i, s in enumerate(scores[: len(row)]) if i != truth
            )
            found.append(Rank(case["truth"], kind, 1 + better + level))
    return found


def engine(ranker: Ranker) -> Score:
    """Score as the command does."""
    return lambda c: ranker.totals.scores(ranker.observe(c["present"], c["excluded"]))


def figures(found: Sequence[Rank]) -> tuple[float, float, float]:
    """Return top-1, top-10 and the mean reciprocal rank."""
    n = max(1, len(found))
    return (sum(r.rank <= 1 for r in found) / n, sum(r.rank <= 10 for r in found) / n,
            sum(1 / r.rank for r in found) / n)


def intervals(found: Sequence[Rank]) -> list[tuple[float, float]]:
    """Return 95 % intervals of the three figures by drawing diseases, not cases: the cases of a
    disease are alike."""
    by_disease: dict[str, list[Rank]] = {}
    for rank in found:
        by_disease.setdefault(rank.disease, []).append(rank)
    groups, draw = [by_disease[d] for d in sorted(by_disease)], random.Random(0)
    drawn = [
        figures([r for group in draw.choices(groups, k=len(groups)) for r in group])
        for _ in range(DRAWS)
    ]
    low, high = int(DRAWS * 0.025), int(DRAWS * 0.975) - 1
    return [(s[low], s[high]) for s in (sorted(column) for column in zip(*drawn, strict=True))]


def evaluate(base: KnowledgeBase, cases: Sequence[Case]) -> None:
    """Print the engine beside the baselines, then time and memory."""
    ranker = build(base, withheld=withheld_rows(cases))
    plain = Baselines(ranker)

    def numbers(case: Case) -> list[int]:
        return sorted({ranker.number[t] for t in case["present"] if t in ranker.number})

    started = time.perf_counter()
    results = {"engine": ranks(ranker, cases, engine(ranker))}
    spent = (time.perf_counter() - started) * 1000 / len(cases)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results["hypergeometric enrichment"] = ranks(
        ranker, cases, lambda c: plain.enrichment(numbers(c)))
    results["best match (Resnik)"] = ranks(ranker, cases, lambda c: plain.resnik(numbers(c)))
    show("Rare diseases", results, with_intervals=True)
    Console().print(f"{len(cases)} cases, {len(ranker.diseases)} diseases: {spent:.1f} ms a case, "
                    f"{memory:.0f} MiB resident at most")


def ablate(base: KnowledgeBase, cases: Sequence[Case]) -> None:
    """Print the engine without each of its parts."""
    results = {}
    for name, changes in ABLATIONS.items():
        ranker = build(base, replace(Settings(), **changes), withheld_rows(cases))
        results[name] = ranks(ranker, cases, engine(ranker))
    show("Without each part", results)


def tune(base: KnowledgeBase, cases: Sequence[Case]) -> None:
    """Choose the settings on four fifths of the diseases and test them on the fifth."""
    tried = []
    for settings in GRID:
        ranker = build(base, settings, withheld_rows(cases))
        tried.append(ranks(ranker, cases, engine(ranker)))
    kept: list[Rank] = []
    for fold in range(FOLDS):
        best = max(range(len(GRID)), key=lambda i: _mean([
            r for r in tried[i] if r.kind != OWN and _fold(r.disease) != fold]))
        Console().print(f"fold {fold}: {GRID[best]}")
        kept.extend(r for r in tried[best] if _fold(r.disease) == fold)
    show("Settings chosen on other diseases", {"engine": kept}, with_intervals=True)


def _mean(found: Sequence[Rank]) -> float:
    return figures(found)[2]


def _fold(disease: str) -> int:
    return zlib.crc32(disease.encode()) % FOLDS


def show(
    title: str, results: Mapping[str, Sequence[Rank]], *, with_intervals: bool = False
) -> None:
    """Print a table with one line for each kind of case and method."""
    table = Table(title=title)
    for name in ("cases", "n", "method", "top-1", "top-10", "MRR"):
        table.add_column(name)
    for kind in (CLEAN, WITHHELD, OWN):
        for method, found in results.items():
            chosen = [r for r in found if r.kind == kind]
            if not chosen:
                continue
            values = [f"{x:.3f}" for x in figures(chosen)]
            if with_intervals:
                values = [f"{v} ({low:.2f}-{high:.2f})" for v, (low, high) in
                          zip(values, intervals(chosen), strict=True)]
            table.add_row(kind, str(len(chosen)), method, *values)
    Console(width=130).print(table)
