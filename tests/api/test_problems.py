"""One shape for every error, and no word too much in it."""

import logging
import re
import uuid

import pytest

from api.problems import TITLES, of_error
from kg import errors

MEMBERS = {"type", "title", "status", "detail", "instance"}
REFUSED = [
    ("GET", "/nowhere", 404),
    ("GET", "/v1/conditions/unheard-of", 404),
    ("GET", "/v1/muscles/buttock", 404),
    ("GET", "/v1/entities/%00", 404),
    ("GET", "/v1/entities/..%2f..%2fetc%2fpasswd", 404),
    ("GET", "/v1/proofs/x", 404),
    ("GET", "/v1/rules/x", 404),
    ("GET", "/v1/claims?about=unheard-of", 404),
    ("GET", "/v1/search", 422),
    ("GET", "/v1/search?q=a&limit=x", 422),
    ("GET", "/v1/search?q=a&limit=0", 422),
    ("GET", "/v1/search?q=a&zork=1", 422),
    ("GET", "/v1/search?q=a&kind=zebra", 422),
    ("GET", "/v1/search?q=a&q=b", 400),
    ("GET", "/v1/differential", 405),
    ("PUT", "/v1/search", 405),
    ("TRACE", "/v1/search", 405),
    ("BREW", "/", 405),
    ("POST", "/livez", 405),
    ("POST", "/v1/differential", 415),
    ("GET", "/static/../api/wsgi.py", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), REFUSED)
def test_bar_37_every_refusal_has_the_one_shape(client, method: str, path: str, status: int):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json.keys() >= MEMBERS
    assert answer.json["status"] == status
    assert TITLES[answer.json["type"]] == answer.json["title"]
    assert uuid.UUID(answer.json["instance"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Gluteal-Snapshot" not in answer.headers


def test_bar_37_an_unexpected_failure_tells_nothing_of_the_inside(post, caplog):
    secret = "canary-7f3a"
    with caplog.at_level(logging.ERROR, "gluteal.error"):
        answer = post({"findings": [{"concept": "boom"}, {"text": secret}]})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert not re.search(r"Traceback|\.py|/|RuntimeError|flask|tripped", text.split("urn:")[0])
    assert answer.json["instance"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert secret not in caplog.text
    assert secret not in text


def test_a_405_says_what_is_allowed(client):
    assert client.put("/v1/search").headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/v1/differential", "/v1/explain", "/v1/annotate",
                                  "/v1/contrast"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_bar_58_findings_in_an_address_are_a_405_with_the_reason(client, path: str, method: str):
    answer = client.open(f"{path}?text=canary", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    if method == "GET":
        assert "travel in bodies only" in answer.json["detail"]


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (errors.QueryRefused("SERVICE is never run"), 403, "service-refused"),
        (errors.QueryRefused("updates are refused"), 403, "update-refused"),
        (errors.QueryRefused("no"), 403, "query-refused"),
        (errors.QueryMalformed("x"), 400, "malformed-query"),
        (errors.QueryTooComplex("x"), 400, "query-too-complex"),
        (errors.QueryOverloaded("x"), 429, "too-many-requests"),
        (errors.QueryTimeout("x"), 503, "query-timeout"),
        (errors.QueryCrashed("x"), 503, "query-crashed"),
        (errors.QueryMemory("x"), 507, "query-memory"),
        (errors.AnswerTooLarge("x"), 507, "answer-too-large"),
        (errors.UnknownEntityError("x", ("y",)), 404, "unknown-entity"),
        (errors.SnapshotError("x"), 500, "internal-error"),
    ],
)
def test_every_error_of_the_product_has_its_status(error, status: int, slug: str):
    problem = of_error(error)
    assert (problem.status, problem.type) == (status, slug)
    if status in (429,):
        assert problem.headers["Retry-After"] == "1"

