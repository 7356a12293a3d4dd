"""Who may ask how much, and what: shares of clients, roles of routes, versions, foreign pages."""

import ipaddress
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import create_app
from api.config import SETTINGS, Config
from api.roles import ROLES
from api.serving.board import PAGES, SERIES, Board
from api.serving.clients import ROWS, Clients, client_of
from api.serving.places import Places
from api.versions import VERSIONS
from kg import errors
from kg.limits import limit
from kg.query.client import QueryService
from tests.api.standins import service

SPOOFED = 20_000
CANARIES = 1000
PROXY = (ipaddress.ip_network("10.0.0.0/8"),)


class Clock:
    """Seconds that a test lets pass."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


@pytest.fixture
def clients(clock: Clock) -> Clients:
    """A table of clients that follows it."""
    return Clients(Board(), clock)


def test_bar_43_work_is_paid_back_by_time(clients: Clients, clock: Clock):
    seconds, rate = limit("client_work_seconds"), limit("client_work_rate")
    clients.charge("a", seconds - 1, failed=False)
    assert clients.wait("a") == 0
    clients.charge("a", 1 + 5 * rate, failed=False)
    assert clients.wait("a") == pytest.approx(5)
    assert clients.wait("b") == 0
    clock.now += 5.01
    assert clients.wait("a") == 0
    clock.now += 10_000
    clients.charge("a", seconds + rate, failed=False)
    assert clients.wait("a") == pytest.approx(1)


def test_bar_43_failed_requests_have_a_share_of_their_own(clients: Clients, clock: Clock):
    for _ in range(int(limit("client_errors"))):
        assert clients.wait("a") == 0
        clients.charge("a", 0.0, failed=True)
    clients.charge("a", 0.0, failed=True)
    assert clients.wait("a") > 0
    clock.now += 2 / limit("client_error_rate")
    assert clients.wait("a") == 0


class _Counting:
    """A clinician that counts what it is asked."""

    def __init__(self, inner: object) -> None:
        self._inner, self.asked = inner, 0

    def differential(self, asked: dict[str, object]) -> object:
        self.asked += 1
        return self._inner.differential(asked)  # type: ignore[attr-defined]


def test_bar_43_what_is_over_the_limit_is_a_429_and_is_not_executed(
    clean_environment: pytest.MonkeyPatch,
):
    clean_environment.setenv("GLUTEAL_CLIENT_ERRORS", "5")
    clean_environment.setenv("GLUTEAL_CLIENT_ERROR_RATE", "0.001")
    served = service()
    counting = _Counting(served.clinician)
    object.__setattr__(served, "clinician", counting)
    client = create_app(served).test_client()
    far = {"REMOTE_ADDR": "192.0.2.7"}
    statuses = [client.post("/v1/differential", json={"limit": "x"}, environ_base=far).status_code
                for _ in range(8)]
    assert statuses == [422] * 6 + [429] * 2
    refused = client.post("/v1/differential", json={"findings": []}, environ_base=far)
    assert (refused.status_code, refused.json["type"]) == (429, "too-many-requests")
    assert int(refused.headers["Retry-After"]) >= 1
    assert counting.asked == 0
    for other in ({"REMOTE_ADDR": "192.0.2.8"}, {"REMOTE_ADDR": "127.0.0.1"}):
        answer = client.post("/v1/differential", json={"findings": []}, environ_base=other)
        assert answer.status_code == 200
    assert client.get("/livez", environ_base=far).status_code == 200


def test_bar_43_places_are_as_many_after_overload_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_WEB_WAITING_SECONDS", "60")
    nobody = QueryService(tmp_path / "nobody.sock", slots=3)
    for _ in range(10_000):
        with pytest.raises(errors.QueryCrashed):
            nobody.run("ASK {}")
    assert nobody._slots._value == 3
    places = Places()
    for _ in range(int(limit("web_working"))):
        assert places.enter()
    entered: list[bool] = []

    def _visit() -> None:
        entered.append(places.enter())
        places.leave()

    waiting = [threading.Thread(target=_visit) for _ in range(int(limit("web_waiting")))]
    for thread in waiting:
        thread.start()
    while places.waiting < limit("web_waiting"):
        time.sleep(0.001)
    assert not any(places.enter() for _ in range(10_000))
    for _ in range(int(limit("web_working"))):
        places.leave()
    for thread in waiting:
        thread.join()
    assert entered == [True] * int(limit("web_waiting"))
    assert (places.free, places.waiting) == (limit("web_working"), 0)


def test_bar_43_every_request_gives_its_place_back(app: Flask, client: FlaskClient):
    places: Places = app.extensions["gluteal-places"]
    for path in ("/", "/nowhere", "/v1/search", "/v1/search?q=a", "/sparql?query=x", "/metrics"):
        for method in ("GET", "POST", "BREW", "OPTIONS"):
            client.open(path, method=method, data=b"{}")
    client.post("/v1/differential", json={"findings": [{"concept": "boom"}]})
    assert places.free == limit("web_working")
    assert places._receiving._value == limit("web_receiving")


def test_bar_44_the_table_of_clients_has_one_size(clients: Clients, clock: Clock):
    clients.charge("old", 1e6, failed=False)
    size = len(clients._board.table)
    for number in range(SPOOFED):
        clock.now += 1e-6
        clients.charge(f"192.0.2.{number}", 0.001, failed=False)
    assert len(clients._board.table) == size
    assert clients.wait("old") == 0  # pushed out, the one seen longest ago first
    assert ROWS * 8 == 2000


def test_bar_44_who_is_seen_again_stays(clients: Clients, clock: Clock):
    clients.charge("busy", 1e6, failed=False)
    for number in range(SPOOFED):
        clock.now += 1e-6
        clients.charge(f"192.0.2.{number}", 0.001, failed=False)
        if number % 100 == 0:
            assert clients.wait("busy") > 0


@pytest.mark.soak
def test_bar_44_soak_a_million_spoofed_clients(clients: Clients, clock: Clock):
    clients.charge("old", 1e6, failed=False)
    size = len(clients._board.table)
    for number in range(10**6):
        clock.now += 1e-6
        clients.charge(str(number), 0.001, failed=False)
    assert len(clients._board.table) == size
    assert clients.wait("old") == 0


@pytest.mark.parametrize(("peer", "forwarded", "proxies", "counted_as"), [
    ("127.0.0.1", "", (), None),
    ("::1", "", (), None),
    ("192.0.2.1", "", (), "192.0.2.1"),
    ("192.0.2.1", "198.51.100.1", (), "192.0.2.1"),
    ("127.0.0.1", "198.51.100.1", (), "127.0.0.1"),
    ("127.0.0.1", "", PROXY, "127.0.0.1"),
    ("10.1.1.1", "198.51.100.1", PROXY, "198.51.100.1"),
    ("10.1.1.1", "203.0.113.9, 198.51.100.1, 10.2.2.2", PROXY, "198.51.100.1"),
    ("10.1.1.1", "nonsense", PROXY, "10.1.1.1"),
    ("10.1.1.1", "127.0.0.1", PROXY, "127.0.0.1"),
    ("2001:db8:1:2:3:4:5:6", "", (), "2001:db8:1:2::/64"),
    ("2001:db8:1:2:ffff::1", "", (), "2001:db8:1:2::/64"),
    ("::ffff:192.0.2.1", "", (), "192.0.2.1"),
    ("", "", (), "unknown"),
])
def test_bar_44_a_client_is_who_connected_or_whom_a_known_proxy_names(
    peer: str, forwarded: str, proxies: tuple[ipaddress.IPv4Network, ...], counted_as: str | None
):
    assert client_of(peer, forwarded, proxies) == counted_as


def test_bar_40_44_proxies_are_a_setting(clean_environment: pytest.MonkeyPatch):
    clean_environment.setenv("GLUTEAL_PROXIES", "10.0.0.0/8, 2001:db8::1")
    assert Config.from_environment().proxies == (*PROXY, ipaddress.ip_network("2001:db8::1"))
    clean_environment.setenv("GLUTEAL_PROXIES", "proxy.example")
    with pytest.raises(ValueError, match="GLUTEAL_PROXIES"):
        Config.from_environment()


FOREIGN = {"Origin": "https://attacker.example", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=x", ""])
@pytest.mark.parametrize("path", ["/v1/differential", "/v1/explain", "/v1/annotate",
                                  "/v1/contrast"])
def test_bar_42_a_page_of_another_site_can_post_nothing(
    client: FlaskClient, path: str, media_type: str
):
    answer = client.post(path, data=b"{}", headers=FOREIGN | {"Content-Type": media_type})
    assert answer.status_code == 415


def test_bar_42_no_route_changes_anything(app: Flask):
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}
    posts = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    asked = {"/sparql", "/v1/differential", "/v1/explain", "/v1/annotate", "/v1/contrast"}
    pages = {"/query", "/assess", "/assess/proof", "/assess/file", "/plan"}
    assert posts == asked | pages


READ = ["/", "/docs", "/openapi.json", "/v1/version", "/v1/search?q=a", "/v1/conditions",
        "/v1/muscles/piriformis", "/sparql?query=ASK%7B%7D"]


@pytest.mark.parametrize("path", READ)
def test_bar_45_answers_are_revalidated_and_vary_by_what_was_accepted(
    client: FlaskClient, path: str
):
    first = client.get(path, headers={"Accept": "*/*"})
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Accept" in first.headers["Vary"]
    same = client.get(path, headers={"Accept": "*/*", "If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    assert "Accept" in same.headers["Vary"]


def test_bar_45_another_snapshot_has_other_tags(app: Flask, client: FlaskClient):
    tags = [client.get(path).headers["ETag"] for path in READ]
    app.extensions["gluteal"].snapshot.manifest.digest = "sha256:" + "1b" * 32
    later = [client.get(path).headers["ETag"] for path in READ]
    assert all(one != other for one, other in zip(tags, later, strict=True))


@pytest.mark.parametrize("body", [{}, {"findings": [{"concept": "clash"}]}, {"limit": "x"}])
def test_bar_45_answers_about_patients_and_refusals_are_never_stored(
    client: FlaskClient, body: object
):
    answer = client.post("/v1/differential", json=body)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert client.get("/nowhere").headers["Cache-Control"] == "no-store"


def test_bar_46_every_route_has_its_role_in_the_table(app: Flask):
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert rules - set(ROLES) == set()
    assert set(ROLES) - rules == set()
    assert {rule for rule, role in ROLES.items() if role == "operator"} == {"/metrics"}


def test_bar_46_a_route_that_nobody_gave_a_role_is_the_operators(app: Flask):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert app.test_client().get("/forgotten", environ_base=far).status_code == 403


@pytest.mark.parametrize(("peer", "headers", "status"), [
    ("127.0.0.1", {}, 200),
    ("192.0.2.7", {}, 403),
    ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
    ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403),
])
def test_bar_46_without_a_key_metrics_are_for_this_machine(
    client: FlaskClient, peer: str, headers: dict[str, str], status: int
):
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status


def test_bar_46_with_a_key_metrics_are_for_whoever_has_it(clean_environment: pytest.MonkeyPatch):
    clean_environment.setenv("GLUTEAL_ADMIN_KEY", "a key")
    config = Config.from_environment()
    assert "a key" not in f"{config} {config!r}"
    client = create_app(service(), config).test_client()
    given = {"Bearer a key": 200, "bearer a key": 200, "Bearer a": 403, "Basic a key": 403, "": 403}
    for authorization, status in given.items():
        answer = client.get("/metrics", headers={"Authorization": authorization})
        assert answer.status_code == status


def test_bar_47_the_versions_of_the_interface_are_listed(app: Flask, client: FlaskClient):
    assert tuple(client.get("/v1/version").json["api"]) == VERSIONS
    routed = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {name for name in routed if name[:1] == "v" and name[1:].isdigit()} == {*VERSIONS}


@pytest.mark.parametrize("path", ["/v0", "/v0/search", "/v2/differential", "/v10/x/y", "/v01/a"])
def test_bar_47_other_versions_are_gone(client: FlaskClient, path: str):
    for method in ("GET", "POST"):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.json["type"]) == (410, "gone")
    assert client.get("/v1/nowhere").status_code == 404
    assert client.get("/vx").status_code == 404


def test_bar_47_the_document_lists_every_route(app: Flask, client: FlaskClient):
    documented = set(client.get("/openapi.json").json["paths"])
    hidden = {"/static/<path:filename>", "/docs", "/", "/about", "/openapi.json"}
    for rule in {rule.rule for rule in app.url_map.iter_rules()} - hidden:
        assert rule.replace("<", "{").replace(">", "}").replace("{path:", "{") in documented


def _everywhere(canary: str) -> list[dict[str, object]]:
    """Bodies that hold ``canary`` in every place that a body has."""
    finding: list[object] = [
        {"concept": canary}, {"text": canary}, {"concept": "a", "severity": canary}, canary,
        {"concept": "a", "course": canary}, {"concept": "a", "onset": canary},
        {"concept": "a", "status": canary}, {"expression": {"type": canary, "site": canary}},
        {"concept": "a", "value": 3, "unit": canary}, {canary: canary}, {"concept": "boom"},
    ]
    bodies: list[dict[str, object]] = [{"findings": [f, {"text": canary}]} for f in finding]
    bodies += [{"history": [f]} for f in finding]
    bodies += [{"complaints": [{"site": canary, "findings": [f]}]} for f in finding]
    bodies += [{"text": canary}, {"setting": canary}, {"limit": canary}, {canary: 1},
               {"patient": {"sex": canary}}, {"patient": {"name": canary, "mrn": canary}},
               {"condition": canary, "findings": []}, {"of": [canary, canary]}]
    return bodies


def test_bar_57_a_thousand_requests_leave_no_value_in_log_metrics_or_refusals(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
):
    canary = "canary-7d2f"
    paths = ("/v1/differential", "/v1/explain", "/v1/annotate", "/v1/contrast")
    asked = itertools.cycle(itertools.product(_everywhere(canary), paths))
    headers = {"Authorization": f"Bearer {canary}", "User-Agent": canary, "Cookie": canary,
               "Referer": f"http://localhost/{canary}"}
    leaks = []
    with caplog.at_level(logging.DEBUG):
        for number, (body, path) in zip(range(CANARIES), asked, strict=False):
            answer = client.post(f"{path}?{canary}={canary}" if number % 7 == 0 else path,
                                 data=json.dumps(body), headers=headers,
                                 content_type="application/json")
            # The name of a member is told back in the pointer to it; no value is.
            if answer.status_code >= 400 and canary in answer.text.replace(f"/{canary}", ""):
                leaks.append((path, body))
        metrics = client.get("/metrics").text
    assert leaks == []
    assert len(caplog.records) > CANARIES
    assert canary not in caplog.text
    assert canary not in metrics


def test_the_settings_are_one_table(clean_environment: pytest.MonkeyPatch):
    for setting in SETTINGS:
        clean_environment.setenv(setting.variable, "")
    clean_environment.setenv("GLUTEAL_ACCESS_LOG", "no")
    Config.from_environment()
    names = {setting.variable for setting in SETTINGS}
    assert {"GLUTEAL_PROXIES", "GLUTEAL_ADMIN_KEY", "GLUTEAL_HOSTS"} <= names


def _later(board: Board, value: Callable[[], object]) -> object:
    board.publish({"generation": 3})
    return value()


def test_bar_81_a_page_has_room_for_so_many_counters_and_no_more():
    board = Board()
    page = board.claim()
    for number in range(3 * SERIES):
        page.add(f'made_up_total{{number="{number}"}}')
    page.add("x" * 1000, 2)
    series = board.series()
    assert len(series) <= SERIES + 1
    assert sum(series.values()) >= 3 * SERIES
    assert _later(board, board.state) == {"generation": 3}
    assert len(board.claimed()) == 0  # none but this process, which does not see its own
    assert PAGES == 64


def test_the_settings_stand_in_the_manual(root: Path):
    manual = (root / "docs/operations.md").read_text(encoding="utf-8")
    missing = [setting.variable for setting in SETTINGS if f"`{setting.variable}`" not in manual]
    assert missing == []
