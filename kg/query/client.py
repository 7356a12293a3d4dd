"""The web worker's side: check a query, take a slot, send it, and wait for the whole answer."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Unpack

from kg import errors
from kg.limits import limit
from kg.query.admission import Admitted
from kg.query.formats import Form
from kg.query.lines import Lines
from kg.query.options import Asked, Options, asked
from kg.query.protocol import ERROR, Frame, framed, pack
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

    def run(self, query: str | Admitted, **options: Unpack[Options]) -> Answer:
        """Return the whole answer to ``query``.

        Raises:
            QueryError: one of its kinds says why there is no answer.
        """
        question = asked(query, options)
        with self._slot():
            body = self._exchange(_request(question), question.deadline)
        seconds = time.monotonic() - question.began
        return Answer(question.media_type, body, question.query.form, seconds)

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


def _request(question: Asked) -> bytes:
    query = question.query
    union = not (query.chooses_graphs or query.default_graphs or query.named_graphs)
    graphs = query.default_graphs, query.named_graphs
    if question.bindings:
        header = _header(question.media_type, *graphs, question.bindings, union=union)
    else:
        header = _plain_header(question.media_type, *graphs, union=union)
    return framed(question.deadline, header, query.text.encode())


def _header(
    media_type: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...],
    bindings: Mapping[str, Term], *, union: bool,
) -> bytes:
    return json.dumps({
        "media_type": media_type, "union": union,
        "default_graphs": default_graphs, "named_graphs": named_graphs,
        "bindings": {name: term_to_json(term) for name, term in bindings.items()},
    }).encode()


@lru_cache(maxsize=64)
def _plain_header(
    media_type: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...], *, union: bool
) -> bytes:
    return _header(media_type, default_graphs, named_graphs, {}, union=union)
