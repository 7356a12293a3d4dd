"""``gluteal serve``: the query pool first, then the HTTP workers."""

import ctypes
import importlib
import ipaddress
import os
import signal
import socket
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from kg.cli.common import current_snapshot, err, make_snapshot
from kg.limits import LIMITS, limit
from kg.places import state_folder
from kg.query.pool import start_pool
from kg.snapshot.load import verify

MODULE = "api.wsgi"
"""Where the application is; named, because the knowledge graph knows nothing of HTTP."""
_PR_SET_PDEATHSIG = 1
THREADS = 8
"""Threads of one HTTP worker; fewer of them may wait for SPARQL, so that the rest answer."""
GRACE_SECONDS = 3
"""How long past the deadline of queries a worker that was told to end may take."""
MOST_RESTARTS, RESTART_SECONDS = 5, 60.0
"""A server that ends this often within this time will not do better the next time."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="HTTP workers (default: cores)")
@click.option("--insecure", is_flag=True, help="listen beyond this machine without protection")
def serve(host: str, port: int, workers: int | None, *, insecure: bool) -> None:
    """Start the service."""
    if not is_loopback(host) and not insecure:
        raise click.ClickException(
            f"{host} is reachable from other machines, and this service asks nobody who they are;"
            " put a proxy with authentication before it, or spell out --insecure"
        )
    require_settings()
    _require_free(host, port)
    folder = _snapshot_to_serve()
    workers = workers or os.cpu_count() or 1
    os.environ.setdefault("GLUTEAL_HOSTS", "*" if insecure else _names(host))
    socket_path = state_folder() / "query.sock"
    os.environ["GLUTEAL_SNAPSHOT"] = str(folder)
    os.environ["GLUTEAL_QUERY_SOCKET"] = str(socket_path)
    # The pool forks, so it starts while this process still has a single thread.
    with start_pool(folder, socket_path):
        # Loaded here, a damaged snapshot is told once, and the workers share what they inherit.
        _load_application()
        err.print(f"Gluteal answers on http://{host}:{port} with {workers} workers; Ctrl-C stops")
        _listen(host, port, workers)


def require_settings() -> None:
    """Read every bound once, so that a wrong one is told now and not to the first client.

    Raises:
        ClickException: one of them is no positive number.
    """
    for name in LIMITS:
        try:
            limit(name)
        except ValueError:
            reason = f"GLUTEAL_{name.upper()} must be a positive number"
            raise click.ClickException(reason) from None


def _snapshot_to_serve() -> Path:
    """Return the verified folder of ``GLUTEAL_SNAPSHOT``, or of the committed ontology."""
    chosen = os.environ.get("GLUTEAL_SNAPSHOT")
    folder = (Path(chosen) if chosen else current_snapshot()).resolve()
    verify(folder)
    return folder


def _names(host: str) -> str:
    return ",".join(("localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host))


def _load_application() -> None:
    try:
        importlib.import_module(MODULE)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@click.command()
def snapshot() -> None:
    """Make the snapshot of the committed ontology in the state folder."""
    make_snapshot()


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"cannot listen on {host}:{port}: {error.strerror}; choose another --port"
            raise click.ClickException(reason) from None


def _listen(host: str, port: int, workers: int) -> None:
    """Serve until told to stop.

    The server ends itself when one worker dies twice within seconds; it is started again, unless
    it keeps doing so.
    """
    os.register_at_fork(after_in_child=_end_with_parent)
    ends: deque[float] = deque(maxlen=MOST_RESTARTS)
    while True:
        server = _server(host, port, workers)
        try:
            server.serve()
        except SystemExit:
            if not server.interrupt_signal and not _is_hopeless(ends):
                err.print("workers died repeatedly; starting again")
                continue
            if not server.interrupt_signal:
                raise
        return


def _is_hopeless(ends: deque[float]) -> bool:
    """Note that the server ended now; tell whether it has done so too often of late."""
    ends.append(time.monotonic())
    return len(ends) == MOST_RESTARTS and ends[-1] - ends[0] < RESTART_SECONDS


def _server(host: str, port: int, workers: int) -> AbstractServer[Any]:
    return Server(
        f"{MODULE}:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
        workers_kill_timeout=int(limit("query_deadline_seconds")) + GRACE_SECONDS,
    )


def _end_with_parent() -> None:
    """Let the kernel end this worker when its parent is gone, however that ended.

    Ctrl-C in a terminal goes to a whole group of processes; in a group of its own the worker is
    ended by its parent only, once.
    """
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
