"""Headers of every response, caching, and what the log may hold."""

import json
import logging

import pytest

from api import create_app
from api.serving.observe import BUCKETS
from tests.api.standins import DIGEST, service

GETS = ["/", "/docs", "/openapi.json", "/v1/version", "/v1/search?q=a", "/v1/conditions",
        "/v1/muscles/piriformis", "/v1/sources"]
BROWSER = {"Accept": "text/html, */*;q=0.5"}


@pytest.mark.parametrize("path", [*GETS, "/livez", "/metrics", "/nowhere", "/v1/differential"])
def test_bar_65_protection_is_on_every_response(client, path: str):
    headers = client.get(path, headers=BROWSER).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", GETS)
def test_every_success_names_its_snapshot(client, path: str):
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["Gluteal-Snapshot"] == DIGEST


@pytest.mark.parametrize("path", ["/v1/version", "/v1/search?q=a", "/v1/conditions", "/v1/sources"])
def test_json_objects_name_their_snapshot(client, path: str):
    assert client.get(path).json["snapshot"] == {"version": "0.0.1", "digest": DIGEST}


@pytest.mark.parametrize("path", GETS)
def test_an_answer_that_the_client_has_is_a_304(client, path: str):
    tag = client.get(path, headers=BROWSER).headers["ETag"]
    again = client.get(path, headers=BROWSER | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers=BROWSER | {"If-None-Match": '"x"'}).status_code == 200


def test_static_files_are_protected_and_revalidated(client):
    with client.get("/static/gluteal.css") as answer:
        assert answer.mimetype == "text/css"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        tag = answer.headers["ETag"]
    with client.get("/static/gluteal.css", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_formats_and_queries_have_tags_of_their_own(client):
    page = "/v1/muscles/piriformis"
    tags = {client.get(page, headers={"Accept": a}).headers["ETag"]
            for a in ("application/json", "text/html", "text/turtle")}
    tags |= {client.get(f"/v1/search?q={q}").headers["ETag"] for q in "ab"}
    assert len(tags) == 5


def test_answers_about_a_patient_are_not_stored(post):
    assert post({}).headers["Cache-Control"] == "no-store"
    assert "ETag" not in post({}).headers


@pytest.mark.parametrize("path", ["/v1/search?q=a", "/v1/muscles/piriformis", "/v1/version"])
def test_bar_38_head_is_get_without_the_body(client, path: str):
    head, get = client.head(path), client.get(path)
    assert head.data == b""
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.status_code == get.status_code


def test_bar_38_options_say_what_is_allowed(client):
    assert client.options("/v1/differential").headers["Allow"] == "OPTIONS, POST"
    assert client.options("/v1/search").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_bar_62_the_same_request_gives_the_same_bytes(post, client):
    body = {"findings": [{"concept": "a"}], "patient": {"age": 34}}
    assert post(body).data == post(body).data
    for path in GETS:
        first, second = (client.get(path, headers=BROWSER) for _ in range(2))
        assert first.data == second.data


def test_bar_57_no_value_of_a_request_reaches_log_or_metrics(client, post, caplog):
    canary = "canary-1b9d"
    everywhere = {"concept": canary, "severity": canary, "course": canary, "onset": canary}
    body = {
        "findings": [everywhere, {"text": canary}, {"expression": {"type": canary}}],
        "history": [{"text": canary}], "text": canary, "setting": canary,
        "complaints": [{"site": canary, "findings": [{"text": canary}]}],
    }
    wrong = [
        {"patient": {"sex": canary}}, {"patient": {"age": canary}}, {"limit": canary},
        {"findings": [{"concept": canary, "text": canary}]}, {"findings": [{"status": canary}]},
        {"findings": [{"concept": "boom"}, {"text": canary}]}, {"findings": canary}, canary,
    ]
    raw = [f'{{"text": "{canary}", "text": ""}}', f'{{"text": "{canary}', f"[{canary}]"]
    with caplog.at_level(logging.DEBUG):
        refusals = [post(b).text for b in [*wrong, *raw]]
        assert post(body, Authorization=f"Bearer {canary}").status_code == 200
        client.get(f"/v1/search?q={canary}", headers={"User-Agent": canary, "Cookie": canary})
        client.get(f"/v1/conditions/{canary}")
        client.get(f"/{canary}?{canary}={canary}")
        client.open("/", method=canary.upper())
        counters = client.get("/metrics").text
    assert len(caplog.records) > len(wrong)
    assert canary.lower() not in caplog.text.lower()
    assert canary.lower() not in counters.lower()
    assert [text for text in refusals if canary in text] == []


def test_a_log_line_tells_route_status_time_and_snapshot(client, caplog):
    with caplog.at_level(logging.INFO, "gluteal.access"):
        answer = client.get("/v1/muscles/piriformis")
    line = json.loads(caplog.records[-1].message)
    assert line["route"] == "/v1/muscles/<identifier>"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert DIGEST.startswith(line["snapshot"])
    assert line["bytes"] == len(answer.data)


def test_the_log_line_carries_the_instance_of_the_problem(client, caplog):
    with caplog.at_level(logging.INFO, "gluteal.access"):
        answer = client.get("/nowhere")
    assert answer.json["instance"].endswith(json.loads(caplog.records[-1].message)["request"])


def test_metrics_count_by_route_and_not_by_address(client):
    for number in range(30):
        client.get(f"/v1/conditions/unheard-{number}")
        client.get(f"/unheard-{number}")
    lines = client.get("/metrics").text.splitlines()
    counted = [line for line in lines if line.startswith("gluteal_requests_total{")]
    assert 'gluteal_requests_total{route="unmatched",method="GET",status="404"} 30' in counted
    assert len(counted) == 2
    assert len([line for line in lines if "_bucket" in line]) == len(BUCKETS) + 1


EVIL = "attacker.example"


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:8080", f"localhost.{EVIL}", "a b<>", "[::2]"])
def test_bar_40_an_unknown_host_is_refused_and_not_reflected(client, host: str):
    answer = client.get("/sparql", headers={"Host": host, "Accept": "text/turtle"})
    assert (answer.status_code, answer.json["type"]) == (400, "unknown-host")
    assert EVIL not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080"])
def test_bar_40_this_machine_is_known_by_all_its_names(client, host: str):
    assert client.get("/v1/version", headers={"Host": host}).status_code == 200


def test_bar_40_what_a_proxy_forwards_is_not_reflected(client):
    forged = {"X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}", "Accept": "text/turtle"}
    assert EVIL not in client.get("/sparql", headers=forged).text


def test_bar_40_other_hosts_are_a_setting(clean_environment):
    clean_environment.setenv("GLUTEAL_HOSTS", "clinic.example, [2001:db8::1]")
    named = create_app(service()).test_client()
    status = {host: named.get("/livez", headers={"Host": host}).status_code
              for host in ("clinic.example:443", "[2001:db8::1]", "localhost")}
    assert status == {"clinic.example:443": 200, "[2001:db8::1]": 200, "localhost": 400}
    clean_environment.setenv("GLUTEAL_HOSTS", "*")
    anybody = create_app(service()).test_client()
    assert anybody.get("/livez", headers={"Host": EVIL}).status_code == 200
