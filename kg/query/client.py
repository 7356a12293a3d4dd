"""The web worker's side: check a query, take a slot, send it, and wait for the whole answer."""

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from kg import errors
from kg.limits import limit
from kg.query.admission import Admitted, Form, admit
from kg.query.formats import choose, offered
from kg.query.lines import Lines
from kg.query.protocol import ERROR, Frame, pack
from kg.query.terms import Term, term_to_json

_GRACE_SECONDS = 0.5
"""How long past the deadline a client still waits for the zygote to say so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its media type, its bytes, the form of the query, the seconds it took."""

    media_type: str
    body: bytes
    form: Form
    seconds: float


class QueryService:
    """SPARQL for one web worker. It holds few slots, so that queries never fill its threads."""

    def __init__(
        self,
        socket_path: Path,
        slots: int | None = None,
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Use the pool behind ``socket_path``; nothing is opened before the first query.

        The wait for an answer happens within ``waiting``: this process has nothing to do then.
        """
        slots = slots or int(limit("query_slots"))
        self._lines, self._waiting = Lines(socket_path, slots), waiting
        self._slots = threading.BoundedSemaphore(slots)

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
        """Return the whole answer to ``query`` in the media type that ``accept`` likes best.

        ``accept`` is a media type or an Accept header; what it does not accept is answered in
        the default type. ``bindings`` are RDF terms for variables that the query projects;
        ``timeout`` in seconds can lower the limit, never raise it.

        Raises:
            QueryError: one of its kinds says why there is no answer.
        """
        started = time.monotonic()
        deadline = started + allowed_seconds(timeout)
        if not isinstance(query, Admitted):
            query = admit(query, default_graphs, named_graphs)
        media_type = choose(query.form, accept) or offered(query.form)[0]
        with self._slot():
            body = self._exchange(_request(query, media_type, bindings, deadline), deadline)
        return Answer(media_type, body, query.form, time.monotonic() - started)

    def counters(self) -> dict[str, int]:
        """Return what the pool counted over all web workers; nothing while it cannot be reached."""
        try:
            return self.pool_counters()
        except errors.QueryError:
            return {}

    def pool_counters(self) -> dict[str, int]:
        """Return what the pool counted over all web workers: queries, answers, restarts, errors.

        Raises:
            QueryCrashed: the pool cannot be reached.
        """
        frame = self._converse(pack({"counters": True}), limit("query_deadline_seconds"))
        counters: dict[str, int] = frame.fields["counters"]
        return counters

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(blocking=False):
            raise errors.QueryOverloaded("too many queries are running")
        try:
            yield
        finally:
            self._slots.release()

    def _exchange(self, request: bytes, deadline: float) -> bytes:
        patience = max(0.0, deadline - time.monotonic()) + _GRACE_SECONDS
        frame = self._converse(request, patience)
        if frame.mark == ERROR:
            kind = getattr(errors, frame.fields["error"])
            raise kind(frame.fields["detail"])
        return frame.body

    def _converse(self, request: bytes, patience: float) -> Frame:
        try:
            with self._waiting():
                frame = self._lines.converse(request, patience)
        except TimeoutError:
            raise errors.QueryTimeout("the query took longer than its limit") from None
        except OSError:
            frame = None
        if frame is None:
            raise errors.QueryCrashed("the query pool is restarting; try again")
        return frame


def allowed_seconds(timeout: float | None) -> float:
    """Return the limit, lowered to ``timeout`` where that is a positive number below it."""
    most = limit("query_deadline_seconds")
    if timeout is None or not math.isfinite(timeout) or timeout <= 0:
        return most
    return min(timeout, most)


def _request(
    query: Admitted, media_type: str, bindings: Mapping[str, Term] | None, deadline: float
) -> bytes:
    header = {
        "deadline": deadline,
        "media_type": media_type,
        "union": not (query.chooses_graphs or query.default_graphs or query.named_graphs),
        "default_graphs": query.default_graphs,
        "named_graphs": query.named_graphs,
        "bindings": {name: term_to_json(term) for name, term in (bindings or {}).items()},
    }
    return pack(header, query.text.encode())
