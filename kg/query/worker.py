"""A worker: a forked child that holds the loaded store and answers one query at a time."""

import json
import os
import signal
import socket
import threading
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.limits import limit
from kg.query.evaluate import Request, evaluate
from kg.query.protocol import Frame, framed, pack, receive
from kg.query.sandbox import CHANNEL, STACK_BYTES, die_with, keep_only, name_process, renounce
from kg.query.terms import term_from_json


def run_worker(store: ox.Store, parent: int, channel: int, diagnostics: int) -> None:
    """Live as a worker until the parent closes the channel; never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(parent)
        name_process("query-worker")
        keep_only(channel, diagnostics)
        renounce()
        # A thread of its own, because the stack of the first one cannot be made large.
        threading.stack_size(STACK_BYTES)
        thread = threading.Thread(target=_serve, args=(store,))
        thread.start()
        thread.join()
    finally:
        os._exit(0)


def _serve(store: ox.Store) -> None:
    most = int(limit("query_answer_bytes"))
    with socket.socket(fileno=CHANNEL) as connection:
        while (frame := receive(connection)) is not None:
            connection.sendall(answer(store, frame, most))


def answer(store: ox.Store, frame: Frame, most_bytes: int) -> bytes:
    """Return the frame that answers the query in ``frame``."""
    header = _fields(frame.header)
    request = Request(
        text=frame.body.decode(),
        media_type=header["media_type"],
        union=header["union"],
        default_graphs=header["default_graphs"],
        named_graphs=header["named_graphs"],
        bindings={name: term_from_json(t) for name, t in header["bindings"].items()},
    )
    try:
        return framed(0.0, b"{}", evaluate(store, request, most_bytes))
    except QueryError as error:
        return pack({"error": type(error).__name__, "detail": str(error)})


@lru_cache(maxsize=1)  # most queries have the header of the one before; no other is kept
def _fields(header: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(header)
    return read
