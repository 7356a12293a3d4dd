"""JSON lines: one request a line on standard input, one reply a line on standard output."""

import json
from typing import Any, TextIO

from tests.bench.rare_disease.knowledge import PREFIX, KnowledgeBase
from tests.bench.rare_disease.ranker import Ranker

TOP = 100
DIGITS = 6


class Refused(ValueError):
    """A request that cannot be answered, said in words."""


def serve(base: KnowledgeBase, ranker: Ranker, source: TextIO, target: TextIO) -> None:
    """Answer every line of ``source``; what is malformed is answered with ``error``."""
    for line in source:
        if line.strip():
            print(json.dumps(reply(base, ranker, line)), file=target, flush=True)


def reply(base: KnowledgeBase, ranker: Ranker, line: str) -> dict[str, Any]:
    """Return the reply to one line; ``unknown`` lists terms that the knowledge base lacks."""
    case_id = None
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise Refused("a request is a JSON object")
        case_id = request.get("case_id")
        return _ranked(base, ranker, request)
    except (ValueError, RecursionError) as refused:
        return {"case_id": case_id, "error": str(refused)}


def _ranked(base: KnowledgeBase, ranker: Ranker, request: dict[str, Any]) -> dict[str, Any]:
    if request.get("op") != "rank":
        raise Refused('"op" must be "rank"')
    if request.get("candidates", PREFIX[:-1]) != PREFIX[:-1]:
        raise Refused(f'"candidates" must be "{PREFIX[:-1]}"')
    top = request.get("top", TOP)
    if not isinstance(top, int) or isinstance(top, bool) or top < 1:
        raise Refused('"top" must be a positive integer')
    present, excluded = _terms(request, "present"), _terms(request, "excluded")
    known = {name: base.term(name) for name in (*present, *excluded)}
    ranking = ranker.rank(
        [t for name in present if (t := known[name])],
        [t for name in excluded if (t := known[name])],
        top,
    )
    answer: dict[str, Any] = {
        "case_id": request.get("case_id"),
        "ranking": [[disease, round(score, DIGITS)] for disease, score in ranking],
        "n_candidates": len(ranker.diseases),
    }
    unknown = sorted(name for name, term in known.items() if term is None)
    return {**answer, "unknown": unknown} if unknown else answer


def _terms(request: dict[str, Any], member: str) -> list[str]:
    given = request.get(member)
    given = [] if given is None else given
    if not isinstance(given, list) or not all(isinstance(t, str) for t in given):
        raise Refused(f'"{member}" must be a list of terms')
    return given
