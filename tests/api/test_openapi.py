"""The OpenAPI document is valid, complete, and what the service does."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import create_app
from tests.api.standins import service


@schemathesis.serializer("application/sparql-query")
def as_text(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Send a query as it is."""
    return str(value).encode("utf-8", errors="replace")


APP = create_app(service())
SCHEMA = schemathesis.openapi.from_wsgi("/openapi.json", APP)
CASES = settings(
    max_examples=12, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_document_is_valid_openapi_3_1(client):
    document = client.get("/openapi.json").json
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_bar_47_the_document_lists_every_route_and_nothing_else(client, app):
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    }
    saved = {f"/v1/queries/{name}" for name in app.extensions["gluteal"].saved.queries}
    assert set(client.get("/openapi.json").json["paths"]) == rules | saved
    assert saved


def test_every_operation_is_summarized_and_names_its_problems(client):
    for path in client.get("/openapi.json").json["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def scripts_of_others(page: str) -> list[str]:
    """The script elements of ``page`` that load no built file of this service."""
    ours = re.compile(r'<script type="module" src="/static/ui/assets/[\w-]+\.js"></script>')
    return re.findall(r"<script.*", ours.sub("", page))


def test_the_page_of_the_interface_shows_every_call_and_needs_no_other_host(client):
    page = client.get("/docs", headers={"Accept": "text/html"}).text
    for path in client.get("/openapi.json").json["paths"]:
        assert f"<code>{path}</code>" in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert scripts_of_others(page) == []


@pytest.mark.parametrize(("finding", "is_right"), [
    ({"text": "SLR +", "concept": None}, True),
    ({"text": "SLR +", "concept": "buttock pain"}, False),
    ({"status": "absent", "concept": None}, False),
])
def test_a_finding_is_named_in_exactly_one_way_by_the_document_too(client, finding, is_right):
    ways = _one_of(client.get("/openapi.json").json)
    fits = [all(finding.get(way) is not None for way in one["required"]) for one in ways]
    for one in ways:
        assert one["properties"] == {one["required"][0]: {"not": {"type": "null"}}}
    assert (sum(fits) == 1) == is_right
    answer = client.post("/v1/differential", json={"findings": [finding]})
    assert (answer.status_code == 422) != is_right


def _one_of(node: object) -> list[dict[str, Any]]:
    """The ways to name a finding, wherever the document describes one."""
    if isinstance(node, dict):
        if node.get("title") == "Finding":
            found: list[dict[str, Any]] = node["oneOf"]
            return found
        node = list(node.values())
    if isinstance(node, list):
        return next(filter(None, map(_one_of, node)), [])
    return []


@SCHEMA.parametrize()
@CASES
def test_bar_36_generated_requests_get_what_the_document_promises(case):
    case.call_and_validate(checks=[
        not_a_server_error, status_code_conformance, content_type_conformance,
        response_schema_conformance,
    ])


@pytest.mark.soak
@SCHEMA.parametrize()
@settings(CASES, max_examples=2000, derandomize=False, print_blob=True)
def test_bar_36_soak_generated_requests_get_what_the_document_promises(case):
    case.call_and_validate(checks=[
        not_a_server_error, status_code_conformance, content_type_conformance,
        response_schema_conformance,
    ])
