"""The addresses of the graph, over the stand-ins and over the service as it is started."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.live import Running, start

AROUND = "/v1/graph/neighbourhood"
PATH = "/v1/graph/path"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on a free port, over the committed ontology, with two workers."""
    process, service = start(tmp_path_factory.mktemp("state"), "--workers", "2")
    yield service
    process.terminate()
    process.wait(timeout=60)


def test_a_neighbourhood_names_its_snapshot_nodes_and_edges(client):
    answer = client.get(f"{AROUND}?of=piriformis syndrome&depth=1").json
    assert answer["snapshot"]["digest"]
    assert [node["slug"] for node in answer["nodes"]][:2] == ["piriformis-syndrome", "piriformis"]
    assert answer["shown"] == answer["total"] == len(answer["nodes"])
    affects = next(e for e in answer["edges"] if e["relation"] == "canAffect")
    assert (affects["inferred"], affects["proof"]) == (False, None)
    assert affects["records"] == ["SF-A001"]
    hurts = next(e for e in answer["edges"] if e["relation"] == "canHurtIn")
    assert hurts["inferred"]
    assert client.get(f"/v1/proofs/{hurts['proof']}").json["proof"]["premises"]
    presents = next(e for e in answer["edges"] if e["relation"] == "canPresentWith")
    assert client.get(f"/v1/rules/{presents['records'][0]}").status_code == 200


def test_a_path_reads_as_sentences(client):
    answer = client.get(f"{PATH}?from=piriformis-syndrome&to=buttock&k=1").json
    assert [path["length"] for path in answer["paths"]] == [1]
    assert answer["paths"][0]["steps"][0]["reads"] == "piriformis syndrome can hurt in buttock"
    alone = client.get(f"{PATH}?from=piriformis-syndrome&to=buttock&inferred=none").json
    assert [path["length"] for path in alone["paths"]] == [2]


def test_without_a_path_the_answer_says_why(client):
    answer = client.get(f"{PATH}?from=piriformis-syndrome&to=buttock&relations=subClassOf")
    assert answer.status_code == 200
    assert answer.json["paths"] == []
    assert "subClassOf" in answer.json["reason"]


@pytest.mark.parametrize(("address", "status", "pointer"), [
    (AROUND, 422, "of"),
    (f"{AROUND}?of=", 422, "of"),
    (f"{AROUND}?of=nothing-of-the-kind", 404, None),
    (f"{AROUND}?of=piriformis&depth=4", 422, "depth"),
    (f"{AROUND}?of=piriformis&depth=-1", 422, "depth"),
    (f"{AROUND}?of=piriformis&limit=0", 422, "limit"),
    (f"{AROUND}?of=piriformis&limit=501", 422, "limit"),
    (f"{AROUND}?of=piriformis&limit=many", 422, "limit"),
    (f"{AROUND}?of=piriformis&kinds=muscels", 422, "kinds"),
    (f"{AROUND}?of=piriformis&relations=canAfect", 422, "relations"),
    (f"{AROUND}?of=piriformis&inferred=maybe", 422, "inferred"),
    (f"{AROUND}?of=piriformis&colour=red", 422, "colour"),
    (f"{AROUND}?of=piriformis&of=buttock", 400, None),
    (f"{PATH}?from=piriformis", 422, "to"),
    (f"{PATH}?to=piriformis", 422, "from"),
    (f"{PATH}?from=piriformis&to=piriformis", 422, "to"),
    (f"{PATH}?from=piriformis&to=nobody-here", 404, None),
    (f"{PATH}?from=piriformis&to=buttock&k=11", 422, "k"),
    (f"{PATH}?start=piriformis&to=buttock", 422, "from"),
])
def test_what_is_wrong_is_pointed_at(client, address: str, status: int, pointer: str | None):
    reply = client.get(address)
    assert reply.status_code == status
    assert reply.mimetype == "application/problem+json"
    if pointer is not None:
        assert pointer in [error["pointer"] for error in reply.json["errors"]]


def test_near_misses_are_suggested(client):
    unknown = client.get(f"{AROUND}?of=piriformus").json
    assert "piriformis" in unknown["candidates"]
    relation = client.get(f"{AROUND}?of=piriformis&relations=canAfect").json
    assert relation["errors"][0]["candidates"] == ["canAffect"]


def test_answers_are_kept_by_their_etag_and_only_json_is_given(client):
    first = client.get(f"{AROUND}?of=piriformis")
    again = client.get(f"{AROUND}?of=piriformis", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{AROUND}?of=buttock").headers["ETag"] != first.headers["ETag"]
    assert client.get(f"{PATH}?from=piriformis&to=buttock",
                      headers={"Accept": "text/html"}).status_code == 406


def _get(running: Running, path: str) -> Any:
    reply = running.ask("GET", path)
    assert reply.status == 200, reply.body
    return reply.json


def test_from_the_sciatic_nerve_to_each_condition_that_can_compress_it(running: Running):
    nerve = _get(running, f"{AROUND}?of=sciatic-nerve&relations=canCompress")
    conditions = [node for node in nerve["nodes"] if node["kind"] == "Condition"]
    assert len(conditions) >= 6
    for condition in conditions:
        [edge] = [e for e in nerve["edges"] if e["source"] == condition["id"]]
        assert edge["sources"]
        reasons = _get(running, f"{AROUND}?of={condition['slug']}&limit=500")
        inferred = [e for e in reasons["edges"] if e["inferred"]]
        assert inferred
        for reason in (inferred[0], inferred[-1]):
            assert _get(running, f"/v1/proofs/{reason['proof']}")["proof"]["premises"]
        path = _get(running, f"{PATH}?from=sciatic-nerve&to={condition['slug']}")["paths"][0]
        assert path["steps"][-1]["reads"].startswith(condition["label"])


@pytest.mark.parametrize("path", [
    f"{AROUND}?of=buttock&depth=2&limit=300",
    f"{PATH}?from=piriformis&to=cauda-equina-syndrome&k=10",
    f"{PATH}?from=gluteus-maximus&to=l5-nerve-root&k=10",
])
def test_bar_62_both_workers_give_the_same_graph(running: Running, path: str):
    assert len({running.ask("GET", path).body for _ in range(10)}) == 1
