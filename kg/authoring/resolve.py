"""Finds what a name means: an identifier, a key, a label, a slug or an exact synonym."""

from collections.abc import Iterable
from functools import cached_property

from kg.authoring.faults import Suggester


class UnresolvedName(ValueError):
    """A name means nothing, or more than one thing; ``suggestion`` may say what was meant."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        """Keep the suggestion beside the message."""
        super().__init__(message)
        self.suggestion = suggestion


class Names:
    """Names of records of one sort; letters compare without case."""

    def __init__(self) -> None:
        """Start with no names."""
        self._handles: dict[str, str] = {}
        self._meanings: dict[str, set[str]] = {}

    def add(self, identifier: str, handles: Iterable[str], others: Iterable[str]) -> None:
        """Add a record: ``handles`` are unique by themselves (id, key), ``others`` may clash."""
        for handle in handles:
            if handle:
                self._handles.setdefault(handle, identifier)
                self._meanings.setdefault(handle.casefold(), set()).add(identifier)
        for name in others:
            if name:
                self._meanings.setdefault(name.casefold(), set()).add(identifier)

    def find(self, name: str) -> str:
        """Return the identifier that ``name`` means.

        Raises:
            UnresolvedName: nothing or several things go by that name.
        """
        if name in self._handles:
            return self._handles[name]
        found = self._meanings.get(" ".join(name.split()).casefold(), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise UnresolvedName(
                f"{name!r} is ambiguous: it names {', '.join(sorted(found))}",
                "write the id of the one that is meant")
        raise UnresolvedName(f"nothing is known as {name!r}", self._suggester.suggest(name))

    @cached_property
    def _suggester(self) -> Suggester:
        """Made when the first name is not found, after every name was added."""
        return Suggester(self._meanings)
