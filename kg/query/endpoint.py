"""A SPARQL 1.1 endpoint as the store: an Oxigraph server, Fuseki, GraphDB, Neptune and others.

It stands behind the same admission, limits and errors as the embedded pool. It must hold the
snapshot that is served, which it is asked again and again: an answer from other knowledge under
this snapshot's digest would be a lie.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Unpack
from urllib.parse import urlencode

from kg.errors import (
    QueryError,
    QueryMalformed,
    QueryOverloaded,
    QueryTimeout,
    StoreDiffers,
    StoreFailed,
    StoreUnavailable,
)
from kg.limits import limit
from kg.query import formats
from kg.query.admission import Admitted
from kg.query.client import Answer
from kg.query.identity import (
    ASK_COUNTS,
    ASK_DIGEST,
    IDENTITY,
    expected_counts,
    read_counts,
    read_digest,
)
from kg.query.options import Asked, Options, asked
from kg.query.standalone import standalone
from kg.query.web import Reply, Web, require_address
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.manifest import Manifest

_FORM = "application/x-www-form-urlencoded"
_LATE, _BUSY = frozenset({408, 504}), frozenset({429, 503})
Fields = list[tuple[str, str]]


class EndpointStore:
    """The store of one web worker behind ``url``, which must hold the snapshot of ``manifest``."""

    def __init__(
        self,
        url: str,
        manifest: Manifest,
        user: str = "",
        password: str = "",
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Open nothing before the first query.

        The wait for an answer happens within ``waiting``: this process has nothing to do then.

        Raises:
            SettingError: ``url`` is no address of an endpoint.
        """
        self._url, self._manifest = require_address(url), manifest
        self._web, self._waiting = Web(user, password), waiting
        self._slots = threading.BoundedSemaphore(int(limit("query_slots")))
        self._trusted_until, self._was_counted = 0.0, False

    def run(self, query: str | Admitted, **options: Unpack[Options]) -> Answer:
        """Return the whole answer, as :meth:`kg.query.client.QueryService.run` does.

        Raises:
            QueryError: one of its kinds says why there is no answer.
        """
        question = asked(query, options)
        body = self._answer(question)
        seconds = time.monotonic() - question.began
        return Answer(question.media_type, body, question.query.form, seconds)

    def counters(self) -> dict[str, int]:
        """Return nothing: there is no pool that counts over all web workers."""
        return {}

    def _answer(self, question: Asked) -> bytes:
        if not self._slots.acquire(blocking=False):
            raise QueryOverloaded("too many queries are running")
        try:
            self._require_same(question.deadline)
            text = standalone(question.query.text, question.bindings)
            fields = [("query", text), *_dataset(question.query)]
            registered = _registered(question.media_type)
            reply = self._post(fields, registered, question.deadline)
        finally:
            self._slots.release()
        if reply.media_type != registered:
            raise StoreFailed(f"the SPARQL store gave no {registered} when it was asked for it")
        return reply.body

    def _require_same(self, deadline: float) -> None:
        """Refuse a store with other knowledge; a recent look is enough.

        The triples are counted when nothing was known of the store, or when it had failed.
        """
        if time.monotonic() < self._trusted_until:
            return
        try:
            digest = read_digest(self._results(ASK_DIGEST, [IDENTITY], deadline))
            if digest != self._manifest.digest:
                raise StoreDiffers(_other(digest, self._manifest.digest))
            if not self._was_counted:
                counts = read_counts(self._results(ASK_COUNTS, [*GRAPHS.values()], deadline))
                if counts != expected_counts(self._manifest):
                    raise StoreDiffers("the SPARQL store holds only a part of this snapshot, or"
                                       " more than it; publish the snapshot again")
        except ValueError:
            raise StoreFailed("the SPARQL store gave no readable results") from None
        except QueryError:
            self._trusted_until, self._was_counted = 0.0, False
            raise
        self._was_counted = True
        self._trusted_until = time.monotonic() + limit("store_check_seconds")

    def _results(self, query: str, graphs: Sequence[str], deadline: float) -> bytes:
        fields = [("query", query), *(("named-graph-uri", graph) for graph in graphs)]
        return self._post(fields, formats.JSON, deadline).body

    def _post(self, fields: Fields, media_type: str, deadline: float) -> Reply:
        headers = {"Accept": media_type, "Content-Type": _FORM}
        body = urlencode(fields).encode()
        with self._waiting():
            reply = self._web.exchange("POST", self._url, headers, body, deadline=deadline)
        if reply.status != 200:
            raise _refusal(reply.status)
        return reply


def _dataset(query: Admitted) -> Fields:
    """Return the graphs to query: spelled out, because endpoints differ in what is the default.

    Without a choice it is the union of the snapshot's graphs, and each of them by its name.
    """
    default, named = query.default_graphs, query.named_graphs
    if query.chooses_graphs and not (default or named):
        return []
    if not (default or named):
        default = named = tuple(GRAPHS.values())
    return [*(("default-graph-uri", graph) for graph in default),
            *(("named-graph-uri", graph) for graph in named)]


def _registered(media_type: str) -> str:
    """Return the registered media type of the format that ``media_type`` is a name of."""
    for table in (formats.RESULTS, formats.GRAPHS):
        if media_type in table:
            return next(name for name, kind in table.items() if kind == table[media_type])
    return media_type


def _other(found: str, wanted: str) -> str:
    held = f"the snapshot {found[:19]}" if found else "no snapshot"
    return (f"the SPARQL store holds {held} and not {wanted[:19]}, which is served; publish it"
            " there: gluteal publish")


def _refusal(status: int) -> QueryError:
    if status == 400:
        return QueryMalformed("the SPARQL store cannot read or evaluate the query")
    if status in _LATE:
        return QueryTimeout("the query took longer than the limit of the SPARQL store")
    if status in _BUSY:
        return StoreUnavailable("the SPARQL store is too busy")
    if status in (401, 403):
        return StoreFailed("the SPARQL store refuses this service; GLUTEAL_STORE_USER and"
                           " GLUTEAL_STORE_PASSWORD are its credentials")
    return StoreFailed(f"the SPARQL store answered with the status {status}")
