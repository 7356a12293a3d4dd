"""The one small interface behind which a SPARQL store sits.

The embedded pool is one implementation; any SPARQL 1.1 endpoint can be another.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from kg.query.admission import Admitted
from kg.query.client import Answer
from kg.query.terms import Term


class QueryStore(Protocol):
    """Something that answers admitted SPARQL queries, wholly or with an error."""

    def run(
        self,
        query: str | Admitted,
        *,
        accept: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        bindings: Mapping[str, Term] | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """Return the whole answer; raises one of the kinds of ``QueryError``."""

    def counters(self) -> dict[str, int]:
        """Return what the store counted over all web workers: queries, answers, kinds of error."""
