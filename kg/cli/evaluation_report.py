"""An evaluation on the screen: figures side by side, each condition, and the worst explained."""

from collections.abc import Callable, Iterator, Sequence

from rich.markup import escape
from rich.table import Table

from kg.cli.common import out
from kg.evaluation.evaluation import Evaluation
from kg.evaluation.intervals import Share
from kg.evaluation.measures import Measures
from kg.evaluation.statuses import Misread
from kg.evaluation.trial import Trial
from kg.evaluation.worst import Explained

ROWS: Sequence[tuple[str, Callable[[Measures], object]]] = (
    ("cases", lambda m: m.total),
    ("truth first, decidable cases", lambda m: m.decided[1]),
    ("truth among the first 3", lambda m: m.decided[3]),
    ("truth among the first 5", lambda m: m.decided[5]),
    ("truth first, all cases", lambda m: m.within[1]),
    ("truth among the first 3, all cases", lambda m: m.within[3]),
    ("mean reciprocal rank, all cases", lambda m: f"{m.reciprocal:.3f}"),
    ("sensitivity of red flags", lambda m: m.sensitivity),
    ("specificity of red flags", lambda m: m.specificity),
    ("emergencies flagged as such", lambda m: m.emergencies),
    ("abstained where undecidable", lambda m: m.silent),
    ("abstained where decidable", lambda m: m.mute),
    ("look-alike pairs, both first", lambda m: m.pairs),
    ("must not miss, in view", lambda m: m.in_view),
    ("refused for a contradiction", lambda m: len(m.contradicted)),
    ("first once the denial is left out",
     lambda m: Share(sum(t.resolved == 1 for t in m.contradicted), len(m.contradicted))),
)
EMPTY = "none to judge"


def show(
    found: Sequence[Evaluation], read: Share, misread: Sequence[Misread],
    unknown: Sequence[tuple[str, str]],
) -> None:
    """Print evaluations of the same cases in several forms, side by side."""
    out.print(_figures(found))
    if read.total:
        out.print(f"status of phrases read right: {read}", highlight=False)
    for wrong in misread:
        _line(f"  {wrong.id}: {wrong.text!r} is {wrong.expected}, read as"
              f" {' and '.join(wrong.read) or 'nothing'}")
    for case, name in unknown:
        _line(f"unknown: {case}: nothing is known as {name!r}; it counts as never found", "red")
    out.print(_conditions(found))
    for one in found:
        for line in _lists(one):
            _line(line)
    for one in found:
        for explained in one.worst:
            out.print()
            for number, line in enumerate(worst_lines(one.by, explained)):
                _line(line, "" if number else "bold")


def _line(text: str, style: str = "") -> None:
    out.print(escape(text), style=style or None, soft_wrap=True, highlight=False)


def _figures(found: Sequence[Evaluation]) -> Table:
    table = Table("measure, 95 % interval", *(f"by {one.by}" for one in found))
    for name, value in ROWS:
        cells = [str(value(one.measures)) for one in found]
        if any(cell != EMPTY for cell in cells):
            table.add_row(name, *("" if cell == EMPTY else cell for cell in cells))
    return table


def _conditions(found: Sequence[Evaluation]) -> Table:
    table = Table("truth", "cases", *(f"first / first 3 by {one.by}" for one in found))
    for rows in zip(*(one.measures.conditions for one in found), strict=True):
        table.add_row(escape(rows[0].truth), str(rows[0].total),
                      *(f"{row.first} / {row.third}" for row in rows))
    return table


def _lists(one: Evaluation) -> Iterator[str]:
    found = one.measures
    for t in found.misses:
        place = t.refused or ", ".join(t.first[:3]) or t.outcome.replace("_", " ")
        yield f"missed: {_named(t)}: {t.example.truth} at {t.rank or 'no place'}; first {place}"
    for t in found.contradicted:
        for clash in t.clashes:
            yield f"contradiction: {_named(t)}: {clash}"
    for t in found.unflagged:
        yield f"no red flag: {_named(t)}: {t.example.truth}"
    for t in found.overflagged:
        yield f"red without need: {_named(t)}: {', '.join(t.red)}"


def worst_lines(by: str, explained: Explained) -> Iterator[str]:
    """Return one wrong answer as lines: what is wrong, what was not read, what decided."""
    trial = explained.trial
    yield f"{_named(trial)}, by {by}: {trial.example.truth}: {'; '.join(explained.faults)}"
    if trial.unread:
        yield f"  not understood: {'; '.join(trial.unread)}"
    if explained.gaps:
        yield f"  what put {trial.first[0]} first (log10 for it, for the truth):"
    for gap in explained.gaps:
        yield f"    {gap.what}: {gap.first:+.2f}, {gap.truth:+.2f}"
    for reason in explained.why_not:
        yield f"  why not: {reason}"


def _named(trial: Trial) -> str:
    example = trial.example
    return f"{example.id} ({example.title})" if example.title else example.id
