"""What the processes of one service share: a page of the master, and a page of each web worker.

The memory is made before the first fork and mapped by every process. Each page has one writer,
which holds a lock on it for life, so nobody waits for anybody: the kernel takes the lock back
when a process ends, however it ends, and its successor goes on with the page and its counts.
"""

import fcntl
import json
import mmap
import os
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

PAGES = 64
"""Most web workers; ``gluteal serve`` accepts no more."""
SERIES = 160
"""Most counters of one page: a scrape stays small whatever addresses clients make up."""
_HEAD_BYTES, _KEY_BYTES = 1 << 16, 152
_ENTRY_BYTES, _FIRST = _KEY_BYTES + 8, 64
_PAGE_BYTES = 1 << 15
_TABLE = _HEAD_BYTES + PAGES * _PAGE_BYTES
TABLE_BYTES = 1 << 17
"""What :mod:`api.serving.clients` keeps behind the pages."""
_U64, _DOUBLE = struct.Struct("=Q"), struct.Struct("=d")
_OVERFLOW = "gluteal_uncounted_series_total"


class Board:
    """The shared memory."""

    def __init__(self) -> None:
        """Make it, empty."""
        self._file = os.memfd_create("gluteal-board")
        os.ftruncate(self._file, _TABLE + TABLE_BYTES)
        self._memory = mmap.mmap(self._file, _TABLE + TABLE_BYTES)
        self.table = memoryview(self._memory)[_TABLE:]

    def __del__(self) -> None:
        """Give the descriptor back."""
        with suppress(OSError, AttributeError):
            os.close(self._file)

    # --- the master's page ---

    def publish(self, state: dict[str, Any]) -> None:
        """Let everybody read ``state``; only the master calls it."""
        text = json.dumps(state).encode()
        if len(text) > _HEAD_BYTES - 16:
            raise ValueError("the state of the service is too long")
        turn = self.turn
        _U64.pack_into(self._memory, 0, turn + 1)
        _U64.pack_into(self._memory, 8, len(text))
        self._memory[16 : 16 + len(text)] = text
        _U64.pack_into(self._memory, 0, turn + 2)

    @property
    def turn(self) -> int:
        """A number that grows with each state; odd while one is being written."""
        turn: int = _U64.unpack_from(self._memory, 0)[0]
        return turn

    def state(self) -> dict[str, Any]:
        """Return what was published last; nothing before the first time."""
        while True:
            turn = self.turn
            length = _U64.unpack_from(self._memory, 8)[0]
            text = bytes(self._memory[16 : 16 + length])
            if turn % 2 == 0 and turn == self.turn:
                found: dict[str, Any] = json.loads(text) if text else {}
                return found

    # --- the workers' pages ---

    def claim(self) -> "Page":
        """Take the first page that no living process holds.

        Raises:
            RuntimeError: there are more workers than pages.
        """
        for number in range(PAGES):
            if self._try_lock(number):
                return Page(memoryview(self._memory)[self._start(number) :][:_PAGE_BYTES])
        raise RuntimeError(f"there are more than {PAGES} web workers")

    def claimed(self) -> list["Page"]:
        """Return the pages that other living processes hold."""
        found = []
        for number in range(PAGES):
            if self._try_lock(number):
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)
            else:
                found.append(self._page(number))
        return found

    def series(self) -> dict[str, float]:
        """Return every counter, added up over all workers, the dead ones included."""
        total: dict[str, float] = {}
        for number in range(PAGES):
            for key, value in self._page(number).series():
                total[key] = total.get(key, 0.0) + value
        if len(total) > SERIES:
            kept = dict(sorted(total.items())[:SERIES])
            kept[_OVERFLOW] = total.get(_OVERFLOW, 0.0) + len(total) - len(kept)
            return kept
        return total

    def lock(self) -> None:
        """Wait until no other process holds the table; threads need a lock of their own."""
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, PAGES)

    def unlock(self) -> None:
        """Let others have the table."""
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, PAGES)

    def _try_lock(self, number: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return False
        return True

    def _page(self, number: int) -> "Page":
        return Page(memoryview(self._memory)[self._start(number) :][:_PAGE_BYTES])

    @staticmethod
    def _start(number: int) -> int:
        return _HEAD_BYTES + number * _PAGE_BYTES


class Page:
    """Counters of one web worker, and the oldest generation of the snapshot that it still uses."""

    def __init__(self, memory: memoryview) -> None:
        """Go on with what is in ``memory``."""
        self._memory = memory
        self._lock = threading.Lock()
        self._places: dict[str, int] = {}
        for number, (key, _) in enumerate(self.series()):
            self._places[key] = _FIRST + number * _ENTRY_BYTES + _KEY_BYTES

    def add(self, key: str, amount: float = 1.0) -> None:
        """Count ``amount`` more of ``key``, a name with labels as a scrape shows it."""
        self.add_all(((key, amount),))

    def add_all(self, amounts: Iterable[tuple[str, float]]) -> None:
        """Count some more of several keys at once."""
        with self._lock:
            for key, amount in amounts:
                place = self._places.get(key) or self._new(key)
                value: float = _DOUBLE.unpack_from(self._memory, place)[0]
                _DOUBLE.pack_into(self._memory, place, value + amount)

    def series(self) -> Iterator[tuple[str, float]]:
        """Yield every counter."""
        for number in range(_U64.unpack_from(self._memory, 8)[0]):
            start = _FIRST + number * _ENTRY_BYTES
            key = bytes(self._memory[start : start + _KEY_BYTES]).rstrip(b"\0").decode()
            yield key, _DOUBLE.unpack_from(self._memory, start + _KEY_BYTES)[0]

    @property
    def oldest(self) -> int:
        """The oldest generation of the snapshot that this worker still answers from."""
        oldest: int = _U64.unpack_from(self._memory, 0)[0]
        return oldest

    def uses(self, oldest: int) -> None:
        """Say that nothing older than the generation ``oldest`` is answered from here."""
        _U64.pack_into(self._memory, 0, oldest)

    def _new(self, key: str) -> int:
        count: int = _U64.unpack_from(self._memory, 8)[0]
        name = key.encode()
        if count >= SERIES or len(name) > _KEY_BYTES:
            if key != _OVERFLOW and _OVERFLOW in self._places:
                return self._places[_OVERFLOW]
            key, name = _OVERFLOW, _OVERFLOW.encode()
        start = _FIRST + count * _ENTRY_BYTES
        self._memory[start : start + len(name)] = name
        _U64.pack_into(self._memory, 8, count + 1)
        self._places[key] = start + _KEY_BYTES
        return start + _KEY_BYTES
