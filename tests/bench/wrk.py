"""wrk, the load generator of Debian's package of that name, and what it met.

Its clients cost little of the processor that the service needs, unlike those of Python.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.servers import Call

_SCRIPT = """
local ffi = require("ffi")
ffi.cdef[[ typedef struct { long s; long ns; } span; int clock_gettime(int, span*); ]]
local span, threads, sent, turn = ffi.new("span"), {}, 0, 0
local function now() ffi.C.clock_gettime(1, span)
  return tonumber(span.s) * 1e3 + tonumber(span.ns) / 1e6 end
function setup(thread) table.insert(threads, thread) end
function init() fine, refused, failed = "", "", 0 end
function request()
  turn, sent = turn % #calls + 1, now()
  local call = calls[turn]
  return wrk.format(call[1], call[2], call[3], call[4])
end
function response(status)
  local spent = string.format("%.2f ", now() - sent)
  if status < 400 then fine = fine .. spent
  elseif status == 429 or status == 503 or status == 507 then refused = refused .. spent
  else failed = failed + 1 end
end
function done(summary)
  local e = summary.errors
  io.write("\\nMET ", summary.duration / 1e6, " ", e.connect + e.read + e.write + e.timeout, "\\n")
  for _, t in ipairs(threads) do
    io.write("FINE ", t:get("fine"), "\\nREFUSED ", t:get("refused"),
             "\\nFAILED ", t:get("failed"), "\\n")
  end
end
"""


@dataclass(frozen=True)
class Met:
    """Milliseconds of answers and of refusals, ascending, and what failed otherwise."""

    seconds: float
    fine: Sequence[float]
    refused: Sequence[float]
    failed: int
    broken: int

    @property
    def rate(self) -> float:
        """Answers that were no refusals, per second."""
        return len(self.fine) / self.seconds


def percentile(spent: Sequence[float], part: float) -> float:
    """Return the value below which ``part`` of the ascending ``spent`` lies; not a number if none.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    3.0
    """
    return spent[min(len(spent) - 1, int(len(spent) * part))] if spent else float("nan")


def _quoted(text: str) -> str:
    """Return ``text`` as Lua writes it: as JSON does, where it is ASCII."""
    return json.dumps(text)


def _calls(calls: Sequence[Call]) -> str:
    rows = []
    for call in calls:
        headers = ", ".join(f"[{_quoted(k)}]={_quoted(v)}" for k, v in call.headers.items())
        body = "nil" if call.body is None else _quoted(call.body.decode("ascii"))
        method = "GET" if call.body is None else "POST"
        rows.append(f'{{"{method}", {_quoted(call.path)}, {{{headers}}}, {body}}}')
    return f"calls = {{{', '.join(rows)}}}\n"


@contextmanager
def started(
    port: int, calls: Sequence[Call], connections: int, seconds: int
) -> Iterator["subprocess.Popen[str]"]:
    """Send ``calls`` in turns over ``connections``, for ``seconds`` or as long as this lasts.

    A thread each, so that the time of each answer is known.
    """
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("this measurement needs wrk (Debian's package of that name)")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "calls.lua"
        script.write_text(_calls(calls) + _SCRIPT)
        command = [program, f"-t{connections}", f"-c{connections}", f"-d{seconds}s",
                   "--timeout", "20s", "-s", str(script), f"http://127.0.0.1:{port}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            try:
                yield child
            finally:
                child.terminate()


def met(child: "subprocess.Popen[str]") -> Met:
    """Wait for the end and return what the clients met."""
    assert child.stdout is not None
    fine, refused, failed, seconds, broken = [], [], 0, 0.0, 0
    for line in child.stdout:
        kind, _, rest = line.partition(" ")
        if kind == "FINE":
            fine += map(float, rest.split())
        elif kind == "REFUSED":
            refused += map(float, rest.split())
        elif kind == "FAILED":
            failed += int(rest)
        elif kind == "MET":
            seconds, broken = float(rest.split()[0]), int(float(rest.split()[1]))
    return Met(seconds, sorted(fine), sorted(refused), failed, broken)


def load(port: int, calls: Sequence[Call], connections: int, seconds: int) -> Met:
    """Send ``calls`` in turns over ``connections`` for ``seconds``."""
    with started(port, calls, connections, seconds) as child:
        return met(child)
