"""The other store fails, lies or is slow: whole answers or an error, and always in time."""

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import create_app
from kg.errors import (
    AnswerTooLarge,
    QueryMalformed,
    QueryOverloaded,
    QueryTimeout,
    SettingError,
    StoreDiffers,
    StoreFailed,
    StoreUnavailable,
)
from kg.query import endpoint as module
from kg.query import formats
from kg.query.endpoint import EndpointStore
from kg.query.identity import IDENTITY
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.load import Snapshot
from tests.api.standins import service
from tests.store.conftest import publish
from tests.store.servers import Oxigraph, answering, oxigraph

DEADLINE = 0.6
Answering = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLUTEAL_STORE_CHECK_SECONDS", "0.001")


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLUTEAL_QUERY_DEADLINE_SECONDS", str(DEADLINE))


def _client(store: EndpointStore, snapshot: Snapshot) -> FlaskClient:
    return create_app(replace(service(store), snapshot=snapshot)).test_client()


def _ask(client: FlaskClient, number: int = 0) -> Any:
    return client.get(f"/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20{number}%20%7D")


def test_an_endpoint_that_dies_is_a_503_and_one_that_comes_back_answers(snapshot, tmp_path):
    with oxigraph(tmp_path / "store") as server:
        publish(server.url, snapshot)
        client = _client(EndpointStore(server.url, snapshot.manifest), snapshot)
        assert (client.get("/readyz").status_code, _ask(client).status_code) == (200, 200)
        server.stop()
        ready, answer = client.get("/readyz"), _ask(client, 1)
        assert (ready.status_code, ready.json["type"]) == (503, "not-ready")
        assert "reached" in ready.json["detail"]
        assert (answer.status_code, answer.json["type"]) == (503, "store-unavailable")
        assert answer.headers["Retry-After"] == "1"
        assert client.get("/v1/version").status_code == 200, "the rest goes on"
        server.start()
        assert (client.get("/readyz").status_code, _ask(client, 2).status_code) == (200, 200)


@pytest.mark.parametrize(("change", "said"), [
    (f"DROP GRAPH <{IDENTITY}>", "no snapshot"),
    (f"DELETE WHERE {{ GRAPH <{IDENTITY}> {{ ?s <http://purl.org/dc/terms/identifier> ?d }} }} ; "
     f"INSERT DATA {{ GRAPH <{IDENTITY}> {{ <https://w3id.org/gluteal/snapshot> "
     f"<http://purl.org/dc/terms/identifier> 'sha256:other' }} }}", "sha256:other"),
    (f"INSERT DATA {{ GRAPH <{GRAPHS['evidence']}> {{ <a:a> <a:b> <a:c> }} }}", "part"),
    (f"CLEAR GRAPH <{GRAPHS['mappings']}>", "part"),
])
def test_another_snapshot_is_refused_and_named(
    server: Oxigraph, snapshot: Snapshot, change: str, said: str
):
    client = _client(EndpointStore(server.url, snapshot.manifest), snapshot)
    server.update(change)
    try:
        ready, answer = client.get("/readyz"), _ask(client)
        assert (ready.status_code, answer.status_code) == (503, 503)
        assert answer.json["type"] == "store-differs"
        assert said in answer.json["detail"]
        assert said in ready.json["detail"]
    finally:
        publish(server.url, snapshot)
    assert client.get("/readyz").status_code == 200


def test_a_change_is_noticed_while_it_serves(server: Oxigraph, endpoint: EndpointStore, snapshot):
    endpoint.run("ASK {}")
    server.update(f"DROP GRAPH <{IDENTITY}>")
    try:
        with pytest.raises(StoreDiffers):
            endpoint.run("ASK {}")
    finally:
        publish(server.url, snapshot)
    endpoint.run("ASK {}")


