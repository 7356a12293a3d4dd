"""Clients that keep asking while something is done to the service, and what they met."""

import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

COMMENT = "SELECT ?c { <urn:snapshot> <http://www.w3.org/2000/01/rdf-schema#comment> ?c }"
QUERY = "/sparql?" + urllib.parse.urlencode({"query": COMMENT})
PRESENTATION = json.dumps({"findings": [{"concept": "buttock pain"}]})


@dataclass
class Met:
    """What the clients met: answers with their snapshots, and failures."""

    digests: list[tuple[str, str]] = field(default_factory=list)
    """Snapshot by the header, and by the body: its digest, or the comment that is in its graph."""
    failures: list[str] = field(default_factory=list)
    """What was not a 200, and broken connections."""


class Load:
    """Clients with connections that they keep, each asking one thing after the other."""

    def __init__(self, port: int, clients: int = 4) -> None:
        self.met = Met()
        self._port, self._stop = port, threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until ``condition`` holds."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.met.failures[-5:]
            time.sleep(0.02)

    def more(self, count: int) -> None:
        """Wait for ``count`` further answers."""
        wanted = len(self.met.digests) + count
        self.until(lambda: len(self.met.digests) >= wanted)

    def _ask(self) -> None:
        connection = self._connect()
        turn = 0
        while not self._stop.is_set():
            turn += 1
            try:
                self._once(connection, turn % 2 == 0)
            except (OSError, http.client.HTTPException) as error:
                self.met.failures.append(repr(error))
                connection.close()
                connection = self._connect()
                time.sleep(0.02)
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)

    def _once(self, connection: http.client.HTTPConnection, asks_query: bool) -> None:
        if asks_query:
            connection.request("GET", QUERY)
        else:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/v1/differential", PRESENTATION, headers)
        reply = connection.getresponse()
        body = reply.read()
        if reply.status != 200:
            self.met.failures.append(f"{reply.status} {body[:200]!r}")
            return
        said = json.loads(body)
        inside = _comment(said) if asks_query else said["snapshot"]["digest"]
        self.met.digests.append((reply.headers["Gluteal-Snapshot"], inside))


def _comment(results: dict[str, Any]) -> str:
    rows = results["results"]["bindings"]
    return rows[0]["c"]["value"] if rows else ""
