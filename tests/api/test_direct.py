"""Plain queries by GET are answered before Flask, and nobody can tell, except by how soon."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import create_app
from api.config import Config
from api.serving.places import aside
from kg.errors import QueryCrashed, QueryMemory, QueryTimeout
from kg.query.admission import Admitted
from kg.query.client import Answer
from tests.api.standins import DIGEST, RoteQueries, service

ASK = "/sparql?query=ASK%20%7B%7D"
QUERIES = ["ASK {}", "ask { } # 5000", "SELECT * {} # ü+&=%", "CONSTRUCT {} WHERE {} # 900",
           "DESCRIBE <x:y> # 2000", "SELECT (NOW() AS ?t) {}", "nonsense", "DROP ALL",
           "ASK { SERVICE <x:y> {} }",
           "ASK FROM <https://nowhere.example/> {}", "", "ASK {" * 200, " "]
FRAMES = ["?query={}", "?query={}&timeout=1", "?query={}&", "?&query={}", "?query={}&query={}",
          "?query={}%FF", "?update={}", "?q={}",
          "?query={}&default-graph-uri=https://nowhere.example/"]
HEADERS = {
    "Accept": [None, "", "*/*", "text/csv", "application/sparql-results+xml;q=0.2, text/*;q=0.1",
               "text/turtle", "image/png", "text/html", "application/json"],
    "Accept-Encoding": [None, "gzip", "zstd, gzip;q=0.5", "identity", "identity;q=0", "*;q=0"],
    "Host": ["localhost", "LOCALHOST:8080", "evil.example", "localhost, evil.example"],
    "Origin": [None, "https://clinic.example", "https://evil.example"],
    "Range": [None, None, "bytes=0-3"],
    "Transfer-Encoding": [None, None, "gzip"],
    "X-Forwarded-For": [None, "192.0.2.7", "no address"],
}
OTHERS = {
    "method": ["GET", "HEAD", "OPTIONS"], "path": ["/sparql", "/sparql/", "/sparql.json"],
    "frame": FRAMES, **HEADERS,
    "error": [None, QueryTimeout("late"), QueryCrashed("gone"), QueryMemory("much"),
              RuntimeError("a fault of ours")],
}


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a query, and a request that differs from the plainest in two things at most."""
    plain = {name: values[0] for name, values in OTHERS.items()}
    changed = draw(st.lists(st.sampled_from(sorted(OTHERS)), max_size=2, unique=True))
    said = {"query": draw(st.sampled_from(QUERIES)),
            "quoted": draw(st.sampled_from([quote, quote_plus]))}
    return plain | said | {name: draw(st.sampled_from(OTHERS[name])) for name in changed}


@dataclass
class SizedQueries(RoteQueries):
    """Answers with the query itself, in the media type that is asked for, and with as many bytes
    more as its comment says."""

    def run(self, query: str | Admitted, *, accept: str = "", **options: Any) -> Answer:
        """Answer."""
        rote = super().run(query, **options)
        text = getattr(query, "text", "")
        more = int(last) if (last := text.rpartition(" ")[2]).isdecimal() else 0
        return replace(rote, media_type=accept, body=text.encode() + b"a" * more)


def _ask(app: Flask, asked: dict[str, Any], records: list[logging.LogRecord]) -> tuple[Any, ...]:
    path = asked["path"] + asked["frame"].replace("{}", asked["quoted"](asked["query"]))
    sent = {name: asked[name] for name in HEADERS if asked[name] is not None}
    records.clear()
    with app.test_client().open(path, method=asked["method"], headers=sent) as answer:
        body: Any = answer.data
        if answer.mimetype == "application/problem+json" and body:
            body = {**json.loads(body), "instance": ""}
        seen = sorted((n, v) for n, v in answer.headers if n != "Date")
        said = [json.loads(r.getMessage()) for r in records if r.name == "gluteal.access"]
        lines = [{k: v for k, v in s.items() if k not in ("time", "request", "ms")} for s in said]
        return answer.status, seen, body, lines


