"""What a worker gives up before it reads its first query: files, sockets, memory, its parent.

No new file descriptor can be opened, so neither a socket nor a file can; the address space is
bounded; when the parent dies, so does the worker.
"""

import ctypes
import fcntl
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

from kg.limits import limit

CHANNEL = 3
"""The descriptor on which a worker talks to its parent; the only one beside the standard three."""
STACK_BYTES = 512 * 2**20
"""Stack of the thread that evaluates: long chains of operators recurse, and only what is used is
ever allocated."""
_PR_SET_PDEATHSIG = 1
_LARGEST_DIAGNOSTIC = 2**20


def name_process(name: str) -> None:
    """Let this process be called ``name``, at most 15 characters, in lists of processes."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(name)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when ``parent`` dies; exit if it already has."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def keep_only(channel: int, diagnostics: int) -> None:
    """Put ``channel`` and ``diagnostics`` in their places and close every other descriptor."""
    free = CHANNEL + 1
    channel = fcntl.fcntl(channel, fcntl.F_DUPFD, free)
    diagnostics = fcntl.fcntl(diagnostics, fcntl.F_DUPFD, free)
    nothing = os.open(os.devnull, os.O_RDWR)
    for source, target in ((nothing, 0), (nothing, 1), (diagnostics, 2), (channel, CHANNEL)):
        os.dup2(source, target)
    os.closerange(free, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def renounce() -> None:
    """Give up further descriptors, memory beyond the allowance, large files and core dumps."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    space = pages * resource.getpagesize() + STACK_BYTES + int(limit("query_worker_bytes"))
    for what, most in (
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _LARGEST_DIAGNOSTIC),
        (resource.RLIMIT_NOFILE, CHANNEL + 1),
    ):
        resource.setrlimit(what, (most, most))
