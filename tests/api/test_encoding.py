"""Compressed answers: right bytes, right headers, and a tag for each coding."""

import gzip
import sys

import pytest

from api import create_app
from kg.limits import limit
from kg.query.accept import coding
from tests.api.standins import service

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONG, SHORT = "/openapi.json", "/livez"
UNDO = {"gzip": gzip.decompress, "zstd": zstd.decompress, None: bytes}


@pytest.fixture(scope="module")
def client():
    """A client of an application that compresses, as the served one does."""
    return create_app(service(), compress=True).test_client()


@pytest.mark.parametrize(("header", "expected"), [
    (None, None), ("", None), ("identity", None), ("br", None), ("gzip", "gzip"),
    ("x-gzip", "gzip"), ("zstd", "zstd"), ("gzip, deflate, br, zstd", "zstd"), ("*", "zstd"),
    ("gzip;q=1.0, zstd;q=0.5", "gzip"), ("gzip;q=0, *", "zstd"), ("*;q=0, gzip", "gzip"),
    ("zstd;q=0, gzip;q=0", None), ("gzip;q=0.2, identity;q=0.5", None), ("GZIP", "gzip"),
    ("gzip;q=nonsense", None),
])
def test_the_coding_is_negotiated(client, header: str | None, expected: str | None):
    plain = client.get(LONG)
    answer = client.get(LONG, headers={} if header is None else {"Accept-Encoding": header})
    assert answer.headers.get("Content-Encoding") == expected
    assert UNDO[expected](answer.data) == plain.data
    assert answer.content_length == len(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_short_answer_is_left_alone_unless_the_client_takes_it_in_no_other_way(client):
    assert len(client.get(SHORT).data) < limit("compress_bytes")
    assert "Content-Encoding" not in client.get(SHORT, headers={"Accept-Encoding": "gzip"}).headers
    only = client.get(SHORT, headers={"Accept-Encoding": "gzip, identity;q=0"})
    assert only.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "br, identity;q=0"])
def test_a_client_that_takes_no_coding_is_told_so(client, header: str):
    answer = client.get(LONG, headers={"Accept-Encoding": header})
    assert (answer.status_code, answer.json["type"]) == (406, "not-acceptable")
    assert client.get("/nowhere", headers={"Accept-Encoding": header}).status_code == 404


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_bar_45_each_coding_has_a_tag_of_its_own(client, name: str):
    plain = client.get(LONG).headers["ETag"]
    asked = {"Accept-Encoding": name}
    tag = client.get(LONG, headers=asked).headers["ETag"]
    assert tag != plain
    again = client.get(LONG, headers=asked | {"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Encoding" not in again.headers
    assert client.get(LONG, headers=asked | {"If-None-Match": plain}).status_code == 200


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_bar_62_compressed_answers_are_the_same_bytes_each_time(client, name: str):
    first, second = (client.get(LONG, headers={"Accept-Encoding": name}) for _ in range(2))
    assert first.data == second.data
    if name == "gzip":
        assert first.data[4:8] == bytes(4)


def test_bar_38_head_has_the_headers_of_the_compressed_answer(client):
    asked = {"Accept-Encoding": "gzip"}
    head, get = client.head(LONG, headers=asked), client.get(LONG, headers=asked)
    assert head.data == b""
    for name in ("Content-Length", "Content-Encoding", "ETag", "Vary", "Content-Type"):
        assert head.headers[name] == get.headers[name]


def test_static_files_are_compressed_and_revalidated(client):
    asked = {"Accept-Encoding": "gzip"}
    with client.get("/static/gluteal.css") as plain, client.get(
        "/static/gluteal.css", headers=asked
    ) as answer:
        assert gzip.decompress(answer.data) == plain.data
        tag = answer.headers["ETag"]
        assert tag != plain.headers["ETag"]
    with client.get("/static/gluteal.css", headers=asked | {"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_an_application_in_the_process_of_its_client_does_not_compress():
    plain = create_app(service()).test_client()
    assert "Content-Encoding" not in plain.get(LONG, headers={"Accept-Encoding": "gzip"}).headers


def test_a_coding_that_is_not_offered_is_not_chosen():
    assert coding([], "gzip") == "identity"
    assert coding([], "gzip, identity;q=0") is None
