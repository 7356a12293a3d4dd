"""The access log: one line a request, of which nothing is a value of one.

A line holds the route's template, not the address, so that no name, finding or query can reach
the log. Lines go through the logger, or straight to a descriptor where one is given: a repeated
read costs less than a record of the logger.
"""

import logging
import os
import time
from contextlib import suppress
from functools import lru_cache

logger = logging.getLogger("gluteal.access")
_VARIANTS = "89ab"
_descriptor: list[int] = []


def straight_to(descriptor: int) -> None:
    """Write every line to ``descriptor`` from now on, each at once and whole."""
    _descriptor[:] = [descriptor]


def write(line: str) -> None:
    """Write one line; a log that cannot be written costs nobody an answer."""
    if not _descriptor:
        logger.info("%s", line)
        return
    with suppress(OSError):
        os.write(_descriptor[0], f"{line}\n".encode())


def identifier() -> str:
    """Return a random identifier for a request: a UUID of version 4 (RFC 9562)."""
    digits = os.urandom(16).hex()
    variant = _VARIANTS[int(digits[16], 16) & 3]
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
    )


def line(
    request: str, method: str, route: str, status: int, seconds: float, size: int | None,
    digest: str,
) -> str:
    """Return the line of a request that took ``seconds`` and was answered with ``size`` bytes."""
    # Nothing in here can need an escape: all of it is ours.
    length = "null" if size is None else size
    return (
        f'{{"time": "{_moment(time.time())}", "request": "{request}", "method": "{method}",'
        f' "route": "{route}", "status": {status}, "ms": {seconds * 1000:.2f},'
        f' "bytes": {length}, "snapshot": "{digest[:19]}"}}'
    )


def _moment(now: float) -> str:
    """Return ``now``, in seconds since 1970, as ISO 8601 in UTC with milliseconds."""
    milliseconds = int(now * 1000)
    return f"{_second(milliseconds // 1000)}.{milliseconds % 1000:03d}+00:00"


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
