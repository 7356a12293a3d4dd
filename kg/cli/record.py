"""How a running service is found: a file in the state folder, locked as long as it runs."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_NAME = "service-{pid}.json"


class ServiceRecord:
    """The record of the service that this process runs."""

    def __init__(self, state: Path) -> None:
        """Make the record in ``state`` and clear what dead services left there."""
        state.mkdir(parents=True, exist_ok=True)
        for _ in running_services(state):
            pass
        self._path = state / _NAME.format(pid=os.getpid())
        self._stream = self._path.open("w+b", buffering=0)
        fcntl.lockf(self._stream, fcntl.LOCK_EX)

    def write(self, values: dict[str, Any]) -> None:
        """Replace what the record says; a reader that meets a part of it reads again."""
        text = json.dumps({"pid": os.getpid(), **values}).encode()
        with suppress(OSError):  # a full disk must not end a service that runs
            self._stream.seek(0)
            self._stream.truncate()
            self._stream.write(text)

    def close(self) -> None:
        """Remove the record."""
        self._path.unlink(missing_ok=True)
        self._stream.close()


def running_services(state: Path) -> Iterator[dict[str, Any]]:
    """Yield what each running service of ``state`` says of itself; forget those that are dead."""
    for path in sorted(state.glob(_NAME.format(pid="*"))):
        if path.name == _NAME.format(pid=os.getpid()):
            continue  # closing it would give up this process's own lock
        with suppress(FileNotFoundError), path.open("r+b") as stream:
            if _is_held(stream.fileno()):
                with suppress(ValueError):
                    yield json.loads(stream.read())
            else:
                path.unlink(missing_ok=True)
                pid = path.stem.removeprefix("service-")
                for leftover in state.glob(f"query-{pid}-*.sock"):
                    leftover.unlink(missing_ok=True)


def _is_held(handle: int) -> bool:
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
