"""The explorer, the contrast and proofs as pages without scripts, and the graph in other pages."""

import json
import re

import pytest
from flask.testing import FlaskClient

from api import create_app
from api.config import Config
from tests.api.standins import service

PAGE = {"Accept": "text/html"}
INFERRED = "GKG_0004013.canHurtIn.GKG_0000001"
AROUND = "/explore?of=piriformis-syndrome"


def get(client: FlaskClient, address: str, status: int = 200) -> str:
    """Return the page at ``address``, which answers with ``status``."""
    answer = client.get(address, headers=PAGE)
    assert (answer.status_code, answer.mimetype) == (status, "text/html"), answer.text[:300]
    return answer.text


def test_the_table_tells_asserted_from_inferred_with_a_link_to_each_proof(client):
    page, known = get(client, AROUND), client.get(
        "/v1/graph/neighbourhood?of=piriformis-syndrome&limit=40").json
    rows = re.findall(r'<tr data-edge="([^"]+)">(.*?)</tr>', page, re.DOTALL)
    assert len(rows) == len(known["edges"])
    cells = dict(rows)
    for edge in known["edges"]:
        row = cells[f"{edge['source']} {edge['relation']} {edge['target']}"]
        assert ("∴ inferred" in row) == edge["inferred"]
        assert ("asserted" in row) != edge["inferred"]
        if edge["proof"]:
            assert f'href="/v1/proofs/{edge["proof"]}"' in row
            assert client.get(f"/v1/proofs/{edge['proof']}", headers=PAGE).status_code == 200
    assert f"{known['shown']} of {known['total']}" in page


def test_the_picture_gets_the_data_of_the_table(client):
    page = get(client, AROUND)
    sent = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page)[1])
    assert sent["nodes"][0]["slug"] == "piriformis-syndrome"
    assert len(sent["edges"]) == page.count("<tr data-edge=")


def test_less_than_all_is_said_and_the_rest_is_a_link_away(client):
    page = get(client, f"{AROUND}&limit=2")
    shown, total = re.search(r"<strong>(\d+) of (\d+)</strong>", page).groups()
    assert (shown, int(total) > 2) == ("2", True)
    more = re.search(r'<a href="(/explore[^"]*limit=\d+)">show all', page)[1]
    assert f"{total} of {total}" in get(client, more.replace("&amp;", "&"))
    assert "+ " in page  # counts of what lies beyond, each a link


def test_a_filter_leaves_only_its_relation(client):
    page = get(client, f"{AROUND}&relations=canAffect&kinds=muscles&inferred=none&depth=1&limit=9")
    assert set(re.findall(r'data-edge="\S+ (\w+) \S+"', page)) == {"canAffect"}


def test_paths_read_as_sentences_on_the_page(client):
    page = get(client, "/explore?from=piriformis-syndrome&to=buttock&k=1")
    assert "piriformis syndrome can hurt in buttock" in page
    assert "no path" in get(
        client, "/explore?from=piriformis-syndrome&to=buttock&relations=subClassOf").lower()


@pytest.mark.parametrize(("address", "status"), [
    ("/explore", 200), ("/explore?of=", 200), ("/explore?of=%20,%20", 200),
    ("/explore?of=zork", 404), ("/explore?of=piriformis&relations=zork", 422),
    ("/explore?of=piriformis&kinds=zork", 422), ("/explore?from=buttock&to=buttock", 422),
    ("/explore?of=%3Cscript%3Ealert(1)%3C/script%3E", 404), ("/explore?of=piriformis&depth=9", 422),
    ("/explore?of=piriformis&limit=99999", 422), ("/explore?of=piriformis&of=buttock", 400),
    ("/explore?zork=1", 422), ("/explore?of=" + "x" * 5000, 422), ("/explore?of=%ff", 400),
    ("/explore?of=" + ",".join(["buttock"] * 2000), 422),
    ("/contrast", 200), ("/contrast?a=piriformis-syndrome", 200), ("/contrast?c=1", 422),
])
def test_hostile_and_empty_parameters_are_answered_in_words(client, address: str, status: int):
    page = get(client, address, status)
    assert "<script>alert" not in page
    assert "Traceback" not in page


def test_labels_cannot_end_the_script_element(client):
    page = get(client, AROUND)
    data = re.search(r'<script type="application/json">(.*?)</gluteal-graph>', page, re.DOTALL)[1]
    assert data.count("<") == 1  # that of </script>


def test_a_proof_and_a_rule_are_pages_for_people_and_json_for_programs(client):
    page = get(client, f"/v1/proofs/{INFERRED}")
    assert "piriformis syndrome can hurt in buttock" in page
    assert "SF-A001" in page
    assert page.count("data-premise=") > 1
    assert client.get(f"/v1/proofs/{INFERRED}").is_json
    rule = client.get(AROUND.replace("/explore", "/v1/graph/neighbourhood")).json
    name = next(e["records"][0] for e in rule["edges"] if e["relation"] == "canPresentWith")
    assert f"Rule {name}" in get(client, f"/v1/rules/{name}")
    assert client.get(f"/v1/rules/{name}").is_json


def _policy(client: FlaskClient, path: str) -> str:
    return client.get(path, headers=PAGE).headers["Content-Security-Policy"]


def test_a_frame_is_for_the_clinic_systems_that_are_named_and_for_one_page(client, tmp_path):
    clinic = "https://clinic.example"
    config = Config(tmp_path, tmp_path, frame_ancestors=(clinic,))
    framed = create_app(service(), config).test_client()
    assert f"frame-ancestors {clinic};" in _policy(framed, "/embed/graph?of=piriformis")
    assert "frame-ancestors 'none';" in _policy(framed, AROUND)
    assert "frame-ancestors 'none';" in _policy(client, "/embed/graph?of=piriformis")
    page = get(framed, "/embed/graph?of=piriformis-syndrome")
    assert "<nav" not in page
    assert 'data-edge="GKG:0004013' in page


def test_the_script_for_other_pages_may_be_loaded_by_them(client):
    script = client.get("/embed.js")
    assert script.mimetype == "text/javascript"
    assert script.text.count("{") == script.text.count("}")
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    page = client.get(AROUND, headers=PAGE)
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
