"""Starts the zygote before the server, restarts it when it dies, and ends it with the server.

One that dies leaves a stand-by, which answers until the next has loaded the dataset.
"""

import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from kg.errors import QueryError
from kg.query.client import QueryService

_BACKLOG = 256
_LOADING_SECONDS = 60.0
_GLANCE_SECONDS = 0.05
_ENDING_SECONDS = 0.5
_PAUSE_SECONDS = 0.5
"""Between two starts, so that a zygote that cannot start does not fill the machine."""


class QueryPool:
    """The zygote of one snapshot, behind a listening socket that outlives its restarts."""

    def __init__(
        self, snapshot: Path, socket_path: Path, on_death: Callable[[], None] | None = None
    ) -> None:
        """Bind the socket and start the zygote; queries wait until it has loaded the dataset.

        ``on_death`` is called from another thread when the zygote ended and is replaced.
        """
        self.socket_path = socket_path
        self._on_death = on_death
        self._snapshot = snapshot
        self._listener = _listening(socket_path)
        self._closing = threading.Event()
        self._process = self._start()
        self._before: list[subprocess.Popen[bytes]] = []
        self._guard = threading.Thread(target=self._supervise, name="query-pool", daemon=True)
        self._guard.start()

    @property
    def pid(self) -> int:
        """The process id of the zygote."""
        return self._process.pid

    def close(self) -> None:
        """End the zygote, its stand-by and its workers, and remove the socket."""
        self._closing.set()
        while self._guard.is_alive():  # which may be starting another right now
            process = self._process
            _end(process)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_ENDING_SECONDS)
            process.kill()
            self._guard.join(_GLANCE_SECONDS)
        self._retire()
        self._listener.close()
        self.socket_path.unlink(missing_ok=True)

    def _start(self) -> subprocess.Popen[bytes]:
        listener = self._listener.fileno()
        # -P: the folder that this was started in has no say in what is imported.
        module = ["-P", "-m", "kg.query.zygote"]
        command = [sys.executable, *module, str(self._snapshot), str(listener)]
        code = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join([code, *filter(None, [os.environ.get("PYTHONPATH")])])
        return subprocess.Popen(  # noqa: S603 - our own module, no shell
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(listener,),
            env={**os.environ, "PYTHONPATH": path},
        )

    def _supervise(self) -> None:
        while True:
            started = time.monotonic()
            if self._has_loaded():
                self._retire()
            self._process.wait()
            self._before.append(self._process)
            if self._closing.wait(_PAUSE_SECONDS if time.monotonic() - started < 1.0 else 0):
                return
            if self._on_death is not None:
                self._on_death()
            self._process = self._start()

    def _has_loaded(self) -> bool:
        """Wait until the zygote has loaded the dataset; tell whether it has, or ended before."""
        with self._process.stdout or nullcontext() as said:
            while said is not None and self._process.poll() is None:
                # Its end is looked for: a web worker that was forked meanwhile may keep the pipe.
                if select.select([said], [], [], _GLANCE_SECONDS)[0]:
                    return bool(said.read(1))
        return False

    def _retire(self) -> None:
        """End the stand-bys of those that were before."""
        while self._before:
            _end(self._before.pop())


def _end(process: subprocess.Popen[bytes]) -> None:
    """Tell a zygote, and who stands by for it, to end.

    Web workers hold the other end of the pipe too, so that closing it would say nothing.
    """
    if process.stdin is not None:
        with suppress(OSError, ValueError):  # nobody is there, or all were told
            process.stdin.write(b"\n")
        process.stdin.close()


@contextmanager
def start_pool(snapshot: Path, socket_path: Path | None = None) -> Iterator[QueryPool]:
    """Run the query pool of ``snapshot`` as long as the context lasts.

    Without ``socket_path`` the socket lies in a temporary folder. The context begins when queries
    are answered, or after a minute: the deadline of a query is no time for loading a dataset.
    """
    with tempfile.TemporaryDirectory(prefix="gluteal-") as folder:
        pool = QueryPool(snapshot.resolve(), socket_path or Path(folder) / "query.sock")
        try:
            _await_answers(pool)
            yield pool
        finally:
            pool.close()


def _await_answers(pool: QueryPool) -> None:
    service, until = QueryService(pool.socket_path), time.monotonic() + _LOADING_SECONDS
    while time.monotonic() < until:
        try:
            service.run("ASK {}")
        except QueryError:
            time.sleep(0.02)
        else:
            return


def _listening(path: Path) -> socket.socket:
    """Bind a Unix socket at ``path`` that only this user may use, however long the path is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        listener.bind(f"/proc/self/fd/{folder}/{path.name}")
        path.chmod(0o600)
        listener.listen(_BACKLOG)
    finally:
        os.close(folder)
    return listener
