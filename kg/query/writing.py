"""Replaces whole graphs in another store, by Graph Store Protocol or by SPARQL Update."""

import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import QueryTimeout, StoreFailed, StoreUnavailable
from kg.limits import limit
from kg.query.addresses import Addresses
from kg.query.web import Reply, Web

_BATCH = 10_000
"""Triples of one update."""
_DONE = frozenset({200, 201, 202, 204})
_NOT_HERE = frozenset({404, 405, 406, 415, 501})
"""What a store answers that has no Graph Store Protocol at this address."""


class Writer:
    """Writes into the store at ``addresses``; one way of writing is found and kept."""

    def __init__(self, web: Web, addresses: Addresses) -> None:
        """Prefer the Graph Store Protocol where its address is known."""
        self._web, self._addresses = web, addresses
        self.by_update = not addresses.graph_store

    def replace(self, graph: str, triples: Sequence[ox.Triple]) -> None:
        """Have ``triples`` and nothing else in the graph; an empty ``graph`` is the default one.

        Raises:
            StoreFailed: the store refuses.
            StoreUnavailable: it cannot be reached, or is not done in time.
        """
        if not self.by_update and not self._put(graph, triples):
            if not self._addresses.update:
                raise StoreFailed("the store takes no graphs at this address; name another with"
                                  " --graph-store, or one for updates with --update")
            self.by_update = True
        if self.by_update:
            for update in updates(graph, triples):
                self._update(update)

    def _put(self, graph: str, triples: Sequence[ox.Triple]) -> bool:
        """Replace a graph; tell whether the store knows how to."""
        content = _lines(triples).encode()
        reply = self._send("PUT", self._graph_address(graph), "application/n-triples", content)
        if reply.status in _NOT_HERE:
            return False
        if reply.status not in _DONE:
            raise _refused(reply)
        return True

    def _update(self, text: str) -> None:
        url = self._addresses.update
        reply = self._send("POST", url, "application/sparql-update", text.encode())
        if reply.status not in _DONE:
            raise _refused(reply)

    def _graph_address(self, graph: str) -> str:
        address = self._addresses.graph_store
        joint = "&" if "?" in address else "?"
        return address + joint + (urlencode({"graph": graph}) if graph else "default")

    def _send(self, method: str, url: str, media_type: str, body: bytes) -> Reply:
        seconds = limit("store_write_seconds")
        headers = {"Content-Type": media_type} if media_type else {}
        try:
            return self._web.exchange(
                method, url, headers, body, deadline=time.monotonic() + seconds
            )
        except QueryTimeout:
            reason = f"the store was not done within {seconds:.0f} s"
            raise StoreUnavailable(reason) from None


def updates(graph: str, triples: Sequence[ox.Triple]) -> Iterator[str]:
    """Yield updates that together replace a graph.

    A blank node is the same node within one update only, so all that have one go together.
    """
    target = f"GRAPH <{graph}>" if graph else "DEFAULT"
    yield f"CLEAR SILENT {target}"
    bound = [triple for triple in triples if _has_blank(triple)]
    free = [triple for triple in triples if not _has_blank(triple)]
    batches = [bound, *(free[at : at + _BATCH] for at in range(0, len(free), _BATCH))]
    for batch in filter(None, batches):
        data = _lines(batch)
        yield f"INSERT DATA {{ {f'{target} {{ {data} }}' if graph else data} }}"


def _has_blank(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _lines(triples: Sequence[ox.Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def _refused(reply: Reply) -> StoreFailed:
    reasons = {
        401: "the store asks for credentials: --user, and GLUTEAL_STORE_PASSWORD",
        403: "the store does not let this user write",
        405: "the store takes no writes at this address; is it read-only?",
        413: "a graph is larger than the store takes in one request",
    }
    said = reply.body[:200].decode(errors="replace").strip()
    return StoreFailed(reasons.get(reply.status, f"the store answered {reply.status}: {said}"))
