"""``gluteal serve``: the query pool first, then the HTTP workers."""

import importlib
import ipaddress
import multiprocessing
import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from kg.cli.common import current_snapshot, err, out
from kg.cli.keeper import Keeper
from kg.cli.record import ServiceRecord, running_services
from kg.cli.server import WebServer, listening
from kg.limits import LIMITS, limit
from kg.places import state_folder
from kg.snapshot.load import verify

MODULE, DEVELOPMENT = "api.wsgi", "api.development"
"""Where the application is; named, because the knowledge graph knows nothing of HTTP."""
RELOAD_SECONDS = 60.0
"""How long ``gluteal reload`` waits."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="HTTP workers (default: cores)")
@click.option("--dev", is_flag=True, help="one process that a debugger can stop in; slow")
@click.option("--insecure", is_flag=True, help="listen beyond this machine without protection")
def serve(host: str, port: int, workers: int | None, *, dev: bool, insecure: bool) -> None:
    """Start the service. SIGHUP, or gluteal reload, has it take up another snapshot."""
    if not is_loopback(host) and not insecure:
        raise click.ClickException(
            f"{host} is reachable from other machines, and this service asks nobody who they are;"
            " put a proxy with authentication before it, or spell out --insecure"
        )
    require_settings()
    with listening(host, port) as listener:
        source = _snapshot_to_serve()
        record = ServiceRecord(state_folder())
        os.environ.setdefault("GLUTEAL_HOSTS", "*" if insecure else _names(host))
        # The pool forks, so it starts while this process still has a single thread.
        keeper = Keeper(source, record)
        try:
            os.environ["GLUTEAL_SNAPSHOT"] = str(keeper.now.folder)
            os.environ["GLUTEAL_QUERY_SOCKET"] = str(keeper.now.socket_path)
            # Loaded here, a damaged snapshot is told once; the workers share what they inherit.
            module = _load_application()
            keeper.serve(module)
            workers = 1 if dev else workers or os.cpu_count() or 1
            err.print(f"Gluteal answers on http://{host}:{port} with {workers} workers;"
                      " Ctrl-C stops")
            _run(module, keeper, listener, 0 if dev else workers)
        finally:
            keeper.close()
            record.close()


def _run(module: Any, keeper: Keeper, listener: socket.socket, workers: int) -> None:
    """Serve until told to stop; without ``workers`` in this process."""
    if not workers:
        signal.signal(signal.SIGHUP, lambda *_: keeper.reload())
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            importlib.import_module(DEVELOPMENT).run(module.app, listener)
        return
    # The workers share what this process loaded, which takes a fork.
    multiprocessing.set_start_method("fork", force=True)
    target = f"{MODULE}:app"
    server = WebServer(
        target, listener, workers, lambda: keeper.note_end("web worker"), keeper.reload
    )
    server.serve(target_loader=module.begin_work, wrap_loader=False)


@click.command()
def reload() -> None:
    """Have the running services of the state folder take up the current snapshot."""
    services = list(running_services(state_folder()))
    if not services:
        raise click.ClickException(
            f"no service runs with the state folder {state_folder()}; GLUTEAL_STATE chooses another"
        )
    refusals = [_reload(service) for service in services]
    if any(refusals):
        raise click.ClickException("\n".join(filter(None, refusals)))


def _reload(service: dict[str, Any]) -> str:
    """Reload one service; return why it keeps its snapshot, or nothing."""
    pid = service["pid"]
    os.kill(pid, signal.SIGHUP)
    until = time.monotonic() + RELOAD_SECONDS
    while time.monotonic() < until:
        time.sleep(0.1)
        now = next((s for s in running_services(state_folder()) if s["pid"] == pid), None)
        if now is None:
            continue
        if now["reloads"] > service["reloads"] and (now["refused"] or now["following"]):
            if now["refused"]:
                return f"service {pid} keeps its snapshot; refused was {now['refused']}"
            out.print(f"service {pid} serves {now['digest']}")
            return ""
    return f"service {pid} has not taken up the snapshot within {RELOAD_SECONDS:.0f} s"


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
    """Return ``GLUTEAL_SNAPSHOT``, or the snapshot of the committed ontology; it is verified."""
    chosen = os.environ.get("GLUTEAL_SNAPSHOT")
    source = Path(chosen).absolute() if chosen else current_snapshot()
    verify(source.resolve())
    return source


def _names(host: str) -> str:
    return ",".join(("localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host))


def _load_application() -> Any:
    try:
        return importlib.import_module(MODULE)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` can only be reached from this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
