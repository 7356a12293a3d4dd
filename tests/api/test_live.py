"""The whole service as it is started: compiled ontology, snapshot, query pool, HTTP server."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import psutil
import pytest

from kg.cli.server import listening
from kg.limits import limit
from tests.api.live import ROOT, Running, start
from tests.processes import web_workers

EXAMPLE = {
    "patient": {"age": 34, "sex": "female", "pregnant": False},
    "findings": [
        {"concept": "sitting-aggravated buttock pain", "status": "present"},
        {"concept": "HP:0003418"},
        {"text": "SLR +ve on L"},
        {"expression": {"type": "paresthesia", "site": "posterior thigh",
                        "aggravated_by": ["running"]}, "laterality": "left"},
        {"concept": "saddle anesthesia", "status": "absent"},
        {"concept": "crossed straight leg raise", "status": "unknown",
         "unknown_reason": "not_done"},
    ],
    "history": [{"text": "marathon training"}],
    "complaints": [{"site": "buttock", "side": "left", "findings": []}],
    "duration_weeks": 5, "setting": "musculoskeletal-outpatient", "limit": 10,
}
MEMBERS = {
    "snapshot", "outcome", "understood", "not_understood", "warnings", "contradictions",
    "red_flags", "not_yet_excluded", "differential", "ruled_out", "ask_next", "plan", "notice",
}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of this module's services."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def running(state: Path) -> Iterator[Running]:
    """A service on a free port, with two workers."""
    process, service = start(state, "--workers", "2")
    yield service
    process.terminate()
    assert process.wait(timeout=60) == 0


def test_a_real_presentation_gets_a_reasoned_differential(running: Running):
    reply = running.ask("POST", "/v1/differential", EXAMPLE)
    assert reply.status == 200, reply.body
    answer = reply.json
    assert answer.keys() >= MEMBERS
    assert answer["outcome"] == "ranked"
    assert answer["snapshot"]["digest"] == reply.headers["Gluteal-Snapshot"]
    for row in answer["differential"]:
        weights = sum(item["log10_lr"] for item in [*row["for"], *row["against"]])
        assert row["score"] == pytest.approx(row["prior_log10"] + weights, abs=1e-9)
    assert running.ask("POST", "/v1/differential", {}).json["outcome"] == "insufficient_information"


def test_the_first_condition_is_explained_by_a_proof(running: Running):
    first = running.ask("POST", "/v1/differential", EXAMPLE).json["differential"][0]["condition"]
    for name in (first["id"], first["slug"]):
        asked = {k: v for k, v in EXAMPLE.items() if k != "limit"} | {"condition": name}
        answer = running.ask("POST", "/v1/explain", asked)
        assert answer.status == 200, answer.body
        assert answer.json["proof"]["conclusion"]
    turtle = running.ask("POST", "/v1/explain", asked, Accept="text/turtle")
    assert b"ProofStep" in turtle.body


def test_every_condition_has_a_page_and_its_inferences_have_proofs(running: Running):
    listed = running.ask("GET", "/v1/conditions?limit=100").json
    assert listed["total"] >= len(listed["items"]) > 20
    for item in listed["items"][::7]:
        page = running.ask("GET", f"/v1/conditions/{item['slug']}").json
        assert page["definition"]
        inferred = [r for r in page["relations"] if r["proof"]]
        for relation in inferred[:2]:
            proof = running.ask("GET", f"/v1/proofs/{relation['proof']}")
            assert proof.json["proof"]["premises"] or proof.json["proof"]["axiom"]


def test_an_inferred_manifestation_shows_its_review_wherever_it_is_met(running: Running):
    edge = "GKG_0004013.canWeakenMovement.GKG_0000609"
    drawn = running.ask("GET", f"/v1/proofs/{edge}").json["manifestations"]
    (rule,) = [r for r in drawn if r["pattern"]["finding"]["label"] == "knee flexion weakness"]
    assert rule["review"]["verdict"] == "accepted"
    assert running.ask("GET", f"/v1/rules/{rule['id']}").json["review"] == rule["review"]
    acceptance = running.ask("GET", f"/v1/rules/{rule['review']['id']}").json
    assert acceptance["conclusion"]["reason"] == rule["review"]["reason"]
    asked = {"findings": [{"concept": "buttock pain"}, {"concept": "knee flexion weakness"}]}
    body = asked | {"condition": "piriformis-syndrome"}
    card = running.ask("POST", "/v1/explain", body).json["contributions"]
    (term,) = [t for t in card["for"] if t["rule"] == rule["id"]]
    assert term["review"] == rule["review"]
    prose = running.ask("POST", "/v1/explain", body, Accept="text/plain").body.decode()
    assert rule["review"]["reason"] in prose


def test_sparql_counts_what_the_api_lists(running: Running):
    query = "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a gluteal:Claim }"
    reply = running.ask("POST", "/sparql", query.encode(),
                        **{"Content-Type": "application/sparql-query"})
    counted = int(reply.json["results"]["bindings"][0]["n"]["value"])
    assert counted == running.ask("GET", "/v1/claims").json["total"] > 200


def test_bar_31_a_chunked_body_over_the_limit_is_refused_on_the_wire(running: Running):
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = (b"POST /v1/differential HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    answer = running.raw(head + chunk * (int(limit("body_bytes")) // 0x10000 + 3))
    assert answer.startswith(b"HTTP/1.1 413")


def test_bar_31_a_declared_length_over_the_limit_is_refused_unread(running: Running):
    head = (b"POST /v1/differential HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 50000000\r\n\r\n{")
    assert running.raw(head).startswith(b"HTTP/1.1 413")


def test_bar_32_a_compressed_body_is_refused_on_the_wire(running: Running):
    reply = running.ask("POST", "/v1/differential", b"\x1f\x8b", **{"Content-Encoding": "gzip"})
    assert reply.status == 415


@pytest.mark.parametrize("method", ["TRACE", "PUT", "BREW"])
def test_bar_38_other_methods_are_a_405_on_the_wire(running: Running, method: str):
    reply = running.ask(method, "/v1/search?q=a")
    assert reply.status == 405
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_bar_62_both_workers_give_the_same_bytes(running: Running):
    assert len({running.ask("POST", "/v1/differential", EXAMPLE).body for _ in range(12)}) == 1


def test_bar_57_no_value_of_a_request_reaches_the_log_of_the_service(running: Running):
    canary = "canary-c4f1"
    everywhere: list[Any] = [
        {"text": f"{canary} buttock pain"}, {"findings": [{"text": canary}]},
        {"findings": [{"concept": canary}]}, {"patient": {"sex": canary}}, {"setting": canary},
        {"findings": [{"expression": {"type": canary, "site": canary}}]},
        {"complaints": [{"site": canary}]}, {"history": [{"concept": canary}]},
        {"findings": [{"concept": "buttock pain", "severity": canary}]},
        {"findings": [{"concept": "buttock pain", "value": 3, "unit": canary}]},
    ]
    refusals = []
    for body in everywhere:
        for path in ("/v1/differential", "/v1/explain", "/v1/annotate", "/v1/contrast"):
            reply = running.ask("POST", path, body, Authorization=f"Bearer {canary}")
            assert reply.status in (200, 422)
            refusals += [reply.body] if reply.status == 422 else []
    running.ask("GET", f"/v1/search?q={canary}", **{"User-Agent": canary})
    running.ask("POST", "/sparql", canary.encode(), **{"Content-Type": "application/sparql-query"})
    metrics = running.ask("GET", "/metrics").body
    log = running.log.read_text()
    assert log.count("/v1/differential") >= len(everywhere)
    assert canary not in log
    assert canary.encode() not in metrics
    assert [body for body in refusals if canary.encode() in body] == []


RED = ["saddle anesthesia", "urinary retention", "fever"]


def _flags(running: Running, concepts: tuple[str, ...], **more: Any) -> set[str]:
    findings = [{"concept": concept} for concept in concepts]
    answer = running.ask("POST", "/v1/differential", {"findings": findings} | more).json
    return {flag["rule"] for flag in answer["red_flags"]}


def test_bar_90_red_flags_are_told_whatever_is_ranked_and_limited(running: Running):
    benign = ("sitting-aggravated buttock pain", "buttock pain")
    seen = 0
    for size in (1, 2, 3):
        for concepts in combinations(RED, size):
            alone = _flags(running, concepts)
            seen += len(alone)
            assert alone <= _flags(running, (*concepts, *benign), limit=1)
            assert alone <= _flags(running, concepts, text="knee pain after football", limit=1)
    assert seen


def test_bar_90_a_contradiction_does_not_hide_a_red_flag(running: Running):
    body = {"findings": [
        {"concept": "saddle anesthesia"}, {"concept": "buttock pain"},
        {"concept": "buttock pain", "status": "absent"},
    ]}
    reply = running.ask("POST", "/v1/differential", body)
    assert (reply.status, reply.json["type"]) == (422, "contradiction")
    assert {e["pointer"] for e in reply.json["errors"]} == {"/findings/1", "/findings/2"}
    assert reply.json["red_flags"]


def test_bar_75_a_terminated_service_ends_well_and_leaves_nobody(state: Path):
    process, running = start(state, "--workers", "1")
    assert running.ask("GET", "/livez").status == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", running.port), timeout=1)


def test_bar_74_a_web_worker_killed_twice_within_seconds_does_not_end_the_service(state: Path):
    process, running = start(state, "--workers", "1")
    for _ in range(2):
        [worker] = web_workers(process.pid)
        worker.kill()
        _answers_again(running, worker.pid, process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def _answers_again(running: Running, killed: int, master: int) -> None:
    """Wait until another worker has taken the place of the one that was killed, and answers."""
    for _ in range(300):
        time.sleep(0.1)
        with contextlib.suppress(OSError, psutil.Error):
            living = {worker.pid for worker in web_workers(master)} - {killed}
            if living and running.ask("GET", "/livez").status == 200:
                return
    pytest.fail(running.log.read_text())


def test_ctrl_c_in_a_terminal_ends_the_whole_service_well(state: Path):
    process, _ = start(state, "--workers", "2", own_session=True)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_bar_48_it_never_listens_to_other_machines_unasked(host: str):
    done = subprocess.run([sys.executable, "-m", "kg", "serve", "--host", host], cwd=ROOT,
                          capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "--insecure" in done.stderr


def test_an_answer_of_two_packets_is_sent_at_once():
    with listening("127.0.0.1", 0) as listener:
        address = listener.getsockname()
        with socket.create_connection(address), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