def test_a_store_is_not_asked_who_it_is_for_every_query(
    snapshot, server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_STORE_CHECK_SECONDS", "60")
    seen: list[bytes] = []

    def forward(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.body)
        _reply(handler, b'{"head":{},"boolean":true}', formats.JSON)

    with answering(forward) as url:
        store = EndpointStore(server.url, snapshot.manifest)
        store.run("ASK {}")
        store._url = url
        for _ in range(5):
            store.run("ASK {}")
    assert len(seen) == 5


# --- servers that misbehave ---


def _reply(handler: BaseHTTPRequestHandler, body: bytes, media_type: str, status: int = 200,
           **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def _store(url: str, snapshot: Snapshot) -> EndpointStore:
    """A store that was found to be the right one a moment ago."""
    store = EndpointStore(url, snapshot.manifest)
    store._trusted_until = time.monotonic() + 60
    return store


def _silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(DEADLINE * 3)


def _dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", formats.JSON)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(60):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(DEADLINE / 20)


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize("slow", [_silent, _dripping])
def test_a_slow_endpoint_meets_the_deadline(snapshot, slow: Answering):
    with answering(slow) as url:
        started = time.monotonic()
        with pytest.raises(QueryTimeout):
            _store(url, snapshot).run("ASK {}")
        assert time.monotonic() - started < DEADLINE + 1.0


def test_a_client_may_lower_the_deadline(snapshot):
    with answering(_silent) as url:
        started = time.monotonic()
        with pytest.raises(QueryTimeout):
            _store(url, snapshot).run("ASK {}", timeout=0.1)
        assert time.monotonic() - started < 1.0


def test_bar_14_an_answer_over_the_limit_is_refused_and_not_read_to_its_end(
    snapshot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_QUERY_ANSWER_BYTES", "100000")
    written: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", formats.JSON)
        handler.send_header("Content-Length", str(2**40))
        handler.end_headers()
        with contextlib.suppress(OSError):
            while True:
                written.append(handler.wfile.write(b" " * 65536))

    with answering(endless) as url, pytest.raises(AnswerTooLarge):
        _store(url, snapshot).run("ASK {}")
    assert sum(written) < 2**28


@pytest.mark.parametrize(("status", "error"), [
    (400, QueryMalformed), (401, StoreFailed), (403, StoreFailed), (404, StoreFailed),
    (408, QueryTimeout), (429, StoreUnavailable), (500, StoreFailed), (503, StoreUnavailable),
    (504, QueryTimeout),
])
def test_each_refusal_of_the_endpoint_has_its_meaning(snapshot, status: int, error):
    with answering(lambda h: _reply(h, b"secret", "text/plain", status)) as url:
        with pytest.raises(error) as raised:
            _store(url, snapshot).run("ASK {}")
        assert "secret" not in str(raised.value)


def test_a_redirect_is_not_followed(snapshot):
    asked: list[str] = []

    def there(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        _reply(handler, b'{"head":{},"boolean":true}', formats.JSON)

    with answering(there) as elsewhere, answering(
        lambda h: _reply(h, b"", "text/plain", 307, Location=elsewhere)
    ) as url, pytest.raises(StoreFailed):
        _store(url, snapshot).run("ASK {}")
    assert asked == []


@pytest.mark.parametrize("answer", [
    lambda h: _reply(h, b"<html>", "text/html"),
    lambda h: _reply(h, b"\x1f\x8b", formats.JSON, Content_Encoding="gzip"),
])
def test_what_was_not_asked_for_is_no_answer(snapshot, answer: Answering):
    with answering(answer) as url, pytest.raises(StoreFailed):
        _store(url, snapshot).run("ASK {}")


def test_an_answer_that_ends_early_is_none(snapshot):
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", formats.JSON)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"head":{}')
        handler.close_connection = True

    with answering(cut) as url, pytest.raises(StoreUnavailable):
        _store(url, snapshot).run("ASK {}")


def test_a_502_tells_a_client_that_the_store_is_at_fault(snapshot):
    with answering(lambda h: _reply(h, b"?", "text/plain", 500)) as url:
        answer = _ask(_client(_store(url, snapshot), snapshot))
    assert (answer.status_code, answer.json["type"]) == (502, "store-failed")


def test_only_so_many_wait_for_the_endpoint(snapshot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_QUERY_SLOTS", "1")
    inner: list[Exception] = []

    def asks_again(handler: BaseHTTPRequestHandler) -> None:
        try:
            store.run("ASK {}")
        except QueryOverloaded as error:
            inner.append(error)
        _reply(handler, b'{"head":{},"boolean":true}', formats.JSON)

    with answering(asks_again) as url:
        store = _store(url, snapshot)
        store.run("ASK {}")
    assert len(inner) == 1


def test_credentials_are_sent_and_never_shown(snapshot):
    seen: list[str] = []

    def remember(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Authorization"])
        _reply(handler, b"", "text/plain", 401)

    with answering(remember) as url:
        store = EndpointStore(url, snapshot.manifest, "nurse", "s3cret")
        with pytest.raises(StoreFailed) as raised:
            store.run("ASK {}")
    assert seen == ["Basic bnVyc2U6czNjcmV0"]
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("url", ["", "host:7878", "ftp://host/", "http://u:p@host/query",
                                 "http:///query"])
def test_an_address_that_cannot_be_used_is_told_at_the_start(url: str, snapshot):
    with pytest.raises(SettingError):
        EndpointStore(url, snapshot.manifest)


def test_connections_are_kept_open(snapshot):
    peers: set[Any] = set()

    def remember(handler: BaseHTTPRequestHandler) -> None:
        peers.add(handler.client_address)
        _reply(handler, b'{"head":{},"boolean":true}', formats.JSON)

    with answering(remember) as url:
        store = _store(url, snapshot)
        for _ in range(5):
            store.run("ASK {}")
        store._web.close()
    assert len(peers) == 1



def test_the_dataset_is_spelled_out(snapshot):
    seen: list[bytes] = []

    def remember(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.body)
        _reply(handler, json.dumps({"boolean": True}).encode(), formats.JSON)

    with answering(remember) as url:
        _store(url, snapshot).run("ASK {}")
    assert seen[0].count(b"default-graph-uri=") == seen[0].count(b"named-graph-uri=") == len(GRAPHS)
    assert module.GRAPHS is GRAPHS
