"""The frames that client, zygote and worker exchange: a mark, a JSON header and a body of bytes.

The mark is a number that the zygote goes by, so that it hands frames on as they are and reads
only what is meant for itself: the deadline of a query, nothing, or that an answer is an error.
Headers are alike from query to query, so that what was written or read before is remembered.
"""

import json
import socket
import struct
from typing import Any, NamedTuple

_PREFIX = struct.Struct(">dIQ")
_CHUNK = 1 << 16
"""Small enough that the C library keeps the memory; larger blocks are mapped anew each time."""
ERROR = -1.0
"""The mark of an answer that is an error."""


class Frame(NamedTuple):
    """One frame: its mark, its header as JSON, its body, and all of its bytes."""

    mark: float
    header: bytes
    body: bytes
    whole: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """The members of the header."""
        read: dict[str, Any] = json.loads(self.header)
        return read


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return the bytes of a frame; the member ``deadline`` or ``error`` becomes its mark."""
    mark = header.get("deadline", ERROR if "error" in header else 0.0)
    return framed(mark, json.dumps(header).encode(), body)


def framed(mark: float, header: bytes, body: bytes) -> bytes:
    """Return the bytes of a frame whose header is written already."""
    return _PREFIX.pack(mark, len(header), len(body)) + header + body


class Incoming:
    """Puts together one frame from what arrives."""

    def __init__(self) -> None:
        """Start empty."""
        self._buffer = bytearray()
        self._wanted = _PREFIX.size

    def feed(self, received: bytes) -> Frame | None:
        """Add ``received``; return the frame once it is whole, and start again."""
        if not self._buffer and (frame := _frame(received)) is not None:
            self._buffer += received[len(frame.whole) :]
            return frame
        self._buffer += received
        if len(self._buffer) < self._wanted:
            return None
        self._wanted = _length(self._buffer)
        if len(self._buffer) < self._wanted:
            return None
        frame = _frame(bytes(self._buffer))
        if frame is not None:
            del self._buffer[: len(frame.whole)]
            self._wanted = _PREFIX.size
        return frame


def _length(buffer: bytes | bytearray) -> int:
    """Return how long the frame is that ``buffer`` begins with; at least the prefix."""
    if len(buffer) < _PREFIX.size:
        return _PREFIX.size
    _, header, body = _PREFIX.unpack_from(buffer)
    return _PREFIX.size + int(header) + int(body)


def _frame(buffer: bytes) -> Frame | None:
    """Return the frame that ``buffer`` begins with, if all of it is there."""
    if len(buffer) < _PREFIX.size:
        return None
    mark, header, body = _PREFIX.unpack_from(buffer)
    start = _PREFIX.size + header
    end = start + body
    if len(buffer) < end:
        return None
    whole = buffer if len(buffer) == end else buffer[:end]
    return Frame(mark, buffer[_PREFIX.size : start], buffer[start:end], whole)


def receive(connection: socket.socket) -> Frame | None:
    """Wait for one frame; ``None`` when the other side closed before it was whole."""
    received = connection.recv(_CHUNK)
    if (frame := _frame(received)) is not None:
        return frame
    incoming = Incoming()
    incoming.feed(received)
    while received := connection.recv(_CHUNK):
        if (frame := incoming.feed(received)) is not None:
            return frame
    return None


def receive_some(connection: socket.socket) -> bytes | None:
    """Return what has arrived: empty when the other side is gone, ``None`` when nothing has."""
    try:
        return connection.recv(_CHUNK)
    except BlockingIOError:
        return None
    except OSError:
        return b""
