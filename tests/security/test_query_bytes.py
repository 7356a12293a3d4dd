"""Bytes that parsers disagree about: refused, or given back exactly."""

import json
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from api import create_app
from kg.query.client import QueryService
from tests.api.standins import service

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


@pytest.fixture(scope="module")
def client(pool) -> Iterator[FlaskClient]:
    """A client of a service over the pool."""
    return create_app(service(QueryService(pool.socket_path))).test_client()


def _ways(client: FlaskClient, query: bytes) -> list:
    encoded = quote_from_bytes(query)
    return [
        client.get(f"/sparql?query={encoded}"),
        client.post("/sparql", data=f"query={encoded}", headers={"Content-Type": FORM}),
        client.post("/sparql", data=query, headers={"Content-Type": QUERY}),
    ]


@pytest.mark.parametrize("raw", [
    b"ASK { ?s ?p '\xff' }", b"ASK { ?s ?p '\xed\xa0\x80' }", b"ASK { ?s ?p '\xc0\x80' }",
    b"ASK { ?s ?p '\xe0\x80\xaf' }", b"ASK { ?s ?p '\xf8\x88\x80\x80\x80' }",
    b"\xef\xbb\xbfASK {}", b"ASK { \x00 }", b"ASK\x00{}", "ASK {}".encode("utf-16"),
    "ASK {}".encode("utf-16-le"), "ASK {}".encode("utf-32"), b"ASK { ?s ?p '\\uD800' }",
    b"ASK { ?s ?p '\\uDFFF\\uD800' }", b"ASK { ?s ?p <\xff> }", "ASK {\u202e}".encode(),
    "ASK { ?s ?p \u201cx\u201d }".encode(),
])
def test_bar_22_what_is_no_text_is_refused_by_every_way_in(client, raw: bytes):
    for answer in _ways(client, raw):
        assert answer.status_code == 400, answer.text
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", "utf-7", "nonsense"])
def test_bar_22_another_encoding_is_a_415(client, charset: str):
    for media_type in (FORM, QUERY):
        answer = client.post("/sparql", data=b"query=ASK{}", headers={
            "Content-Type": f"{media_type}; charset={charset}"})
        assert answer.status_code == 415


@given(text=st.text(max_size=40))
@example(text="\u202e\u200b\ufeff\U0001f600\x7f\x85\u2028")
@example(text="\x00")
@example(text="'\"\\ ?s <x> } # \t")
def test_bar_22_any_text_comes_back_exactly(client, text: str):
    query = f"SELECT ({json.dumps(text, ensure_ascii=False)} AS ?x) {{}}"
    for answer in _ways(client, query.encode()):
        assert answer.status_code == 200, answer.text
        (row,) = json.loads(answer.data)["results"]["bindings"]
        assert row["x"]["value"] == text


@given(raw=st.binary(max_size=60))
def test_bar_22_any_bytes_are_answered_or_refused(client, raw: bytes):
    for answer in _ways(client, raw):
        assert answer.status_code in (200, 400, 403)


@given(raw=st.binary(min_size=1, max_size=20))
def test_bar_22_a_parameter_that_is_no_text_is_never_replaced(client, raw: bytes):
    answer = client.get(f"/v1/search?q={quote_from_bytes(raw)}")
    try:
        raw.decode()
    except UnicodeDecodeError:
        assert answer.status_code == 400
    else:
        assert answer.status_code in (200, 422)


def test_bar_22_a_name_written_in_another_direction_is_data(client):
    text = quote("SELECT ('\u202eevil' AS ?x) {}")
    assert "\u202eevil" in client.get(f"/sparql?query={text}").get_data(as_text=True)
