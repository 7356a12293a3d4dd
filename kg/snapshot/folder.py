"""Writes a snapshot's folder so that a reader sees the old one or the new one, never a part.

Files are written into a temporary folder and flushed, the folder is renamed to its digest, and
the symbolic link ``current`` is replaced by a rename. A process that is killed leaves at most a
temporary folder, which the next build removes.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.snapshot.manifest import MANIFEST

CURRENT = "current"
_TEMPORARY = ".building-"
_KEPT = 2
"""The current snapshot and the one before it."""


@contextmanager
def build_lock(state: Path) -> Iterator[None]:
    """Let one build at a time write into ``state``, and clear what a killed one left."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in state.glob(f"{_TEMPORARY}*"):
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        yield


def write_folder(state: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write ``files`` into ``state/name`` at once; a folder of that name is replaced."""
    temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=state))
    for file, content in files.items():
        with (temporary / file).open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    temporary.chmod(0o755)
    _sync(temporary)
    target = state / name
    if target.exists():
        target.rename(Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=state)) / "old")
    temporary.rename(target)
    _sync(state)
    return target


def make_current(state: Path, name: str) -> None:
    """Point ``state/current`` at the folder ``name`` in one step, and drop older snapshots."""
    link = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=state)) / CURRENT
    link.symlink_to(name)
    current = state / CURRENT
    previous = current.readlink().name if current.is_symlink() else ""
    link.replace(current)
    link.parent.rmdir()
    _sync(state)
    _drop_old(state, keep={name, previous})


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Keep the snapshot in ``folder`` from being removed by a build, as long as this lasts.

    Raises:
        OSError: it cannot be opened.
    """
    with (folder / MANIFEST).open("rb") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_SH)
        try:
            yield
        finally:
            # Said aloud, because forked processes share the lock and live on.
            fcntl.flock(manifest, fcntl.LOCK_UN)


def _is_in_use(folder: Path) -> bool:
    with (folder / MANIFEST).open("rb") as manifest:
        try:
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def _drop_old(state: Path, *, keep: set[str]) -> None:
    """Remove snapshots beyond the newest ones; the current, the previous and the served stay."""
    folders = [p for p in state.iterdir() if (p / MANIFEST).is_file() and not p.is_symlink()]
    folders.sort(key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for folder in folders[_KEPT:]:
        if folder.name not in keep and not _is_in_use(folder):
            doomed = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=state))
            folder.rename(doomed / "old")
            shutil.rmtree(doomed)
    for leftover in state.glob(f"{_TEMPORARY}*"):
        shutil.rmtree(leftover)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some file systems cannot flush a folder
            os.fsync(handle)
    finally:
        os.close(handle)
