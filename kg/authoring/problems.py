"""What keeps a loaded record from being compiled or passing validation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.authoring.faults import Faults, Origin


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the record or entity ``iri``, in its field ``key``."""

    iri: str
    key: str
    message: str
    suggestion: str = ""


def add_problems(
    problems: Iterable[Problem], origins: Mapping[str, Origin], faults: Faults,
) -> None:
    """Turn problems into faults that name the file where the record is written."""
    for problem in problems:
        origin = origins.get(problem.iri, Origin("ontology", problem.iri))
        faults.add(origin, problem.key, problem.message, problem.suggestion)
