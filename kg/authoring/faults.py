"""Collects authoring faults, so that one run reports all of them."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.errors import AuthoringError, Fault

_MOST_COMPARED = 40


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something is written: the file inside the ontology folder, and the row or table."""

    file: str
    where: str


@dataclass(slots=True)
class Faults:
    """Every fault found so far, in the order of finding."""

    found: list[Fault] = field(default_factory=list)

    def add(self, origin: Origin, key: str, message: str, suggestion: str = "") -> None:
        """Record that ``key`` of what stands at ``origin`` is wrong."""
        where = ": ".join(part for part in (origin.where, key) if part)
        self.found.append(Fault(origin.file, where, message, suggestion))

    def raise_any(self) -> None:
        """Raise everything found as one error.

        Raises:
            AuthoringError: at least one fault was added.
        """
        if self.found:
            raise AuthoringError(sorted(set(self.found), key=str))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``did you mean "..."?`` for the nearest of ``known``, or the empty string."""
    return Suggester(known).suggest(name)


class Suggester:
    """Finds the nearest of many names; only those that share letter triples are compared."""

    def __init__(self, known: Iterable[str]) -> None:
        """Index ``known`` by letter triples."""
        self._by_triple: dict[str, set[str]] = defaultdict(set)
        for name in known:
            for triple in _triples(name):
                self._by_triple[triple].add(name)

    def suggest(self, name: str) -> str:
        """Return ``did you mean "..."?`` for the nearest name, or the empty string."""
        shared = Counter(known for triple in sorted(_triples(name))
                         for known in sorted(self._by_triple.get(triple, ())))
        nearest = sorted(shared, key=lambda known: (-shared[known], known))[:_MOST_COMPARED]
        by_folded = {known.casefold(): known for known in nearest}
        near = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
        return f'did you mean "{by_folded[near[0]]}"?' if near else ""


def _triples(name: str) -> set[str]:
    padded = f" {name.casefold()} "
    return {padded[start:start + 3] for start in range(len(padded) - 2)}
