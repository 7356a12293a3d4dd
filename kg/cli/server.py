"""The HTTP server: one listening socket, the web workers that share it, and their supervision.

The socket is the master's, so connections wait in it while a worker is replaced, and none is
refused. A worker that ended is replaced at once, again and again; one that keeps ending soon
after its start waits a little longer each time.
"""

import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import click
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from kg.limits import limit

BACKLOG = 1024
THREADS = 224
"""Most threads of one web worker, more than ``web_working``, ``web_waiting``, ``web_refusing``,
``web_receiving`` and ``query_slots`` together, so that one is left for whoever asks how the service
does. They are made when needed, and most of them only ever wait."""
GRACE_SECONDS = 3
"""How long past the deadline of queries a worker that was told to end may take."""
_SOON_SECONDS, _PAUSES = 2.0, (0.0, 0.1, 0.5, 1.0)
_PR_SET_PDEATHSIG = 1


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on ``host`` and ``port``.

    Raises:
        ClickException: it cannot; the message says why.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # The head and the body of an answer are two packets; without this the second waits for
        # the client to confirm the first, which it may put off for 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            # The kernel ends connections of clients that do not take their answer.
            patience = int(limit("request_seconds") * 1000)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = f"cannot listen on {host}:{port}: {error.strerror}; choose another --port"
        raise click.ClickException(reason) from None
    listener.settimeout(0)
    return listener


class WebServer(MPServer):
    """Granian's server of processes, over a socket that is there already."""

    def __init__(
        self,
        target: str,
        listener: socket.socket,
        workers: int,
        on_end: Callable[[], None],
        on_reload: Callable[[], None],
    ) -> None:
        """Serve ``target`` on ``listener``; be told of workers that ended, and of SIGHUP."""
        super().__init__(
            target,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            backlog=BACKLOG,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(
                header_read_timeout=int(limit("request_seconds") * 1000)
            ),
            websockets=False,
            log_access=False,
            log_level=LogLevels.critical,
            workers_kill_timeout=int(limit("query_deadline_seconds")) + GRACE_SECONDS,
        )
        self._shd: Any = None
        self._listener, self._on_end, self._on_reload = listener, on_end, on_reload
        self._ends = 0
        os.register_at_fork(after_in_child=_end_with_parent)

    def _init_shared_socket(self) -> None:
        self._ssp = self._sso = None
        holder: Any = SocketHolder  # its stub tells of no arguments
        self._shd = holder(self._listener.fileno(), False, BACKLOG)  # noqa: FBT003 - no Unix socket

    def _drop_shared_socket(self) -> None:
        self._listener.close()

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        while True:
            self.main_loop_interrupt.wait()
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                return
            ended, self.interrupt_children = self.interrupt_children, []
            for index in ended:
                self._replace(index, spawn_target, target_loader)
            if self.reload_signal:
                self.reload_signal = False
                self._on_reload()

    def _replace(self, index: int, spawn_target: Any, target_loader: Any) -> None:
        lived = time.monotonic() - self.wrks[index].birth
        self._ends = self._ends + 1 if lived < _SOON_SECONDS else 0
        self._on_end()
        time.sleep(_PAUSES[min(self._ends, len(_PAUSES) - 1)])
        self._respawn_workers([index], spawn_target, target_loader)


def _end_with_parent() -> None:
    """Let the kernel end this worker when its parent is gone, however that ended.

    Ctrl-C in a terminal goes to a whole group of processes; in a group of its own the worker is
    ended by its parent only, once.
    """
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
