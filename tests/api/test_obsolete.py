"""What the service answers for what was renamed or withdrawn, from the table to the reply."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from api import create_app
from api.config import Config
from api.service import Service
from kg.clinical.lexicon import Lexicon, Match
from kg.iris import DCTERMS, OWL
from kg.snapshot.build import build_snapshot
from tests.small_knowledge import small_knowledge, write_compiled

OLD, NEW = "GKG:0001001", "GKG:0001000"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service over the small knowledge, in which sitting replaced driving."""
    folder: Path = tmp_path_factory.mktemp("obsolete")
    snapshot = build_snapshot(write_compiled(folder / "compiled"), folder / "state")
    config = Config(snapshot=snapshot, query_socket=folder / "none.sock", access_log=False)
    return create_app(Service.open(config), config).test_client()


@pytest.mark.parametrize("name", [OLD, "GKG_0001001", "driving"])
def test_an_obsolete_entity_keeps_its_page_which_names_the_successor(client, name: str):
    for path in (f"/v1/entities/{name}", f"/v1/activities/{name}"):
        found = client.get(path).json
        assert (found["id"], found["deprecated"]) == (OLD, True)
        assert found["replaced_by"]["id"] == NEW
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert "Obsolete; use <a href=\"/v1/entities/sitting\">sitting</a>" in page


def test_its_rdf_says_so_too(client):
    turtle = client.get(f"/v1/entities/{OLD}", headers={"Accept": "text/turtle"}).data
    said = {(q.predicate.value, q.object.value)
            for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert (OWL + "deprecated", "true") in said
    assert (DCTERMS + "isReplacedBy", "https://w3id.org/gluteal/GKG_0001000") in said


def test_nobody_is_led_to_it(client):
    assert client.get("/v1/search?q=driving").json["total"] == 0
    listed = {item["id"] for item in client.get("/v1/activities").json["items"]}
    assert NEW in listed
    assert OLD not in listed


@pytest.mark.parametrize("name", [OLD, "driving", "Driving"])
def test_its_names_in_a_presentation_mean_the_successor(client, name: str):
    finding = {"expression": {"type": "pain", "aggravated_by": [name]}}
    reply = client.post("/v1/differential", json={"findings": [finding]}).json
    (understood,) = reply["understood"]
    assert [one["id"] for one in understood["expression"]["aggravated_by"]] == [NEW]


def test_a_reply_says_that_a_name_was_obsolete():
    lexicon = Lexicon(small_knowledge())
    assert lexicon.resolve(OLD, lambda _: True) == Match(NEW, "obsolete")
    assert lexicon.resolve(NEW, lambda _: True) == Match(NEW, "id")


def test_an_old_slug_redirects_and_still_reports(client):
    answer = client.get("/v1/muscles/pyriformis")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/v1/muscles/piriformis")
    assert client.get("/v1/entities/pyriformis").headers["Location"] == "/v1/entities/piriformis"


def test_the_page_of_the_ontology_lists_it(client):
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert page.split('id="obsolete"')[1].count(OLD) == 1
