"""The web worker's connections to the query pool, kept open between queries."""

import os
import socket
import struct
import threading
from math import ceil
from pathlib import Path

from kg.query.protocol import Frame, receive

_STEP_SECONDS = 0.1
_TIME = struct.Struct("@ll")


class Lines:
    """Open connections to one pool, of which each carries one query at a time."""

    def __init__(self, path: Path, most: int) -> None:
        """Keep up to ``most`` connections to the socket at ``path``; none is opened yet."""
        self.path, self._most = path, most
        self._lock = threading.Lock()
        self._idle: list[Line] = []
        self._owner = os.getpid()

    def converse(self, request: bytes, patience: float) -> Frame | None:
        """Send ``request`` and wait ``patience`` seconds for its answer.

        Where the pool ends before it answers, its successor is asked, once. ``None`` says that it
        ended too.

        Raises:
            TimeoutError: there is no answer in time.
            OSError: the pool cannot be reached.
        """
        line = self._take()
        try:
            line = line or Line(connected(self.path, patience))
            if (frame := self._ask(line, request, patience)) is not None:
                return frame
        except TimeoutError:
            raise
        except OSError:
            pass
        return self._ask(Line(connected(self.path, patience)), request, patience)

    def _ask(self, line: "Line", request: bytes, patience: float) -> Frame | None:
        frame = None
        try:
            frame = line.ask(request, patience)
        finally:
            if frame is None:
                line.close()
        if frame is not None:
            self._give_back(line)
        return frame

    def _take(self) -> "Line | None":
        """Return an open connection of this process; those of a parent are not ours."""
        with self._lock:
            if self._owner != os.getpid():
                self._owner = os.getpid()
                while self._idle:
                    self._idle.pop().close()
            return self._idle.pop() if self._idle else None

    def _give_back(self, line: "Line") -> None:
        with self._lock:
            if len(self._idle) < self._most:
                self._idle.append(line)
                return
        line.close()

    def __del__(self) -> None:
        """Close what is open."""
        for line in self._idle:
            line.close()


class Line:
    """One connection. The kernel keeps its time, in steps that are the same for most queries: to
    wait for a socket before each use of it, as Python does, costs more than using it."""

    def __init__(self, connection: socket.socket) -> None:
        """Use ``connection``, which is open."""
        connection.settimeout(None)
        self._connection, self._patience = connection, 0.0

    def ask(self, request: bytes, patience: float) -> Frame | None:
        """Send ``request`` and wait for the answer, as :meth:`Lines.converse`."""
        patience = max(1, ceil(patience / _STEP_SECONDS)) * _STEP_SECONDS
        if patience != self._patience:
            self._patience = patience
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                self._connection.setsockopt(socket.SOL_SOCKET, option, _time(patience))
        try:
            self._connection.sendall(request)
            return receive(self._connection)
        except BlockingIOError:
            raise TimeoutError from None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _time(seconds: float) -> bytes:
    """Return ``seconds`` as the kernel takes them."""
    whole = int(seconds)
    return _TIME.pack(whole, int((seconds - whole) * 1e6))


def connected(path: Path, patience: float) -> socket.socket:
    """Connect to the Unix socket at ``path``, however long that path is."""
    connection = socket.socket(socket.AF_UNIX)
    folder = -1
    try:
        connection.settimeout(patience)
        folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
        connection.connect(f"/proc/self/fd/{folder}/{path.name}")
    except BaseException:
        connection.close()
        raise
    finally:
        if folder >= 0:
            os.close(folder)
    return connection
