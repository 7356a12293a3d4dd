"""Contradictions: structured reports that clash are an error, a note that clashes gives way.

Between two findings that were both put in words, a denial gives way too where what was reported is
only a kind of what was denied: who writes "hurts to cross my legs" and "no pain in sitting on hard
chairs" has not said two opposite things, a reader of wording took one of them too widely. The very
same finding, reported and denied, stays an error.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from kg.clinical.index import Index, Json
from kg.clinical.presentation import Presentation, Understood
from kg.clinical.wording import NOTE
from kg.errors import ContradictionError, Pointed
from kg.reasoning.realise import Realisation


def without_clashing_notes(
    presentation: Presentation,
    real: Realisation,
    realise: Callable[[Presentation], Realisation],
) -> Realisation:
    """Drop what a note says against a structured report, or against itself, and realise again;
    so too a denial in words that is wider than what it clashes with.

    Of two mentions in words the denial gives way, so that nothing present is lost.
    """
    dropped: dict[int, str] = {}
    worded = {
        i for entry in presentation.understood if entry.text for i in (entry.report, *entry.wider)
    }
    for present, absent in real.contradictions:
        reports = presentation.reports
        if reports[absent].input == NOTE:
            dropped.setdefault(absent, reports[present].input)
        elif reports[present].input == NOTE:
            dropped.setdefault(present, reports[absent].input)
        elif worded >= {present, absent} and not _same(presentation, real, present, absent):
            dropped.setdefault(absent, reports[present].input)
    if not dropped:
        return real
    _drop(presentation, dropped)
    return realise(presentation)


def _same(presentation: Presentation, real: Realisation, present: int, absent: int) -> bool:
    """Tell whether two items report and deny the very same finding; one item that seems to say
    both was misread."""
    one, other = presentation.reports[present], presentation.reports[absent]
    return one.input != other.input and (
        one.expression == other.expression
        or set(real.subsumed_by[present]) == set(real.subsumed_by[absent])
    )


def contradictions(
    index: Index, presentation: Presentation, real: Realisation
) -> list[Json]:
    """Return the clashing pairs, present first, each with pointer and finding."""
    return [
        {
            "present": _side_of(index, presentation, real, present),
            "absent": _side_of(index, presentation, real, absent),
        }
        for present, absent in real.contradictions
    ]


def raise_contradiction(pairs: list[Json], flags: list[Json]) -> NoReturn:
    """Raise the error that names both reports of every pair and carries the red flags.

    Raises:
        ContradictionError: always.
    """
    errors = []
    for pair in pairs:
        for one, other in (("present", "absent"), ("absent", "present")):
            detail = f"reported {one}, which contradicts {pair[other]['input']}"
            errors.append(Pointed(pair[one]["input"], detail))
    unique = list(dict.fromkeys(errors))
    raise ContradictionError(unique, {"red_flags": flags, "contradictions": pairs})


def _side_of(index: Index, presentation: Presentation, real: Realisation, report: int) -> Json:
    named = real.subsumed_by[report]
    return {
        "input": presentation.reports[report].input,
        "finding": index.ref(named[0]) if named else None,
    }


def _drop(presentation: Presentation, dropped: dict[int, str]) -> None:
    """Remove reports and renumber what refers to them; mentions go to ``not_understood``."""
    for entry in presentation.understood:
        told = [i for i in (entry.report, *entry.wider) if i >= 0]
        reasons = [dropped[i] for i in told if i in dropped]
        if reasons and entry.text:
            dropped.update((i, reasons[0]) for i in told)
    kept = [i for i in range(len(presentation.reports)) if i not in dropped]
    renumbered = {old: new for new, old in enumerate(kept)}
    understood: list[Understood] = []
    for entry in presentation.understood:
        if entry.report in dropped:
            start, end = entry.span
            presentation.not_understood.append({
                "input": entry.input, "start": start, "end": end, "text": entry.text,
                "reason": f"contradicts {dropped[entry.report]}",
            })
        else:
            number = renumbered[entry.report] if entry.report >= 0 else -1
            wider = tuple(renumbered[i] for i in entry.wider)
            understood.append(replace(entry, report=number, wider=wider))
    presentation.understood[:] = understood
    presentation.reports[:] = [presentation.reports[i] for i in kept]
