"""Answers that are kept change nothing that a client can see, except how soon they come."""

import json
import logging
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import create_app
from api.config import Config
from api.serving.cache import CHOOSING, UNUSUAL, Answers, Kept
from kg.errors import QueryTimeout
from tests.api.standins import DIGEST, RoteQueries, service

OTHER = "sha256:" + "0b" * 32
PATHS = ["/", "/docs", "/v1/version", "/v1/search?q=a", "/v1/search?q=b", "/v1/search?q=a&q=b",
         "/v1/muscles/piriformis", "/v1/muscles/pyriformis", "/v1/conditions", "/v1/nowhere",
         "/sparql", "/sparql?query=ASK%20%7B%7D", "/sparql?query=SELECT%20nonsense",
         "/v1/queries/regions?region=buttock", "/livez", "/static/gluteal.css", "/openapi.json",
         "/v1/differential"]
ACCEPTS = [None, "", "*/*", "application/json", "text/html", "text/turtle", "image/png",
           "text/turtle;q=0.1, */*"]
FIELDS = {
    "method": st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "POST"]),
    "path": st.sampled_from(PATHS),
    "accept": st.sampled_from(ACCEPTS),
    "coding": st.sampled_from([None, "gzip", "identity;q=0, *;q=0"]),
    "host": st.sampled_from(["localhost", "localhost:8080", "evil.example"]),
    "origin": st.sampled_from([None, "https://clinic.example"]),
    "held": st.sampled_from([None, None, "last", "weak", "list", "star", "other"]),
    "unusual": st.sampled_from([None, None, None, "Range", "If-Modified-Since", "If-Match"]),
    "snapshot": st.integers(0, 1),
}


