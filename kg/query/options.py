"""How a query is to be answered: what every store understands, and makes of it."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from kg.limits import limit
from kg.query.admission import Admitted, admit
from kg.query.formats import choose, offered
from kg.query.terms import Term


class Options(TypedDict, total=False):
    """Every member may be left out.

    ``accept`` is a media type or an Accept header; what it does not accept is answered in the
    default type. ``default_graphs`` and ``named_graphs`` are those that the protocol chooses for a
    query that is not admitted yet. ``bindings`` are RDF terms for variables that the query
    projects; ``timeout`` in seconds can lower the limit, never raise it.
    """

    accept: str | None
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]
    bindings: Mapping[str, Term] | None
    timeout: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An admitted query with its media type, its bindings, and when it was asked and is late
    (monotonic seconds)."""

    query: Admitted
    media_type: str
    bindings: Mapping[str, Term]
    began: float
    deadline: float


def asked(query: str | Admitted, options: Options) -> Asked:
    """Return ``query``, admitted, as ``options`` say; its time begins now.

    Raises:
        QueryError: the query is not admitted.
    """
    began = time.monotonic()
    deadline = began + allowed_seconds(options.get("timeout"))
    if not isinstance(query, Admitted):
        query = admit(query, options.get("default_graphs", ()), options.get("named_graphs", ()))
    media_type = choose(query.form, options.get("accept")) or offered(query.form)[0]
    return Asked(query, media_type, options.get("bindings") or {}, began, deadline)


def allowed_seconds(timeout: float | None) -> float:
    """Return the limit, lowered to ``timeout`` where that is a positive number below it."""
    most = limit("query_deadline_seconds")
    if timeout is None or not math.isfinite(timeout) or timeout <= 0:
        return most
    return min(timeout, most)
