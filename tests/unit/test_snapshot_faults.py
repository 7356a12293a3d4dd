"""A snapshot that cannot be written: the reason is told and the old snapshot stays."""

import errno
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import SnapshotError
from kg.snapshot import build
from kg.snapshot.build import build_snapshot
from kg.snapshot.folder import CURRENT
from kg.snapshot.load import load_snapshot
from tests.small_knowledge import write_compiled

ROOT = Path(__file__).resolve().parents[2]
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE)
CALLS = ("open", "fsync", "rename", "replace", "symlink", "mkdir", "rmdir", "unlink", "chmod")
STEPS = ("parse_turtle", "knowledge_from_rdf", "compiled_axioms", "named_quads",
         "canonical_nquads", "knowledge_to_json")


class _Disk:
    """Counts what is asked of the operating system, and fails the call of one number."""

    def __init__(self, number: int, code: int) -> None:
        self.left, self.code = number, code

    def wrap(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def _call(*arguments: Any, **named: Any) -> Any:
            self.count()
            return call(*arguments, **named)
        return _call

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(self.code, os.strerror(self.code))

    def open(self, opened: Callable[..., Any]) -> Callable[..., Any]:
        def _open(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            self.count()
            stream = opened(file, mode, *rest, **named)
            return _Writing(stream, self) if "x" in mode else stream
        return _open


class _Writing:
    """A file whose writing may fail."""

    def __init__(self, stream: Any, disk: _Disk) -> None:
        self._stream, self._disk = stream, disk

    def write(self, content: bytes) -> int:
        self._disk.count()
        return self._stream.write(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> "_Writing":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, str]:
    """Compiled files, a state folder with a snapshot, and its digest; the files have changed."""
    compiled, state = write_compiled(tmp_path / "compiled"), tmp_path / "state"
    digest = build_snapshot(compiled, state).name
    with (compiled / "gluteal.ttl").open("a") as stream:
        stream.write('<urn:x> rdfs:comment "changed" .\n')
    return compiled, state, digest


@pytest.fixture
def files(places: tuple[Path, Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The content of the next snapshot, made once: only the writing is of interest."""
    made = build.snapshot_files(places[0])
    monkeypatch.setattr(build, "snapshot_files", lambda *_: made)


def _refusal(compiled: Path, state: Path) -> str:
    """Make the snapshot; return why it cannot be, or nothing."""
    try:
        build_snapshot(compiled, state)
    except SnapshotError as error:
        return str(error)
    return ""


def _numbers(fails: Callable[[int], bool]) -> Iterator[int]:
    number = 1
    while fails(number):
        yield number
        number += 1


@pytest.mark.parametrize("code", ERRORS, ids=errno.errorcode.get)
def test_bar_71_whichever_call_fails_the_old_or_the_new_snapshot_is_whole(
    code: int, places: tuple[Path, Path, str], files: None
):
    compiled, original, before = places

    def fails(number: int) -> bool:
        disk, state = _Disk(number, code), original.with_name(f"state {number}")
        shutil.copytree(original, state, symlinks=True)
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, disk.wrap(getattr(os, name)))
            patch.setattr(io, "open", disk.open(io.open))
            said = _refusal(compiled, state)
        assert said == "" or os.strerror(code) in said
        load_snapshot(state / CURRENT)
        assert build_snapshot(compiled, state).name != before
        assert list(state.glob(".building-*")) == []
        return disk.left <= 0

    assert len(list(_numbers(fails))) > 15


@pytest.mark.parametrize("step", STEPS)
def test_bar_72_memory_that_ends_in_any_step_leaves_the_old_snapshot(
    step: str, places: tuple[Path, Path, str], monkeypatch: pytest.MonkeyPatch
):
    compiled, state, before = places

    def _end(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(build, step, _end)
        with pytest.raises(SnapshotError, match="memory"):
            build_snapshot(compiled, state)
    assert load_snapshot(state / CURRENT).manifest.digest == f"sha256:{before}"
    assert build_snapshot(compiled, state).name != before


_BUILD = """
import resource, sys
from pathlib import Path
from kg.errors import SnapshotError
from kg.snapshot.build import build_snapshot
what, most = getattr(resource, sys.argv[3]), int(sys.argv[4])
if what == resource.RLIMIT_AS:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most += used
resource.setrlimit(what, (most, most))
try:
    build_snapshot(Path(sys.argv[1]), Path(sys.argv[2]))
except SnapshotError as error:
    sys.exit(f"refused: {error}")
"""


@pytest.mark.parametrize(("what", "most"), [
    ("RLIMIT_FSIZE", 0), ("RLIMIT_FSIZE", 1000), ("RLIMIT_FSIZE", 20_000), ("RLIMIT_NOFILE", 3),
    ("RLIMIT_AS", 1 << 20), ("RLIMIT_AS", 6 << 20), ("RLIMIT_AS", 12 << 20),
])
def test_bars_71_and_72_a_process_at_its_limits_leaves_the_old_snapshot(
    what: str, most: int, places: tuple[Path, Path, str]
):
    compiled, state, before = places
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, str(compiled), str(state), what, str(most)], cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        timeout=120,
    )
    assert done.returncode != 0 or what == "RLIMIT_AS"
    if what != "RLIMIT_AS":
        assert "refused: " in done.stderr
        assert "Traceback" not in done.stderr
    after = load_snapshot(state / CURRENT).manifest.digest
    assert done.returncode == 0 or after == f"sha256:{before}"
    assert build_snapshot(compiled, state).name != before
