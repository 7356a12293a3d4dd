"""The processes of a running service by what they do; those that end meanwhile are left out."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil


def zygotes(master: int) -> list[psutil.Process]:
    """Return the zygotes that ``master`` started, of which there are two during a reload."""
    return [child for child, command in _children(master) if "kg.query.zygote" in command]


def zygote(master: int) -> psutil.Process:
    """Return the zygote of ``master``, once there is one."""
    return _first(lambda: zygotes(master))


def web_workers(master: int) -> list[psutil.Process]:
    """Return the web workers of ``master``."""
    return [child for child, command in _children(master) if "kg.query.zygote" not in command]


def query_workers(zygote: int) -> list[psutil.Process]:
    """Return the query workers of ``zygote``."""
    return [child for child, _ in _children(zygote) if _is_called(child, "query-worker")]


def query_worker(zygote: int) -> psutil.Process:
    """Return a query worker of ``zygote``, once there is one."""
    return _first(lambda: query_workers(zygote))


def standby(zygote: int) -> psutil.Process:
    """Return the stand-by of ``zygote``, once there is one."""
    return _first(lambda: [child for child, _ in _children(zygote)
                           if _is_called(child, "query-standby")])


def of_folder(folder: Path) -> list[psutil.Process]:
    """Return the zygotes over snapshots in ``folder``, with all that they forked."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if any(word.startswith(str(folder)) for word in process.cmdline()):
                found.append(process)
    return found


def _children(parent: int) -> Iterator[tuple[psutil.Process, list[str]]]:
    for child in psutil.Process(parent).children():
        with contextlib.suppress(psutil.Error):
            yield child, child.cmdline()


def _is_called(process: psutil.Process, name: str) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(process.name() == name)
    return False


def _first(find: Callable[[], list[psutil.Process]]) -> psutil.Process:
    while not (found := find()):
        time.sleep(0.02)
    return found[0]
