"""How a web worker changes to another snapshot: beside its requests, and all of it at once.

A request keeps the service that it began with, so its answer comes from one snapshot, query
workers included. The old one is gone when the last such request has been answered.
"""

import gc
import logging
import threading
import time
import weakref
from dataclasses import replace
from pathlib import Path

from flask import Flask

from api.config import Config
from api.service import Service
from api.serving.board import Board, Page

logger = logging.getLogger("gluteal.reload")
_INTERVAL_SECONDS = 0.1
_RETRY_SECONDS = 5.0


def open_next(app: Flask, folder: Path, socket: Path, generation: int) -> Service:
    """Return the service of another snapshot; the saved queries stay, as the code does.

    Raises:
        SnapshotError: the snapshot is missing or damaged.
    """
    config: Config = app.extensions["gluteal-config"]
    now: Service = app.extensions["gluteal"]
    chosen = replace(config, snapshot=folder, query_socket=socket)
    return Service.open(chosen, saved=now.saved.queries, generation=generation)


def adopt(app: Flask, service: Service) -> None:
    """Answer from ``service`` from the next request on; processes forked later inherit it."""
    app.extensions["gluteal"] = service
    settle()


def settle() -> None:
    """Give back what is in use no more, and keep what stays out of the way of collections."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Follower:
    """Follows what the master publishes."""

    def __init__(self, app: Flask, board: Board, page: Page) -> None:
        """Begin with what ``app`` answers from now; ``page`` tells the master what is in use."""
        self._app, self._board, self._page = app, board, page
        self._turn, self._retry_at = -1, 0.0
        self._lock = threading.Lock()
        self._in_use: set[int] = set()
        self._has_garbage = False
        service: Service = app.extensions["gluteal"]
        self._generation = service.generation
        self._use(service)

    def start(self) -> None:
        """Look for changes as long as the process lives."""
        threading.Thread(target=self._run, name="follower", daemon=True).start()

    def look(self) -> None:
        """Change to what was published last, if it is another snapshot."""
        if self._has_garbage:
            self._has_garbage = False
            settle()
        if self._turn == self._board.turn or time.monotonic() < self._retry_at:
            return
        turn, state = self._board.turn, self._board.state()
        if state.get("generation", 0) > self._generation:
            try:
                self._follow(Path(state["folder"]), Path(state["socket"]), state["generation"])
            except Exception as error:  # noqa: BLE001 - the old snapshot goes on answering
                self._retry_at = time.monotonic() + _RETRY_SECONDS
                logger.error("%s: this worker keeps its snapshot", type(error).__name__)
                return
        self._turn = turn

    def _run(self) -> None:
        while True:
            time.sleep(_INTERVAL_SECONDS)
            self.look()

    def _follow(self, folder: Path, socket: Path, generation: int) -> None:
        service = open_next(self._app, folder, socket, generation)
        self._use(service)
        self._generation = generation
        self._app.extensions["gluteal"] = service

    def _use(self, service: Service) -> None:
        with self._lock:
            self._in_use.add(service.generation)
            self._page.uses(min(self._in_use))
        weakref.finalize(service, self._release, service.generation).atexit = False

    def _release(self, generation: int) -> None:
        with self._lock:
            self._in_use.discard(generation)
            self._page.uses(min(self._in_use, default=generation))
        self._has_garbage = True
