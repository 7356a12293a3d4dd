"""``gluteal release``: what it writes, and what it refuses to write."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main, release
from kg.errors import SnapshotError
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import load_snapshot, verify
from tests.small_knowledge import write_compiled


@pytest.fixture
def state(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small snapshot, which the command takes for the current one."""
    copy = tmp_path / "snapshot"
    shutil.copytree(small, copy)
    monkeypatch.setattr(release, "current_snapshot", lambda: copy)
    return copy


def _release(folder: Path) -> Result:
    return CliRunner().invoke(main, ["release", str(folder)])


def test_every_file_is_written_and_listed_with_its_digest(state, tmp_path):
    folder = tmp_path / "new" / "release"
    assert _release(folder).exit_code == 0
    sums = dict(reversed(line.split("  ")) for line in
                (folder / "SHA256SUMS").read_text().splitlines())
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert {p.name for p in folder.iterdir()} == {*sums, "SHA256SUMS", "manifest.json"}
    assert sums.keys() == manifest["files"].keys()
    for name, digest in sums.items():
        content = (folder / name).read_bytes()
        stated = manifest["files"][name]
        assert hashlib.sha256(content).hexdigest() == digest == stated["sha256"]
        assert len(content) == stated["bytes"]
    assert manifest["snapshot"] == load_snapshot(state).manifest.digest


def test_the_same_snapshot_is_released_in_the_same_bytes(state, tmp_path):
    written = []
    for name in ("one", "two", "two"):
        assert _release(tmp_path / name).exit_code == 0
        written.append({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()})
    assert written[0] == written[1] == written[2]


def test_a_damaged_file_is_not_released(state, tmp_path):
    path = state / "gluteal.owl"
    path.write_bytes(path.read_bytes().replace(b"piriformis", b"piriformos", 1))
    with pytest.raises(SnapshotError, match=r"gluteal\.owl"):
        verify(state)
    done = _release(tmp_path / "release")
    assert done.exit_code == 1
    assert "does not match its digest" in done.output
    assert not (tmp_path / "release").exists()


def test_mappings_travel_with_the_release(tmp_path, monkeypatch):
    compiled = write_compiled(tmp_path / "compiled")
    (compiled / "gluteal.sssom.tsv").write_text("subject_id\tpredicate_id\tobject_id\n")
    snapshot = build_snapshot(compiled, tmp_path / "state")
    monkeypatch.setattr(release, "current_snapshot", lambda: snapshot)
    assert _release(tmp_path / "release").exit_code == 0
    sent = (tmp_path / "release" / "gluteal.sssom.tsv").read_bytes()
    assert sent == (compiled / "gluteal.sssom.tsv").read_bytes()
