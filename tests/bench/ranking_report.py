"""``python -m tests.bench.ranking_report``: the tables of ``docs/ranking.md``; ``--write`` puts
them there."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.clinical.facade import Clinician
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import load_snapshot
from tests.bench.ablation import FORMS, ablation
from tests.bench.calibration import by_band, calibration_error, first_places, reliability
from tests.bench.interview import MOST, interviews
from tests.bench.known_cases import ROOT, Found, known_cases, put
from tests.bench.simulated import World
from tests.bench.temperature import tempered

PAGE = ROOT / "docs" / "ranking.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def clinician() -> Clinician:
    """Return the clinician of the compiled ontology."""
    with tempfile.TemporaryDirectory() as folder:
        return Clinician.of(
            load_snapshot(build_snapshot(ROOT / "ontology" / "compiled", Path(folder)))
        )


def report(who: Clinician) -> str:
    """Return the tables as Markdown."""
    cases = known_cases()
    found = [put(who._answerer, who.index, case) for case in cases]
    world = World(who.index, who._answerer.arrays)
    parts = [
        _ablation(who), _reliability("Cases", first_places(found)), _temperature(who),
        _bands(found),
        _reliability("Simulated patients", _simulated(world)), _interviews(who, world),
    ]
    return "\n".join(line for part in parts for line in [*part, ""])


def _ablation(who: Clinician) -> Iterator[str]:
    yield "### What each part is worth"
    for number, line in enumerate(ablation(who, known_cases())):
        if not number:
            yield "| without | " + " | ".join(
                f"{form} ({line.cases[form]}): first / among 3" for form in FORMS
            ) + f" | nothing to find ({line.undecidable}): told |"
            yield "|---" * (len(FORMS) + 2) + "|"
        name = f"(nothing: {line.part})" if not number else line.part
        yield f"| {name} | " + " | ".join(
            f"{line.first[form]} / {line.three[form]}" for form in FORMS
        ) + f" | {line.told} |"


def _reliability(title: str, pairs: Sequence[tuple[float, bool]]) -> Iterator[str]:
    yield f"### {title}: does the share of the first place mean what it says"
    yield "| share | first places | mean share | right |"
    yield "|---|---|---|---|"
    for b in reliability(pairs):
        yield f"| {b.low:.0%} to {b.high:.0%} | {b.cases} | {b.share:.0%} | {b.right:.0%} |"
    yield ""
    yield f"Expected calibration error {calibration_error(pairs):.3f} over {len(pairs)}."


def _temperature(who: Clinician) -> Iterator[str]:
    yield "### One temperature on the score"
    yield "| fitted on | tried on | temperature | first places | error as it is | error with it |"
    yield "|---|---|---|---|---|---|"
    for t in tempered(who):
        yield (f"| {t.fitted} | {t.tried} | {t.temperature:.2f} | {t.cases}"
               f" | {t.plain:.3f} | {t.error:.3f} |")


def _bands(found: Sequence[Found]) -> Iterator[str]:
    yield "### How often a band is right"
    yield "| band | entries | right |"
    yield "|---|---|---|"
    counts = by_band(found)
    for band in ("very likely", "likely", "possible", "unlikely"):
        shown, right = counts.get(band, (0, 0))
        yield f"| {band} | {shown} | {right / max(shown, 1):.1%} |"


def _simulated(world: World) -> list[tuple[float, bool]]:
    pairs = []
    for patient in world.clinic(SIMULATED, seed=7):
        for finding, known in enumerate(world.arrays.frequencies):
            if known and patient.is_open(finding) and patient.chance.random() < ANSWERED:
                world.ask(patient, finding)
        family, _, share = world.ranking(patient)[0]
        pairs.append((share, family.condition == patient.family.condition))
    return pairs


SIMULATED = 400
"""Simulated patients whose shares are tried."""
ANSWERED = 0.1
"""The share of all findings that a simulated patient was asked for."""


def _interviews(who: Clinician, world: World) -> Iterator[str]:
    yield "### Simulated interviews"
    yield (f"| next question | patients | mean questions (at most {MOST})"
           " | first in the end | cost |")
    yield "|---|---|---|---|---|"
    for way in interviews(world, who._answerer.questions):
        yield (f"| {way.name} | {len(way.questions)} | {way.mean:.1f} | {way.solved:.0%}"
               f" | {way.cost:.0f} |")


def ranking_summary(
    who: Clinician,
) -> Iterator[tuple[str, float, str, float | None, str]]:
    """Yield what ``make bench`` shows of the ranking: name, value, unit, aim and note."""
    answerer = who._answerer
    found = [put(answerer, who.index, case) for case in known_cases()]
    decidable = [f for f in found if f.case.decidable]
    first = 100.0 * sum(f.rank == 1 for f in decidable) / len(decidable)
    yield "truth in first place", first, "%", None, f"{len(decidable)} known cases"
    error = calibration_error(first_places(found))
    yield "calibration error of the shares", error, "", 0.05, "percentages are shown only below"
    for way in interviews(World(who.index, answerer.arrays), answerer.questions):
        note = f"{way.solved:.0%} first in the end, cost {way.cost:.0f}"
        yield f"questions to first place, {way.name}", way.mean, "", None, note


def main() -> None:
    """Print the tables, or put them into the page."""
    tables = report(clinician())
    if "--write" in sys.argv:
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{tables}{END}{after}", encoding="utf-8")
    else:
        sys.stdout.write(tables)


if __name__ == "__main__":
    main()
