"""What single answer would put another condition first, found fast and then answered for real."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.clinical.answer import Answerer, Worked
from kg.clinical.ask_next import LEADERS
from kg.clinical.engine.model import Observed
from kg.clinical.index import Json
from kg.clinical.ranking import BROAD, Ranking
from kg.errors import InputError

TRIED = 30
"""How many unanswered findings are tried for a change of the first place."""


def would_change(answerer: Answerer, request: Mapping[str, Any], worked: Worked) -> list[Json]:
    """Return the single answers that put another condition first, the most informative first.

    The ranking alone proposes them; each is then answered like a request of its own with that
    finding added, so that what is told is what a client gets.
    """
    found: list[Json] = []
    for ranking in worked.rankings:
        first = ranking.entries[0].condition if ranking.entries else ""
        for finding, present in _proposed(answerer, worked, ranking):
            curie = answerer.arrays.findings[finding]
            status = "present" if present else "absent"
            after = _first(answerer, _with(request, ranking.complaint, curie, status),
                           ranking.complaint)
            if after not in {"", first}:
                found.append({
                    "finding": answerer.index.ref(curie),
                    "question": answerer.index.question(curie),
                    "answer": status,
                    "first": answerer.index.ref(after),
                    "complaint": ranking.complaint,
                })
    return found


def _with(
    request: Mapping[str, Any], complaint: int, curie: str, status: str
) -> dict[str, Any]:
    """Return ``request`` with one finding more, in the complaint that it is about."""
    added = {"concept": curie, "status": status}
    if not request.get("complaints"):
        return {**request, "findings": [*(request.get("findings") or ()), added]}
    complaints = [dict(one) for one in request["complaints"]]
    told = complaints[complaint]
    told["findings"] = [*(told.get("findings") or ()), added]
    return {**request, "complaints": complaints}


def _first(answerer: Answerer, request: Mapping[str, Any], complaint: int) -> str:
    """Return what ranks first once ``request`` is answered; empty if it cannot be."""
    try:
        rankings = answerer.work(request).rankings
    except InputError:
        return ""
    entries = rankings[complaint].entries if complaint < len(rankings) else ()
    return entries[0].condition if entries else ""


def _proposed(
    answerer: Answerer, worked: Worked, ranking: Ranking
) -> Iterator[tuple[int, bool]]:
    if not ranking.entries:
        return
    first = ranking.entries[0].condition
    for finding in _unanswered(answerer, ranking):
        for present in (True, False):
            if _ranked_first(answerer, worked, ranking, finding, present=present) != first:
                yield finding, present


def _unanswered(answerer: Answerer, ranking: Ranking) -> list[int]:
    weights = {e.ranked.lead: e.share for e in ranking.entries[:LEADERS]}
    closed = ranking.observed.present.keys() | ranking.observed.absent.keys()
    bits = answerer.questions.bits(weights, closed)
    return sorted(bits, key=lambda finding: (-bits[finding], finding))[:TRIED]


def _ranked_first(
    answerer: Answerer, worked: Worked, ranking: Ranking, finding: int, *, present: bool
) -> str:
    """Return what the engine alone would put first; nothing is reasoned anew."""
    old = ranking.observed
    model = answerer.arrays.model
    priors, other = answerer.priors(worked.case.presentation.patient.clinic)
    facts = worked.case.facts_in(ranking.complaint)
    if present:
        entered = {f: (*old.present.get(f, ()), -1)
                   for f in (finding, *model.ancestors[finding])}
        seen = Observed(
            {**old.present, **entered}, old.direct | {finding}, old.absent, old.gate
        )
    else:
        curie = answerer.arrays.findings[finding]
        below = {answerer.arrays.number[d]: BROAD for d in answerer.index.descendants[curie]}
        seen = Observed(
            old.present, old.direct, {**below, **old.absent, finding: 1.0}, old.gate
        )
    after = answerer.ranker.ranking(worked.case, facts, ranking.complaint, seen, priors, other)
    return after.entries[0].condition if after.entries else ""
