"""Servers under measurement: started on a free port, asked over one connection, their processor
time counted over the whole family of processes."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
ANSWER_SECONDS = 600.0
"""How long an answer may take: the slowest peer computes for half a minute when alone."""


@dataclass(frozen=True)
class Call:
    """One request, and the status that it must be answered with."""

    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class Server:
    """A running server: its processes, and a client with one connection that is kept open."""

    def __init__(self, child: subprocess.Popen[bytes], port: int, ready_after: float) -> None:
        """Watch ``child``, which answers on ``port`` since ``ready_after`` seconds."""
        self.process, self.port = psutil.Process(child.pid), port
        self.ready_after = ready_after
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)

    def ask(self, call: Call) -> bytes:
        """Return the body of the answer; it is an error when the status is another one."""
        method = "GET" if call.body is None else "POST"
        try:
            self._connection.request(method, call.path, call.body, dict(call.headers))
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # Some servers close what was idle for a while; the next request opens it anew.
            self._connection.close()
            self._connection.request(method, call.path, call.body, dict(call.headers))
            answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != call.status:
            raise RuntimeError(f"{call.path[:80]}: {answer.status} {body[:300]!r}")
        return body

    def etag(self, call: Call) -> str:
        """Return the entity tag of the answer."""
        self._connection.request("GET", call.path, headers=dict(call.headers))
        answer = self._connection.getresponse()
        answer.read()
        return answer.headers["ETag"]

    def family(self) -> list[psutil.Process]:
        """Return the process and all that it started."""
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Return the processor time that the family has spent so far."""
        return family_cpu_seconds(self.process)

    def cpu_per_call(self, call: Call, times: int) -> float:
        """Return the milliseconds of processor time that one of ``times`` equal calls cost."""
        before = self.cpu_seconds()
        for _ in range(times):
            self.ask(call)
        return (self.cpu_seconds() - before) / times * 1000


def family_cpu_seconds(process: psutil.Process) -> float:
    """Return the processor time that a process and all that it started have spent so far."""
    own = process.cpu_times()
    spent = own.children_user + own.children_system
    return spent + sum(map(_cpu_seconds, (process, *process.children(recursive=True))))


def _cpu_seconds(process: psutil.Process) -> float:
    if sys.platform == "linux":
        # The clock of another process (clock_getcpuclockid): nanoseconds, not hundredths.
        return time.clock_gettime(~process.pid << 3 | 2)
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    ready: Call,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run ``command``, which listens on ``port``, until the context ends."""
    started = time.perf_counter()
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    with subprocess.Popen(
        command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        try:
            _wait(child, port, ready)
            yield Server(child, port, time.perf_counter() - started)
        finally:
            child.terminate()
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()


def _wait(child: subprocess.Popen[bytes], port: int, ready: Call) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError(f"the server ended with {child.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", ready.path, headers=dict(ready.headers))
            if connection.getresponse().status == ready.status:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.01)
    raise RuntimeError(f"the server was not ready within {START_SECONDS:.0f} s")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def gluteal(state: Path, **settings: str) -> Iterator[Server]:
    """Run this service over the snapshot in ``state``."""
    port = free_port()
    command = [sys.executable, "-m", "kg", "serve", "--port", str(port)]
    environment = {"GLUTEAL_STATE": str(state), **settings}
    with running(command, port, Call("/readyz"), environment) as server:
        yield server


def beside_python(name: str) -> str:
    """Return the program ``name`` of the environment that runs this."""
    return str(Path(sys.executable).with_name(name))


@contextmanager
def oxigraph(dataset: Path, folder: Path) -> Iterator[Server]:
    """Run ``oxigraph serve`` over a store in ``folder`` that holds the N-Quads ``dataset``."""
    program, port = beside_python("oxigraph"), free_port()
    subprocess.run(
        [program, "load", "--location", str(folder), "--file", str(dataset)],
        check=True, capture_output=True,
    )
    command = [program, "serve-read-only", "--location", str(folder), "--bind",
               f"127.0.0.1:{port}", "--union-default-graph"]
    with running(command, port, Call("/query?query=ASK%7B%7D")) as server:
        yield server


@contextmanager
def rdflib_endpoint(dataset: Path) -> Iterator[Server]:
    """Run ``rdflib-endpoint serve`` over the N-Quads ``dataset``."""
    program, port = beside_python("rdflib-endpoint"), free_port()
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(dataset)]
    with running(command, port, Call("/?query=ASK%7B%7D")) as server:
        yield server
