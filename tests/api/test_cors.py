"""Pages of other sites read answers only where the operator lists them."""

import pytest

from api import create_app
from tests.api.standins import service

CLINIC, EVIL = "https://clinic.example", "https://attacker.example"
PATHS = ["/sparql?query=ASK{}", "/v1/version", "/v1/search?q=a", "/nowhere", "/openapi.json"]
PREFLIGHT = {"Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": "content-type"}


@pytest.fixture
def listed(clean_environment):
    """A client of a service that lists two origins."""
    clean_environment.setenv("GLUTEAL_CORS_ORIGINS", f"{CLINIC}, http://localhost:3000")
    return create_app(service()).test_client()


def _granted(headers) -> list[str]:
    return [name for name, _ in headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("path", PATHS)
def test_bar_41_nothing_is_granted_by_default(client, path: str):
    for method in ("GET", "OPTIONS"):
        answer = client.open(path, method=method, headers=PREFLIGHT | {"Origin": EVIL})
        assert _granted(answer.headers) == []
        assert EVIL not in str(answer.headers)


@pytest.mark.parametrize("path", PATHS)
def test_bar_41_a_listed_origin_may_read_answers_and_refusals(listed, path: str):
    answer = listed.get(path, headers={"Origin": CLINIC})
    assert answer.headers["Access-Control-Allow-Origin"] == CLINIC
    assert "Gluteal-Snapshot" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origin", [
    EVIL, "null", "", CLINIC + ".attacker.example", "http://clinic.example", CLINIC + ":8443",
    "https://xclinic.example", CLINIC + "/", "*",
])
def test_bar_41_an_origin_that_is_not_listed_is_never_reflected(listed, origin: str):
    answer = listed.get("/v1/version", headers={"Origin": origin})
    assert _granted(answer.headers) == []
    assert "Origin" in answer.headers["Vary"]


def test_bar_41_a_preflight_is_answered_with_the_methods_of_the_address(listed):
    answer = listed.options("/v1/differential", headers=PREFLIGHT | {"Origin": CLINIC})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Methods"] == "OPTIONS, POST"
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    query = listed.options("/sparql", headers=PREFLIGHT | {"Origin": CLINIC})
    assert query.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    nowhere = listed.options("/nowhere", headers=PREFLIGHT | {"Origin": CLINIC})
    assert "Access-Control-Allow-Methods" not in nowhere.headers


def test_bar_45_an_answer_for_one_origin_is_not_kept_for_another(listed):
    for headers in ({}, {"Origin": CLINIC}, {"Origin": EVIL}):
        assert "Origin" in listed.get("/v1/version", headers=headers).headers["Vary"]
    tag = listed.get("/v1/version").headers["ETag"]
    kept = listed.get("/v1/version", headers={"Origin": CLINIC, "If-None-Match": tag})
    assert (kept.status_code, kept.headers["Access-Control-Allow-Origin"]) == (304, CLINIC)


def test_bar_41_any_origin_is_a_setting_without_credentials(clean_environment):
    clean_environment.setenv("GLUTEAL_CORS_ORIGINS", "*")
    anybody = create_app(service()).test_client()
    answer = anybody.get("/v1/version", headers={"Origin": EVIL})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("text", [
    "clinic.example", "https://clinic.example/path", "ftp://clinic.example", "null",
    "https://*.example", "https://a b", "https://user@clinic.example",
])
def test_an_origin_that_no_browser_sends_is_told_at_the_start(clean_environment, text: str):
    clean_environment.setenv("GLUTEAL_CORS_ORIGINS", text)
    with pytest.raises(ValueError, match="GLUTEAL_CORS_ORIGINS"):
        create_app(service())
