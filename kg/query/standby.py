"""The stand-by: an idle fork of the loaded zygote that takes its place at once when it ends.

Loading the dataset takes longer than queries can wait on a busy machine; a fork shares it and
costs next to nothing. The two hear of each other's end by a pair of sockets, whichever way it
came. Who is told to end by their common standard input ends, and takes nobody's place.
"""

import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field

from kg.query.sandbox import name_process

NAME = "query-standby"
"""What the process is called in lists of processes."""
_SOON_SECONDS = 1.0
_STANDARD = 3


@dataclass(frozen=True, slots=True)
class Standby:
    """A stand-by as the zygote sees it; ``connection`` becomes readable when it has ended."""

    pid: int
    connection: socket.socket
    began: float = field(default_factory=time.monotonic)

    def kill(self) -> None:
        """End it for good."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.connection.close()

    def ended_soon(self) -> bool:
        """Tell whether it began just now, so that another would hardly fare better."""
        return time.monotonic() - self.began < _SOON_SECONDS


def fork_standby(life: int, kept: Collection[int], serve: Callable[[], None]) -> Standby:
    """Fork a stand-by, which calls ``serve`` when this process has ended.

    It ends when the descriptor ``life`` can be read. Of the others it keeps the standard ones and
    ``kept``: a connection that it held on to would not look closed to the other side.

    Raises:
        OSError: the system has no room for another process.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        pid = os.fork()
        if pid == 0:
            _stand_by(life, theirs.fileno(), kept, serve)
    return Standby(pid, ours)


def _stand_by(life: int, parent: int, kept: Collection[int], serve: Callable[[], None]) -> None:
    """Wait for the parent's end and take its place; never returns."""
    try:
        _keep_only({life, parent, *kept})
        name_process(NAME)
        if _ended(life, parent) == {parent}:
            os.close(parent)
            serve()
    except BaseException:  # noqa: BLE001 - what the process began as must not go on with it
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(0)


def _ended(*watched: int) -> set[int]:
    """Return which of the descriptors can be read, once one can."""
    poll = select.poll()
    for descriptor in watched:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll()}


def _keep_only(kept: Collection[int]) -> None:
    """Close every descriptor but the standard ones and ``kept``."""
    first = _STANDARD
    for descriptor in sorted({at for at in kept if at >= first}):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
