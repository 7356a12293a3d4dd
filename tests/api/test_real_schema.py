"""Generated requests against the real engine over the committed ontology."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import create_app
from api.config import Config
from api.service import Service
from kg.places import data_folder
from kg.query.pool import start_pool
from kg.snapshot.build import build_snapshot

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def real_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """The application over the committed ontology, with a query pool."""
    state = tmp_path_factory.mktemp("state")
    snapshot = build_snapshot(data_folder("ontology/compiled"), state)
    with start_pool(snapshot, state / "query.sock") as pool:
        config = Config(snapshot=snapshot, query_socket=pool.socket_path, access_log=False)
        yield create_app(Service.open(config), config)


@pytest.fixture(scope="module")
def real_schema(real_app: object) -> object:
    """Its OpenAPI document."""
    return schemathesis.openapi.from_wsgi("/openapi.json", real_app)


CASES = settings(
    deadline=None, derandomize=True, database=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)


# Other requests each time, and a failure is printed as the decorator that repeats it.
SOAK_CASES = settings(
    CASES, max_examples=1000, derandomize=False, print_blob=True,
    phases=[Phase.generate, Phase.shrink],
)


def _generate(schema: Any, mode: GenerationMode, cases: settings) -> int:
    """Send good or bad requests to every operation; return how many were sent."""
    sent = []
    for operation in schema.get_all_operations():

        @cases
        @given(case=operation.ok().as_strategy(generation_mode=mode))
        def check(case: Any) -> None:
            sent.append(case)
            case.call_and_validate(checks=CHECKS)

        with contextlib.suppress(Unsatisfiable):  # what takes no input cannot be asked wrongly
            check()
    return len(sent)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_bar_36_the_real_engine_gives_what_the_document_promises(real_schema, mode):
    assert _generate(real_schema, mode, settings(CASES, max_examples=10)) > 100


@pytest.mark.soak
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_bar_36_soak_the_real_engine_gives_what_the_document_promises(real_schema, mode):
    assert _generate(real_schema, mode, SOAK_CASES) > 10_000


def test_every_saved_query_answers_its_own_example(real_app):
    client = real_app.test_client()
    queries = client.get("/v1/queries").json["items"]
    assert queries
    for query in queries:
        values = {p["name"]: p["example"] for p in query["parameters"]}
        answer = client.get(query["href"], query_string=values,
                            headers={"Accept": "application/json"})
        assert answer.status_code == 200, (query["name"], answer.text)
        assert answer.get_json()["results"]["bindings"], query["name"]


def test_what_the_document_names_for_an_address_is_found_there(real_app):
    client = real_app.test_client()
    tried = 0
    for path, operations in client.get("/openapi.json").json["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] == "path" and path != "/v1/queries/{name}":
                schema = parameter["schema"]
                for value in schema.get("examples") or schema["enum"]:
                    answer = client.get(path.replace(f"{{{parameter['name']}}}", value))
                    assert answer.status_code in (200, 303), (path, value)
                    tried += 1
    assert tried > 40


def test_every_entity_has_a_page_in_every_format(real_app):
    client = real_app.test_client()
    catalogue = real_app.extensions["gluteal"].catalogue
    for entity in list(catalogue.listed("entities"))[::25]:
        for accept in ("application/json", "text/html", "text/turtle", "application/ld+json"):
            answer = client.get(f"/v1/entities/{entity.slug}", headers={"Accept": accept})
            assert (answer.status_code, answer.mimetype) == (200, accept), entity.label


def test_bar_92_every_claim_names_its_document_and_sentence(real_app):
    client = real_app.test_client()
    offset, seen = 0, 0
    while items := client.get(f"/v1/claims?limit=100&offset={offset}").json["items"]:
        for claim in items:
            assert claim["document"]["sha256"]
            assert claim["sentence"] > 0
            assert claim["end"] > claim["start"] >= 0
        offset, seen = offset + 100, seen + len(items)
    assert seen == client.get("/v1/claims").json["total"] > 200
