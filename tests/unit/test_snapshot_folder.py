"""Crash safety, damage and reproducibility of snapshot folders."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import SnapshotError
from kg.snapshot.build import build_snapshot
from kg.snapshot.folder import CURRENT
from kg.snapshot.load import load_snapshot, verify
from kg.snapshot.manifest import DATASET, FILES, KNOWLEDGE, MANIFEST, REASONER
from tests.small_knowledge import small_knowledge, write_compiled

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("GLUTEAL_TEST_KILLS", "6"))
FLIPS = int(os.environ.get("GLUTEAL_TEST_FLIPS", "12"))

_BUILDER = """
import sys
from pathlib import Path
from kg.snapshot.build import build_snapshot
compiled, state = Path(sys.argv[1]), Path(sys.argv[2])
original = (compiled / "gluteal.ttl").read_bytes()
print("ready", flush=True)
number = int(sys.argv[3])
while True:
    number += 1
    text = f'<https://w3id.org/gluteal/ontology> rdfs:comment "{number}" .\\n'.encode()
    (compiled / "gluteal.ttl").write_bytes(original + text)
    build_snapshot(compiled, state)
"""


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    return write_compiled(tmp_path / "compiled")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def _leftovers(state: Path) -> list[Path]:
    return list(state.glob(".building-*"))


def test_a_snapshot_opens_with_what_was_built(compiled: Path, state: Path):
    folder = build_snapshot(compiled, state)
    snapshot = load_snapshot(state / CURRENT)
    assert snapshot.path == folder.resolve()
    assert snapshot.manifest.digest == f"sha256:{folder.name}"
    assert snapshot.knowledge.entities == small_knowledge().entities
    assert snapshot.manifest.counts["claim"] == 2
    assert "https://w3id.org/gluteal/Finding" in snapshot.taxonomy.subsumers(
        "https://w3id.org/gluteal/GKG_0002001")


def test_progress_is_told_in_steps(compiled: Path, state: Path):
    steps: list[str] = []
    build_snapshot(compiled, state, steps.append)
    assert steps[0] == "reading the compiled ontology"
    assert len(steps) == len(set(steps)) >= 4


def test_the_previous_snapshot_is_kept_and_older_ones_go(compiled: Path, state: Path):
    names = []
    for comment in "abc":
        with (compiled / "gluteal.ttl").open("a") as stream:
            stream.write(f'<urn:x> rdfs:comment "{comment}" .\n')
        names.append(build_snapshot(compiled, state).name)
        time.sleep(0.01)
    assert {p.name for p in state.iterdir() if p.is_dir() and not p.is_symlink()} == {*names[1:]}
    assert (state / CURRENT).resolve().name == names[2]


def test_building_again_changes_no_file(compiled: Path, state: Path):
    folder = build_snapshot(compiled, state)
    before = {p.name: p.stat().st_ino for p in folder.iterdir()}
    assert build_snapshot(compiled, state) == folder
    assert {p.name: p.stat().st_ino for p in folder.iterdir()} == before


def test_a_damaged_snapshot_is_replaced_by_the_next_build(compiled: Path, state: Path):
    folder = build_snapshot(compiled, state)
    (folder / KNOWLEDGE).write_bytes(b"{}")
    build_snapshot(compiled, state)
    load_snapshot(state / CURRENT)
    assert _leftovers(state) == []


def test_a_state_folder_that_cannot_be_written_is_named(compiled: Path, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError, match="file"):
        build_snapshot(compiled, tmp_path / "file" / "state")


def _builder(compiled: Path, state: Path, first: int) -> subprocess.Popen[bytes]:
    """Start a process that builds again and again, and wait until it begins."""
    arguments = [sys.executable, "-c", _BUILDER, str(compiled), str(state), str(first)]
    builder = subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT)
    assert builder.stdout is not None
    assert builder.stdout.readline() == b"ready\n"
    return builder


def _seconds_until_a_build_is_seen(compiled: Path, state: Path) -> float:
    """Return how long a build takes here and now, so that kills fall before, in and after one."""
    before = (state / CURRENT).resolve()
    with _builder(compiled, state, 10**6) as builder:
        started = time.monotonic()
        while (state / CURRENT).resolve() == before and time.monotonic() - started < 60:
            time.sleep(0.01)
        builder.send_signal(signal.SIGKILL)
    return time.monotonic() - started


def test_bar_68_a_killed_build_leaves_current_whole(compiled: Path, state: Path):
    build_snapshot(compiled, state)
    draw = random.Random(68)
    seen = set()
    original = (compiled / "gluteal.ttl").read_bytes()
    usual = _seconds_until_a_build_is_seen(compiled, state)
    for kill in range(KILLS):
        (compiled / "gluteal.ttl").write_bytes(original)
        with _builder(compiled, state, kill * 1000) as builder:
            time.sleep(draw.uniform(0.0, 2 * usual))
            builder.send_signal(signal.SIGKILL)
        seen.add(load_snapshot(state / CURRENT).manifest.digest)
    (compiled / "gluteal.ttl").write_bytes(original)
    build_snapshot(compiled, state)
    assert _leftovers(state) == []
    assert len(seen) > 1, "no build finished between the kills, so nothing was tested"


def test_bar_68_what_a_killed_build_leaves_is_removed_by_the_next(compiled: Path, state: Path):
    (state / ".building-dead").mkdir(parents=True)
    (state / ".building-dead" / DATASET).write_text("half")
    build_snapshot(compiled, state)
    assert _leftovers(state) == []


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_bar_70_a_flipped_bit_in_any_file_is_found_and_the_file_named(
    name: str, compiled: Path, state: Path
):
    folder = build_snapshot(compiled, state)
    whole, draw = (folder / name).read_bytes(), random.Random(name)
    for _ in range(FLIPS):
        damaged = bytearray(whole)
        damaged[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        (folder / name).write_bytes(damaged)
        with pytest.raises(SnapshotError, match=name):
            load_snapshot(state / CURRENT)
    (folder / name).write_bytes(whole)
    verify(folder)


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_bar_70_a_truncated_or_missing_file_is_named(name: str, compiled: Path, state: Path):
    folder = build_snapshot(compiled, state)
    whole = (folder / name).read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        (folder / name).write_bytes(whole[:length])
        with pytest.raises(SnapshotError, match=name):
            load_snapshot(folder)
    (folder / name).unlink()
    with pytest.raises(SnapshotError, match=name):
        load_snapshot(folder)


@pytest.mark.parametrize("name", FILES)
def test_bar_70_a_file_of_another_snapshot_is_named(name: str, compiled: Path, state: Path):
    folder = build_snapshot(compiled, state)
    text = (compiled / "gluteal.ttl").read_text(encoding="utf-8")
    (compiled / "gluteal.ttl").write_text(
        text.replace('"sitting"', '"seated"').replace("gluteal:canCompress", "gluteal:mimics"))
    other = build_snapshot(compiled, state)
    (folder / name).write_bytes((other / name).read_bytes())
    with pytest.raises(SnapshotError, match=name):
        load_snapshot(folder)


def test_bar_70_a_snapshot_of_another_version_is_refused(
    compiled: Path, state: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = build_snapshot(compiled, state)
    monkeypatch.setattr("kg.snapshot.load.__version__", "99.0")
    with pytest.raises(SnapshotError, match=r"manifest\.json.*99\.0"):
        load_snapshot(folder)


def test_bar_70_where_there_is_no_snapshot_the_place_is_named(tmp_path: Path):
    with pytest.raises(SnapshotError, match="nowhere"):
        load_snapshot(tmp_path / "nowhere")


def test_bar_82_another_seed_zone_locale_and_path_give_the_same_bytes(
    compiled: Path, state: Path, tmp_path: Path
):
    folder = build_snapshot(compiled, state)
    code = ("import sys; from pathlib import Path; from kg.snapshot.build import build_snapshot;"
            "print(build_snapshot(Path(sys.argv[1]), Path(sys.argv[2])))")
    for seed, zone, locale in (("1", "Asia/Kathmandu", "C"), ("2", "America/St_Johns", "C.UTF-8")):
        place = tmp_path / f"another path {seed}"
        place.mkdir()
        compiled.rename(place / "there")
        done = subprocess.run(
            [sys.executable, "-c", code, str(place / "there"), str(place / "state")],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale,
                 "PYTHONPATH": str(ROOT)},
            cwd=place, capture_output=True, text=True, check=True)
        (place / "there").rename(compiled)
        other = Path(done.stdout.strip())
        assert other.name == folder.name
        assert all((other / n).read_bytes() == (folder / n).read_bytes()
                   for n in (*FILES, MANIFEST))


def test_bar_82_the_digest_follows_the_content(compiled: Path, state: Path):
    before = build_snapshot(compiled, state).name
    with (compiled / "gluteal.ttl").open("a") as stream:
        stream.write('<urn:x> rdfs:comment "new" .\n')
    after = build_snapshot(compiled, state)
    assert after.name != before
    assert json.loads((after / MANIFEST).read_bytes())["files"].keys() == {*FILES}
    assert REASONER in FILES
