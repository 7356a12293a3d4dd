"""The web workers as the zygote sees them: connections that bring queries and wait for answers."""

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress

from kg.errors import QueryError
from kg.query.protocol import Frame, pack, receive_some
from kg.query.queue import Caller


class Callers:
    """Reads what callers ask and writes what they get, never waiting for any of them."""

    def __init__(
        self,
        listener: socket.socket,
        selector: selectors.BaseSelector,
        asked: Callable[[Caller, Frame], None],
        left: Callable[[Caller], None],
    ) -> None:
        """Accept who connects to ``listener``; tell of each frame, and of each caller that left.

        ``selector`` gives a caller's events to :meth:`talk`, and calls what else stands in it.
        """
        self._listener, self._selector = listener, selector
        self._asked, self._left = asked, left
        listener.settimeout(0)
        selector.register(listener, selectors.EVENT_READ, self._accept)

    def talk(self, caller: Caller, mask: int) -> None:
        """Read from ``caller`` and write to it, as ``mask`` says that it can be done."""
        if mask & selectors.EVENT_WRITE:
            self._flush(caller)
        if mask & selectors.EVENT_READ and caller.connection.fileno() >= 0:
            received = receive_some(caller.connection)
            if received == b"":
                self._drop(caller)
            elif received and (frame := caller.incoming.feed(received)) is not None:
                self._asked(caller, frame)

    def reply(self, caller: Caller, frame: bytes) -> None:
        """Send ``frame``, as far as it can be sent now; the rest follows."""
        if caller.connection.fileno() >= 0:
            caller.outgoing = memoryview(bytes(caller.outgoing) + frame if caller.outgoing
                                         else frame)
            self._flush(caller)

    def refuse(self, caller: Caller, error: QueryError) -> None:
        """Send ``error`` in place of an answer."""
        self.reply(caller, pack({"error": type(error).__name__, "detail": str(error)}))

    def _accept(self) -> None:
        with suppress(BlockingIOError):
            connection, _ = self._listener.accept()
            connection.settimeout(0)
            self._selector.register(connection, selectors.EVENT_READ, Caller(connection))

    def _drop(self, caller: Caller) -> None:
        """Forget a caller that left; its running query ends at the deadline at the latest."""
        self._left(caller)
        if caller.connection.fileno() >= 0:
            self._selector.unregister(caller.connection)
            caller.connection.close()

    def _flush(self, caller: Caller) -> None:
        try:
            sent = caller.connection.send(caller.outgoing)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(caller)
            return
        caller.outgoing = caller.outgoing[sent:]
        if bool(caller.outgoing) != caller.is_waiting:
            caller.is_waiting = bool(caller.outgoing)
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if caller.is_waiting else 0)
            self._selector.modify(caller.connection, wanted, caller)
