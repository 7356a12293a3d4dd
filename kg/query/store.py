"""The one small interface behind which a SPARQL store sits.

The embedded pool is one implementation; any SPARQL 1.1 endpoint can be another.
"""

from typing import Protocol, Unpack

from kg.query.admission import Admitted
from kg.query.client import Answer
from kg.query.options import Options


class QueryStore(Protocol):
    """Something that answers admitted SPARQL queries, wholly or with an error."""

    def run(self, query: str | Admitted, **options: Unpack[Options]) -> Answer:
        """Return the whole answer; raises one of the kinds of ``QueryError``."""

    def counters(self) -> dict[str, int]:
        """Return what the store counted over all web workers: queries, answers, kinds of error."""
