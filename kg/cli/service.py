"""``gluteal serve``: the query pool first, then the HTTP workers."""

import ctypes
import importlib
import ipaddress
import os
import signal
import socket
import sys

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from kg.cli.common import current_snapshot, err, make_snapshot
from kg.places import state_folder
from kg.query.pool import start_pool

MODULE = "api.wsgi"
"""Where the application is; named, because the knowledge graph knows nothing of HTTP."""
_PR_SET_PDEATHSIG = 1
THREADS = 8
"""Threads of one HTTP worker; fewer of them may wait for SPARQL, so that the rest answer."""


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
    _require_free(host, port)
    folder = current_snapshot().resolve()
    workers = workers or os.cpu_count() or 1
    socket_path = state_folder() / "query.sock"
    os.environ["GLUTEAL_SNAPSHOT"] = str(folder)
    os.environ["GLUTEAL_QUERY_SOCKET"] = str(socket_path)
    # The pool forks, so it starts while this process still has a single thread.
    with start_pool(folder, socket_path):
        # Loaded here, a damaged snapshot is told once, and the workers share what they inherit.
        importlib.import_module(MODULE)
        err.print(f"Gluteal answers on http://{host}:{port} with {workers} workers; Ctrl-C stops")
        _listen(host, port, workers)


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
    os.register_at_fork(after_in_child=_end_with_parent)
    Server(
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
    ).serve()


def _end_with_parent() -> None:
    """Let the kernel end this worker when its parent is gone, however that ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