@settings(max_examples=120, suppress_health_check=list(HealthCheck), deadline=None)
@given(asked=requests(), origins=st.sampled_from([(), ("https://clinic.example",), ("*",)]))
def test_a_query_is_answered_as_flask_alone_would_answer_it(asked, origins, caplog):
    caplog.set_level(logging.INFO, "gluteal.access")
    config = Config(Path(), Path(), cors_origins=origins)
    direct, alone = (
        create_app(service(SizedQueries(asked["error"])), config, compress=True) for _ in range(2)
    )
    alone.wsgi_app._direct = alone.wsgi_app._next
    one, other = (_ask(app, asked, caplog.records) for app in (direct, alone))
    assert one == other
    counts = [[line for line in app.test_client().get("/metrics").text.splitlines()
               if "_total" in line or "_count" in line] for app in (direct, alone)]
    assert counts[0] == counts[1]


@contextmanager
def _refusing_flask(app: Flask) -> Iterator[list[str]]:
    """Note what gets past the direct way."""
    asked: list[str] = []

    def refuse(environ: Any, start: Any) -> list[bytes]:
        asked.append(environ["QUERY_STRING"])
        start("500 NO", [])
        return [b""]

    app.wsgi_app._direct._next = refuse
    yield asked


@pytest.mark.parametrize("query", ["ASK {}", "SELECT * {} # 5000", "CONSTRUCT {} WHERE {}"])
def test_a_plain_query_does_not_reach_flask(query: str):
    app = create_app(service(SizedQueries()), compress=True)
    with _refusing_flask(app) as passed:
        assert app.test_client().get(f"/sparql?query={quote(query)}").status_code == 200
    assert passed == []


def test_a_client_pays_for_what_its_queries_take(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_CLIENT_WORK_SECONDS", "0.000001")
    monkeypatch.setenv("GLUTEAL_CLIENT_WORK_RATE", "0.000001")
    client = create_app(service()).test_client()
    here = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}}
    assert client.get(ASK, **here).status_code == 200
    assert client.get(ASK + "%20", **here).status_code == 429
    other = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.2"}}
    assert client.get(ASK + "%20", **other).status_code == 200


def test_failures_give_their_places_back_and_tell_how_long_they_took(caplog, monkeypatch):
    caplog.set_level(logging.INFO, "gluteal.access")
    monkeypatch.setenv("GLUTEAL_WEB_WORKING", "2")

    class Late(RoteQueries):
        def run(self, query: str | Admitted, **options: Any) -> Answer:
            time.sleep(0.02)
            return super().run(query, **options)

    queries = Late(QueryTimeout("late"))
    client = create_app(service(queries)).test_client()
    statuses = [client.get(ASK).status_code for _ in range(5)]
    assert all(json.loads(record.getMessage())["ms"] >= 20 for record in caplog.records)
    queries.error = None
    assert (statuses, client.get(ASK).status_code) == ([503] * 5, 200)


def test_a_query_that_waits_leaves_its_place_to_others(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_WEB_WORKING", "1")
    free = []

    class Waiting(RoteQueries):
        def run(self, query: str | Admitted, **options: Any) -> Answer:
            with aside():
                free.append(places.enter(may_wait=False))
                places.leave()
            return super().run(query, **options)

    app = create_app(service(Waiting()))
    places = app.extensions["gluteal-places"]
    with _refusing_flask(app):
        assert app.test_client().get(ASK).status_code == 200
    assert free == [True]
    assert places.enter(may_wait=False), "it is given back in the end"


def test_an_answer_names_the_snapshot_that_it_came_from_and_is_not_kept_under_another():
    class Reloading(RoteQueries):
        def run(self, query: str | Admitted, **options: Any) -> Answer:
            app.extensions["gluteal"] = replace(app.extensions["gluteal"], snapshot=later)
            return super().run(query, **options)

    app = create_app(service(Reloading()))
    now = app.extensions["gluteal"].snapshot
    manifest = SimpleNamespace(version="0.0.2", digest="sha256:" + "0b" * 32, counts={})
    later = SimpleNamespace(manifest=manifest, knowledge=now.knowledge, taxonomy=now.taxonomy)
    answers = [app.test_client().get(ASK).headers["Gluteal-Snapshot"] for _ in range(2)]
    assert answers == [DIGEST, manifest.digest]
