"""The web worker's connections to the query pool, kept open between queries."""

import os
import socket
import threading
from pathlib import Path

from kg.query.protocol import Frame, receive


class Lines:
    """Open connections to one pool, of which each carries one query at a time."""

    def __init__(self, path: Path, most: int) -> None:
        """Keep up to ``most`` connections to the socket at ``path``; none is opened yet."""
        self.path, self._most = path, most
        self._lock = threading.Lock()
        self._idle: list[socket.socket] = []
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
            line = line or connected(self.path, patience)
            if (frame := self._ask(line, request, patience)) is not None:
                return frame
        except TimeoutError:
            raise
        except OSError:
            pass
        return self._ask(connected(self.path, patience), request, patience)

    def _ask(self, line: socket.socket, request: bytes, patience: float) -> Frame | None:
        frame = None
        try:
            line.settimeout(patience)
            line.sendall(request)
            frame = receive(line)
        finally:
            if frame is None:
                line.close()
        if frame is not None:
            self._give_back(line)
        return frame

    def _take(self) -> socket.socket | None:
        """Return an open connection of this process; those of a parent are not ours."""
        with self._lock:
            if self._owner != os.getpid():
                self._owner = os.getpid()
                while self._idle:
                    self._idle.pop().close()
            return self._idle.pop() if self._idle else None

    def _give_back(self, line: socket.socket) -> None:
        with self._lock:
            if len(self._idle) < self._most:
                self._idle.append(line)
                return
        line.close()

    def __del__(self) -> None:
        """Close what is open."""
        for line in self._idle:
            line.close()


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
