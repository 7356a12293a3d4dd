"""Every inferred edge around every condition of the ontology is one link from a proof of which
each leaf is sourced."""

import re

import pytest
from flask.testing import FlaskClient

from api import create_app
from api.config import Config
from api.service import Service
from kg.places import data_folder
from kg.snapshot.build import build_snapshot

JSON = {"Accept": "application/json"}
SOURCE = "/gluteal/source/"
MEANING = re.compile(r"EquivalentClasses\(|SubClassOf\(<[^<>]+> <[^<>]+>\)$")
"""What the ontology's own terms mean: a definition, or that one is a kind of another."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service over the committed ontology that has nobody to run queries."""
    state = tmp_path_factory.mktemp("state")
    config = Config(
        snapshot=build_snapshot(data_folder("ontology/compiled"), state),
        query_socket=state / "nobody.sock", access_log=False,
    )
    return create_app(Service.open(config), config).test_client()


def _inferred(client: FlaskClient) -> dict[str, str]:
    """Return the proofs of the inferred edges around all conditions, by edge."""
    found = {}
    for condition in client.get("/v1/conditions?limit=100", headers=JSON).json["items"]:
        drawn = client.get(
            f"/v1/graph/neighbourhood?of={condition['slug']}&depth=1&limit=500", headers=JSON).json
        assert drawn["shown"] == drawn["total"]
        found |= {
            f"{edge['source']} {edge['relation']} {edge['target']}": edge["proof"]
            for edge in drawn["edges"] if edge["inferred"]
        }
    return found


def _leaves(proof: dict) -> list[dict]:
    if not proof["premises"]:
        return [proof]
    return [leaf for premise in proof["premises"] for leaf in _leaves(premise)]


def _is_sourced(leaf: dict) -> bool:
    sourced = any(SOURCE in one for one in leaf["support"])
    return bool(leaf["axiom"] and leaf["support"]) and (
        sourced or MEANING.match(leaf["axiom_text"]) is not None
    )


def test_every_inferred_edge_has_a_proof_with_every_leaf_sourced(client: FlaskClient):
    edges = _inferred(client)
    assert len(edges) > 1_500
    unproved, unsourced, sources = [], {}, set()
    for edge, address in edges.items():
        answer = client.get(f"/v1/proofs/{address}", headers=JSON)
        if not address or answer.status_code != 200:
            unproved.append(edge)
            continue
        leaves = _leaves(answer.json["proof"])
        sources |= {
            one.rsplit("/", 1)[1] for leaf in leaves for one in leaf["support"] if SOURCE in one
        }
        if bad := [leaf["axiom_text"] for leaf in leaves if not _is_sourced(leaf)]:
            unsourced[edge] = bad
    assert unproved == []
    assert unsourced == {}
    told = {key: client.get(f"/v1/sources/{key}", headers=JSON).status_code for key in sources}
    assert set(told.values()) == {200}
