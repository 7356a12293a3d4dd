"""The frames that client, zygote and worker exchange: a JSON header and a body of bytes."""

import json
import socket
import struct
from typing import Any

_LENGTHS = struct.Struct(">IQ")
_CHUNK = 1 << 18
Frame = tuple[dict[str, Any], bytes]


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return the bytes of a frame."""
    text = json.dumps(header).encode()
    return _LENGTHS.pack(len(text), len(body)) + text + body


class Incoming:
    """Puts together one frame from what arrives."""

    def __init__(self) -> None:
        """Start empty."""
        self._buffer = bytearray()

    def feed(self, received: bytes) -> Frame | None:
        """Add ``received``; return the frame once it is whole, and start again."""
        self._buffer += received
        if len(self._buffer) < _LENGTHS.size:
            return None
        header, body = _LENGTHS.unpack_from(self._buffer)
        start, end = _LENGTHS.size + header, _LENGTHS.size + header + body
        if len(self._buffer) < end:
            return None
        frame = json.loads(self._buffer[_LENGTHS.size : start]), bytes(self._buffer[start:end])
        self._buffer = self._buffer[end:]
        return frame


def receive(connection: socket.socket) -> Frame | None:
    """Wait for one frame; ``None`` when the other side closed before it was whole."""
    incoming = Incoming()
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