@st.composite
def sequences(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw requests of which each differs a little from one before, and some not at all."""
    drawn = [{"method": "GET", "path": draw(FIELDS["path"]), "accept": None, "coding": None,
              "host": "localhost", "origin": None, "held": None, "unusual": None, "snapshot": 0}]
    for _ in range(draw(st.integers(3, 25))):
        changed = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=2, unique=True))
        former = drawn[draw(st.integers(0, len(drawn) - 1))]
        drawn.append(former | {name: draw(FIELDS[name]) for name in changed})
    return drawn


@dataclass
class Counted(RoteQueries):
    """Remembers what it was asked."""

    asked: list[Any] = field(default_factory=list)

    def run(self, query: Any, **options: Any) -> Any:
        """Answer by rote."""
        self.asked.append(query)
        return super().run(query, **options)


def _services() -> list[Any]:
    one = service(Counted())
    manifest = SimpleNamespace(version="0.0.2", digest=OTHER, counts={"entities": 5})
    snapshot = SimpleNamespace(manifest=manifest, knowledge=one.snapshot.knowledge,
                               taxonomy=one.snapshot.taxonomy)
    return [one, replace(one, snapshot=snapshot)]


def _ask(app: Flask, asked: dict[str, Any], tag: str) -> tuple[Any, ...]:
    held = {"last": tag, "weak": f"W/{tag.removeprefix('W/')}", "list": f'"x", {tag}', "star": "*",
            "other": '"other"'}.get(asked["held"])
    headers = {"Accept": asked["accept"], "Accept-Encoding": asked["coding"],
               "Host": asked["host"], "Origin": asked["origin"], "If-None-Match": held}
    if asked["unusual"]:
        value = {"Range": "bytes=0-3", "If-Match": '"x"'}.get(
            asked["unusual"], "Sun, 22 Nov 2026 10:00:00 GMT")
        headers[asked["unusual"]] = value
    client = app.test_client()
    sent = {name: value for name, value in headers.items() if value is not None}
    with client.open(asked["path"], method=asked["method"], headers=sent) as answer:
        body = answer.data
        if answer.mimetype == "application/problem+json" and body:
            body = {**json.loads(body), "instance": ""}
        elif answer.status_code >= 400:
            body = re.sub(rb"urn:uuid:[0-9a-f-]+", b"", body)
        seen = sorted((n, v) for n, v in answer.headers if n not in ("Date", "Content-Length"))
        # The length of a problem does not depend on its instance; every other one is compared.
        return answer.status, seen, answer.headers.get("Content-Length"), body


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(sequence=sequences())
def test_bar_45_any_sequence_of_reads_is_answered_as_without_the_cache(sequence):
    services = _services()
    config = Config(Path(), Path(), cors_origins=("https://clinic.example",))
    with_cache, without = (create_app(services[0], config, compress=True) for _ in range(2))
    without.wsgi_app = without.wsgi_app._next
    tags: dict[Any, str] = {}
    for asked in sequence:
        for app in (with_cache, without):
            app.extensions["gluteal"] = services[asked["snapshot"]]
        place = asked["path"], asked["accept"]
        one, other = (_ask(app, asked, tags.get(place, '"none"')) for app in (with_cache, without))
        assert one == other, asked
        tags[place] = dict(other[1]).get("ETag", '"none"')


def test_a_repeated_query_is_not_run_again():
    queries = Counted()
    client = create_app(service(queries)).test_client()
    first = client.get("/sparql?query=ASK%20%7B%7D")
    tag = first.headers["ETag"]
    assert client.get("/sparql?query=ASK%20%7B%7D").data == first.data
    assert client.head("/sparql?query=ASK%20%7B%7D").headers["ETag"] == tag
    held = client.get("/sparql?query=ASK%20%7B%7D", headers={"If-None-Match": tag})
    assert (held.status_code, held.data) == (304, b"")
    assert len(queries.asked) == 1


def test_a_client_that_always_revalidates_fills_the_cache():
    queries = Counted()
    client = create_app(service(queries)).test_client()
    for _ in range(3):
        client.get("/sparql?query=ASK%20%7B%7D", headers={"If-None-Match": '"old"'})
    assert len(queries.asked) == 1


def test_another_snapshot_forgets_what_was_kept():
    app, services = create_app(service()), _services()
    app.extensions["gluteal"] = services[0]
    assert app.test_client().get("/v1/version").json["snapshot"]["digest"] == DIGEST
    app.extensions["gluteal"] = services[1]
    assert app.test_client().get("/v1/version").json["snapshot"]["digest"] == OTHER


@pytest.mark.parametrize(("method", "path"), [
    ("POST", "/sparql"), ("POST", "/v1/annotate"), ("GET", "/livez"), ("GET", "/metrics"),
    ("GET", "/v1/nowhere"), ("GET", "/v1/muscles/pyriformis"), ("GET", "/static/gluteal.css"),
    ("HEAD", "/v1/version"), ("OPTIONS", "/v1/version"),
])
def test_bodies_refusals_and_answers_of_the_moment_are_not_kept(method: str, path: str):
    app = create_app(service())
    body = {"json": {"text": "a note"}} if path == "/v1/annotate" else {
        "data": "ASK {}", "content_type": "application/sparql-query"} if method == "POST" else {}
    with app.test_client().open(path, method=method, **body):
        assert app.wsgi_app.answers.size == 0


def test_a_failure_is_not_kept():
    queries = RoteQueries(QueryTimeout("late"))
    client = create_app(service(queries)).test_client()
    assert client.get("/sparql?query=ASK%20%7B%7D").status_code == 503
    queries.error = None
    assert client.get("/sparql?query=ASK%20%7B%7D").status_code == 200


def test_what_must_not_be_stored_is_not_kept():
    app = create_app(service())

    @app.get("/moment")
    def _moment() -> Response:
        answer = Response("now")
        answer.headers["Cache-Control"] = "no-store"
        answer.set_etag("x")
        return answer

    assert app.test_client().get("/moment").status_code == 200
    assert app.wsgi_app.answers.size == 0


def test_what_is_kept_stays_within_its_bound(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_CACHE_BYTES", "50000")
    monkeypatch.setenv("GLUTEAL_CACHE_ANSWER_BYTES", "20000")
    answers = Answers()
    answers.get("one", ("",))
    for number in range(200):
        answers.put("one", (str(number),), Kept("/", (), b"x" * (number * 200), '"t"'))
        assert answers.size <= 50000
    kept = [n for n in range(200) if answers.get("one", (str(n),))]
    assert kept == [88, 89], "the last that are small enough, as many as fit together"
    answers.put("another", ("late",), Kept("/", (), b"", '"t"'))
    assert answers.get("one", ("late",)) is None, "it came from a snapshot that is gone"


def test_a_repeated_answer_is_counted_and_logged(caplog: pytest.LogCaptureFixture):
    client = create_app(service()).test_client()
    with caplog.at_level(logging.INFO, "gluteal.access"):
        for _ in range(2):
            client.get("/v1/search?q=secret")
    first, again = (json.loads(record.getMessage()) for record in caplog.records)
    assert first["request"] != again["request"]
    moving = ("time", "request", "ms")
    assert [{k: v for k, v in line.items() if k not in moving} for line in (first, again)] == \
        [{k: v for k, v in first.items() if k not in moving}] * 2
    assert "secret" not in caplog.text
    lines = client.get("/metrics").text.splitlines()
    assert 'gluteal_requests_total{route="/v1/search",method="GET",status="200"} 2' in lines


def test_every_header_that_the_service_reads_is_part_of_the_key(root: Path):
    """A header that a new route reads must choose the kept answer, or keep it from being given."""
    read = set()
    for path in (root / "api").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r'headers(?:\.get\(|\[)"([A-Za-z-]+)"', text))
        read |= set(re.findall(r'"([A-Z][A-Za-z-]+)" in request\.headers', text))
    given = {"Allow", "Cache-Control", "Gluteal-Snapshot", "ETag", "Vary", "Retry-After",
             "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Content-Encoding",
             "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Accept-Ranges",
             "Access-Control-Max-Age", "Content-Disposition", "Content-Language", "Link",
             "Location", "Content-Security-Policy", "Cross-Origin-Resource-Policy"}
    elsewhere = {"Access-Control-Request-Method": "of OPTIONS only",
                 "X-Forwarded-For": "chooses the client and never the answer",
                 "Forwarded": "as X-Forwarded-For",
                 "Sec-Fetch-Mode": "chooses the form of problems, which are never kept"}
    known = {name.removeprefix("HTTP_").replace("_", "-").title() for name in (*CHOOSING, *UNUSUAL)}
    assert {name.title() for name in read - given - set(elsewhere)} <= known
