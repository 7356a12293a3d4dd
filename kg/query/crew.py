"""The workers as the zygote sees them: forked, given a job, killed, and what they died of."""

import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryCrashed, QueryError, QueryMemory
from kg.query.protocol import Incoming
from kg.query.worker import run_worker

WORKER_NICENESS = 10
"""How far a query gives way to the web workers, in steps of ``nice``."""
SLOW_NICENESS = 19
"""The same for a query that is known to be slow."""


@dataclass(slots=True)
class Member:
    """One forked worker; ``busy`` is whatever its owner gave it to do."""

    pid: int
    connection: socket.socket
    diagnostics: int
    incoming: Incoming = field(default_factory=Incoming)
    busy: object = None
    gives_way: bool = False

    def give_way(self) -> None:
        """Let the worker take little of the processor from others, and leave them one core.

        For good: a process without privileges cannot take it back.
        """
        self.gives_way = True
        cores = sorted(os.sched_getaffinity(0))
        threads, done = Path(f"/proc/{self.pid}/task"), set[int]()
        with suppress(OSError):  # the worker ended meanwhile
            # A thread that another one began before its own turn has neither yet.
            while begun := {int(thread.name) for thread in threads.iterdir()} - done:
                for thread in begun:
                    with suppress(OSError):  # it ended, or the system does not allow it
                        os.sched_setaffinity(thread, cores[1:] or cores)
                        os.setpriority(os.PRIO_PROCESS, thread, SLOW_NICENESS)
                done |= begun

    def kill(self) -> QueryError:
        """End the worker for good, take back its descriptors, and tell what it died of."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        said = os.pread(self.diagnostics, 4096, 0)
        self.connection.close()
        os.close(self.diagnostics)
        return cause_of_death(status, said)


def fork_member(store: ox.Store) -> Member:
    """Fork a worker that shares ``store``."""
    parent = os.getpid()
    ours, theirs = socket.socketpair()
    diagnostics = os.memfd_create("diagnostics")
    pid = os.fork()
    if pid == 0:
        # A runaway query must not take the processor from those who answer everybody else.
        os.nice(WORKER_NICENESS)
        run_worker(store, parent, theirs.fileno(), diagnostics)
    theirs.close()
    return Member(pid, ours, diagnostics)


def cause_of_death(status: int, said: bytes) -> QueryError:
    """Tell memory from other deaths; the engine aborts when memory is refused, and says so."""
    if b"memory allocation" in said or b"MemoryError" in said:
        return QueryMemory("the query needs more memory than its allowance")
    return QueryCrashed(f"the query ended its worker ({_ending(status)})")


def _ending(status: int) -> str:
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    return f"exit {os.WEXITSTATUS(status)}"
