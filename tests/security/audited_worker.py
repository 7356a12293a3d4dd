"""A program: run hostile queries in a worker under an audit hook, and print what it noticed.

    python -m tests.security.audited_worker SNAPSHOT [plant]

With ``plant`` the evaluation itself tries to open a file, a socket and a program, so that a test
can tell that the hook notices such things.
"""

import json
import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.query import worker
from kg.query.crew import Member, fork_member
from kg.query.evaluate import evaluate
from kg.query.protocol import ERROR, pack
from kg.query.zygote import load_store

WATCHED = ("open", "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
           "os.system", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "shutil.",
           "urllib.", "http.", "import", "ctypes.dlopen", "pty.spawn", "mmap.")
MARK = "audited: "
QUERIES = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://localhost/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://127.0.0.1:9/> } SERVICE ?e { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://127.0.0.1:9/x.ttl> { GRAPH ?g { ?s ?p ?o } }",
    "LOAD <file:///etc/passwd>", "LOAD <http://127.0.0.1:9/> INTO GRAPH <urn:g>",
    "INSERT DATA { <urn:a> <urn:b> 1 }", "CLEAR ALL",
    "SELECT (<http://example.org/f>(1) AS ?x) {}",
    "SELECT (<java:java.lang.Runtime>('id') AS ?x) {}",
    "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '^(a+)+$')) } LIMIT 5",
    "ASK { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 50", "DESCRIBE <urn:nothing>",
    "SELECT * {", "\0", "SELECT ('\\uD800' AS ?x) {}",
]


def _notice(event: str, _: tuple[Any, ...]) -> None:
    """Write the name of a watched event where the parent reads it, once files are renounced."""
    if event.startswith(WATCHED) and resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 4:
        os.write(2, f"{MARK}{event}\n".encode())


def _reaching_out(*arguments: Any) -> bytes:
    for attempt in (lambda: Path("/etc/passwd").read_bytes(), socket.socket,
                    lambda: subprocess.run(["true"], check=False)):
        with suppress(OSError):
            attempt()
    return evaluate(*arguments)


def _ask(member: Member, query: str) -> str:
    header = {"deadline": time.monotonic() + 60, "media_type": "application/n-triples"
              if query.startswith(("CONSTRUCT", "DESCRIBE")) else "application/sparql-results+json",
              "union": True, "default_graphs": [], "named_graphs": [], "bindings": {}}
    member.connection.sendall(pack(header, query.encode()))
    while (frame := member.incoming.feed(member.connection.recv(65536))) is None:
        pass
    return str(frame.fields["error"]) if frame.mark == ERROR else "answered"


def main(snapshot: str, *plant: str) -> None:
    """Run every query; print the outcomes and the events."""
    if plant:
        worker.evaluate = _reaching_out
    sys.addaudithook(_notice)
    member = fork_member(load_store(Path(snapshot)))
    outcomes = [_ask(member, query) for query in QUERIES]
    said = os.pread(member.diagnostics, 1 << 20, 0).decode(errors="replace")
    member.kill()
    events = [line.removeprefix(MARK) for line in said.splitlines() if line.startswith(MARK)]
    sys.stdout.write(json.dumps({"outcomes": outcomes, "events": events}))


if __name__ == "__main__":
    main(*sys.argv[1:])
