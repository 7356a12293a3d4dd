"""Another snapshot for a running service: taken up without a failure, or refused."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.api.live import ROOT, Running, start
from tests.api.load import Load
from tests.api.small_service import SmallOntology
from tests.processes import of_folder, zygotes

ANSWERS = 400
SOAK_ANSWERS = 20_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallOntology:
    """An ontology of this module's own."""
    return SmallOntology(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def service(small: SmallOntology) -> Iterator[tuple[subprocess.Popen[bytes], Running]]:
    """A service over it; queries have time, so that a busy machine fails none."""
    small.build("first")
    process, running = start(
        small.state, "--workers", "2", query_deadline_seconds="20", **small.settings
    )
    yield process, running
    process.terminate()
    assert process.wait(timeout=60) == 0


def _command(small: SmallOntology, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"GLUTEAL_STATE": str(small.state)}
    return subprocess.run([sys.executable, "-m", "kg", *words], cwd=ROOT, env=environment,
                          capture_output=True, text=True, check=False, timeout=120)


def _until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def _reload_under_load(
    small: SmallOntology, service: tuple[subprocess.Popen[bytes], Running], swaps: int, each: int
) -> None:
    process, running = service
    comments = {small.build("before"): "before"}
    process.send_signal(signal.SIGHUP)
    _until(lambda: next(iter(comments)) in running.ask("GET", "/readyz").body.decode())
    assert _command(small, "reload").returncode == 0
    with Load(running.port) as load:
        load.more(each)
        for number in range(swaps):
            digest = small.build(f"swap {number}")
            comments[digest] = f"swap {number}"
            process.send_signal(signal.SIGHUP)
            load.until(lambda d=digest: any(seen == d for seen, _ in load.met.digests[-4:]))
            load.more(each)
    assert load.met.failures == []
    assert {header for header, _ in load.met.digests} == set(comments)
    for header, inside in load.met.digests:
        assert inside in (header, comments[header])


def test_bar_69_a_reload_under_load_fails_nothing_and_mixes_nothing(small, service):
    _reload_under_load(small, service, swaps=2, each=ANSWERS // 3)


@pytest.mark.soak
def test_bar_69_soak_many_reloads_under_load_fail_nothing(small, service):
    _reload_under_load(small, service, swaps=10, each=SOAK_ANSWERS // 11)


def test_bar_69_the_old_snapshot_is_freed_after_its_last_reader(small, service):
    process, running = service
    _until(lambda: len(zygotes(process.pid)) == 1)
    [old] = zygotes(process.pid)
    served = (small.state / "current").resolve()
    assert len(of_folder(served)) >= 4  # the zygote, its stand-by, two workers
    small.build("freed")
    done = _command(small, "reload")
    assert (done.returncode, f"service {process.pid} serves sha256:" in done.stdout) == (0, True)
    assert not old.is_running()
    _until(lambda: of_folder(served) == [])
    assert len(zygotes(process.pid)) == 1
    assert len(list(small.state.glob("query-*.sock"))) == 1
    assert running.ask("GET", "/readyz").status == 200


def test_bar_69_a_request_ends_on_the_snapshot_that_it_began_on(small, service):
    process, running = service
    first, second = small.build("slow"), ""
    assert _command(small, "reload").returncode == 0
    body = b'{"findings": [{"concept": "buttock pain"}]}'
    head = (b"POST /v1/differential HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
    with running.connect() as slow:
        slow.sendall(head + body[:5])
        time.sleep(0.3)
        second = small.build("quick")
        process.send_signal(signal.SIGHUP)
        _until(lambda: all(running.ask("GET", "/v1/version").headers["Gluteal-Snapshot"] == second
                           for _ in range(6)))
        assert len(zygotes(process.pid)) == 2
        slow.sendall(body[5:])
        answer = b""
        while part := slow.recv(65536):
            answer += part
    assert answer.count(first.encode()) == 2
    assert second.encode() not in answer
    _until(lambda: len(zygotes(process.pid)) == 1)


def test_bar_70_a_broken_snapshot_is_refused_and_readiness_says_which_and_why(small, service):
    _, running = service
    good = running.ask("GET", "/v1/version").headers["Gluteal-Snapshot"]
    broken = small.build("broken").removeprefix("sha256:")
    with (small.state / broken / "knowledge.json").open("r+b") as stream:
        stream.write(b"?")
    done = _command(small, "reload")
    assert done.returncode == 1
    assert "knowledge.json: does not match its digest" in done.stderr
    ready = running.ask("GET", "/readyz")
    assert ready.status == 200
    assert good in ready.body.decode()
    assert f"refused: {broken[:16]}: knowledge.json" in ready.body.decode()
    assert str(small.state) not in ready.body.decode()
    assert running.ask("GET", "/v1/version").headers["Gluteal-Snapshot"] == good
    assert "gluteal_snapshot_refused 1" in running.ask("GET", "/metrics").body.decode()
    mended = small.build("mended")
    assert _command(small, "reload").returncode == 0
    _until(lambda: mended in running.ask("GET", "/readyz").body.decode())
    assert "refused" not in running.ask("GET", "/readyz").body.decode()


def test_what_is_served_is_not_removed_by_builds(small, service):
    process, running = service
    served = small.build("served")
    assert _command(small, "reload").returncode == 0
    for number in range(4):
        small.build(f"newer {number}")
    assert (small.state / served.removeprefix("sha256:")).is_dir()
    [zygote] = zygotes(process.pid)
    zygote.kill()
    _until(lambda: zygotes(process.pid) != [zygote] and running.ask("GET", "/readyz").status == 200)


def test_without_a_service_reload_says_so(tmp_path: Path):
    environment = os.environ | {"GLUTEAL_STATE": str(tmp_path)}
    (tmp_path / "service-999999999.json").write_text("{}")
    done = subprocess.run([sys.executable, "-m", "kg", "reload"], cwd=ROOT, env=environment,
                          capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"no service runs with the state folder {tmp_path}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_service_in_one_process_for_debugging_reloads_too(small):
    first = small.build("dev one")
    process, running = start(small.state, "--dev", **small.settings)
    try:
        assert first in running.ask("GET", "/readyz").body.decode()
        assert psutil.Process(process.pid).children() == zygotes(process.pid)
        second = small.build("dev two")
        process.send_signal(signal.SIGHUP)
        _until(lambda: second in running.ask("GET", "/readyz").body.decode())
        assert running.ask("POST", "/v1/annotate", {"text": "buttock pain"}).status == 200
    finally:
        process.terminate()
    assert process.wait(timeout=60) == 0
