"""One example put to one snapshot: the place of the truth, the red flags, the rules that fire."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg.catalogue.names import plain
from kg.clinical.facade import Clinician
from kg.clinical.fired import Firing
from kg.clinical.red_flags import URGENCY
from kg.errors import ContradictionError, InputError, UnknownEntityError
from kg.evaluation.examples import Example
from kg.model import Condition

LIMIT = 100
"""Conditions that are asked for, so that the truth has a place wherever it ranks."""
SHOWN = 5
"""Places that a trial keeps by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of one example.

    ``rank`` is the place of the truth or of another right answer (1 where there is nothing to find
    and the answer says so), ``None`` where none ranks; ``first`` are the labels of the first
    places; ``red`` the rules of the classes that count as red; ``refused`` says why a request could
    not be answered.
    """

    example: Example
    outcome: str = "refused"
    rank: int | None = None
    first: tuple[str, ...] = ()
    red: tuple[str, ...] = ()
    fired: frozenset[Firing] = frozenset()
    not_understood: int = 0
    refused: str = ""


def run(clinician: Clinician, example: Example) -> Trial:
    """Put ``example`` to ``clinician``."""
    request = {**example.request, "limit": LIMIT}
    try:
        answer = clinician.differential(request)
        fired = frozenset(clinician.fired(request))
    except ContradictionError as error:
        flags: Any = error.answer.get("red_flags") or []
        return Trial(example=example, red=_red(flags), refused=str(error))
    except InputError as error:
        return Trial(example=example, refused=str(error))
    ranking = answer["differential"]
    return Trial(
        example=example,
        outcome=answer["outcome"],
        rank=_rank(clinician, example, answer),
        first=tuple(entry["condition"]["label"] for entry in ranking[:SHOWN]),
        red=_red(answer["red_flags"]),
        fired=fired,
        not_understood=len(answer["not_understood"]),
    )


def _red(flags: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(sorted({flag["rule"] for flag in flags if flag["class"] in URGENCY}))


def _rank(clinician: Clinician, example: Example, answer: dict[str, Any]) -> int | None:
    right = (example.truth, *example.acceptable)
    if plain(answer["outcome"].replace("_", " ")) in {plain(n.replace("_", " ")) for n in right}:
        return 1
    wanted = {curie for name in right for curie in _conditions(clinician, name)}
    ranks = (e["rank"] for e in answer["differential"] if e["condition"]["id"] in wanted)
    return min(ranks, default=None)


def _conditions(clinician: Clinician, name: str) -> list[str]:
    """Return the condition of that name; a name that nobody knows is nobody's."""
    try:
        return [clinician.lexicon.resolve(name, lambda e: isinstance(e, Condition)).curie]
    except UnknownEntityError:
        return []
