"""Refusals that are given before Flask is reached are those that the application gives."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api import create_app
from api.config import Config
from kg.limits import limit
from tests.api.standins import service

FULL, USED_UP = "full", "used up"
PATHS = ["/v1/differential", "/sparql", "/sparql?query=ASK%7B%7D", "/", "/v1/conditions/pain",
         "/v1/conditions", "/nowhere", "/v2/search", "/static/x.css", "/v1/search?q=%FF", "//",
         "/v1/muscles/" + "m" * 300]
ASKED = {
    "method": st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "BREW"]),
    "path": st.sampled_from(PATHS),
    "Host": st.sampled_from(["localhost", "evil.example"]),
    "Accept": st.sampled_from(["*/*", "application/json", "image/png"]),
    "Accept-Encoding": st.sampled_from(["", "gzip", "identity;q=0"]),
    "Origin": st.sampled_from(["", "https://clinic.example", "https://evil.example"]),
}
PLAIN = {"method": "POST", "path": "/v1/differential", "Host": "localhost", "Accept": "*/*",
         "Accept-Encoding": "gzip", "Origin": ""}
FAR = {"REMOTE_ADDR": "192.0.2.7"}


def _app(why: str, monkeypatch: pytest.MonkeyPatch, origins: tuple[str, ...] = ()) -> Flask:
    """Return an application that refuses everything."""
    monkeypatch.setenv("GLUTEAL_REFUSAL_SECONDS", "0.000001")
    monkeypatch.setenv("GLUTEAL_WEB_WAITING_SECONDS", "0.000001")
    app = create_app(service(), Config(Path(), Path(), cors_origins=origins), compress=True)
    door = app.wsgi_app._next
    if why == FULL:
        for _ in range(int(limit("web_working"))):
            assert door._places.enter()
    else:
        door._clients._clock = lambda: 1000.0
        door._clients.charge("192.0.2.7", 1000, failed=False)
    return app


def _ask(app: Flask, asked: dict[str, str], records: list[logging.LogRecord]) -> tuple[Any, ...]:
    records.clear()
    headers = {k: v for k, v in asked.items() if k[0].isupper() and v}
    with app.test_client().open(
        asked["path"], method=asked["method"], headers=headers, environ_overrides=FAR,
        data=b"{}" if asked["method"] == "POST" else None,
    ) as answer:
        lines = [json.loads(r.getMessage()) for r in records if r.name == "gluteal.access"]
        body = json.loads(answer.data) if answer.data else {}
        assert not body or body["instance"] == f"urn:uuid:{lines[0]['request']}"
        said = [{k: v for k, v in s.items() if k not in ("time", "request", "ms")} for s in lines]
        headers = sorted((n, v) for n, v in answer.headers if n != "Date")
        return answer.status, headers, body | {"instance": ""}, said


def _counters(app: Flask) -> list[tuple[str, float]]:
    return sorted(
        (k, v) for k, v in app.extensions["gluteal-board"].series().items()
        if "_total" in k or "_count" in k
    )


@st.composite
def neighbors(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw two requests that differ in one thing at most."""
    first = draw(st.fixed_dictionaries(ASKED))
    changed = draw(st.sampled_from(sorted(ASKED)))
    return [first, first | {changed: draw(ASKED[changed])}]


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(pair=neighbors(), why=st.sampled_from([FULL, USED_UP]),
       origins=st.sampled_from([(), ("https://clinic.example",), ("*",)]))
@example(pair=[PLAIN, PLAIN | {"Origin": "https://clinic.example"}], why=FULL,
         origins=("https://clinic.example",))
@example(pair=[PLAIN, PLAIN | {"path": "/v1/conditions"}], why=USED_UP, origins=())
@example(pair=[PLAIN, PLAIN | {"method": "GET"}], why=FULL, origins=())
def test_bar_76_a_refusal_said_again_is_the_one_of_the_application(pair, why, origins, caplog):
    caplog.set_level(logging.INFO, "gluteal.access")
    with pytest.MonkeyPatch.context() as monkeypatch:
        again, alone = (_app(why, monkeypatch, origins) for _ in range(2))
        for asked in (*pair, *pair):
            one = _ask(again, asked, caplog.records)
            alone.wsgi_app._next._said.clear()
            other = _ask(alone, asked, caplog.records)
            assert one == other
    assert one[0][:3] == ("503" if why == FULL else "429")
    assert _counters(again) == _counters(alone)


def test_bar_76_a_refusal_said_again_does_not_reach_flask(monkeypatch: pytest.MonkeyPatch):
    app = _app(FULL, monkeypatch)
    client = app.test_client()
    first = client.post("/v1/differential", json={})
    app.wsgi_app._next._next = None
    second, third = (client.post("/v1/differential", json={}) for _ in range(2))
    assert first.status == second.status == "503 SERVICE UNAVAILABLE"
    assert len({answer.json["instance"] for answer in (first, second, third)}) == 3


def test_a_browser_is_refused_in_a_page_whatever_was_said_before(monkeypatch: pytest.MonkeyPatch):
    client = _app(FULL, monkeypatch).test_client()
    for accept, media_type in [("*/*", "application/problem+json"), ("text/html", "text/html")] * 2:
        answer = client.get("/v1/search?q=a", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (503, media_type)


def test_bar_80_who_watches_the_service_is_answered_when_it_is_full(
    monkeypatch: pytest.MonkeyPatch,
):
    client = _app(FULL, monkeypatch).test_client()
    assert client.get("/v1/search?q=a").status_code == 503
    assert client.get("/livez").status_code == 200


def test_refusals_that_are_kept_are_few_whatever_addresses_are_made_up(
    monkeypatch: pytest.MonkeyPatch,
):
    app = _app(FULL, monkeypatch)
    client = app.test_client()
    for number in range(600):
        assert client.get(f"/v1/{number}").status_code == 503
    assert 0 < len(app.wsgi_app._next._said) <= 256


def test_an_application_that_fails_before_it_begins_gives_the_place_back():
    app = create_app(service())
    door = app.wsgi_app._next

    def broken(environ: Any, start: Any) -> Any:
        raise RuntimeError

    door._next = broken
    with pytest.raises(RuntimeError):
        app.test_client().get("/v1/search?q=a")
    assert door._places.free == limit("web_working")
