"""The ontology over HTTP: its page, its files, where its names lead."""

import re

import pyoxigraph as ox
import pytest

from api.negotiate import RDF_XML
from kg.iris import BASE
from tests.api.test_openapi import scripts_of_others

HTML = {"Accept": "text/html"}
FILES = {
    "/ontology.ttl": "text/turtle",
    "/ontology.owl": "application/rdf+xml",
    "/ontology.jsonld": "application/ld+json",
    "/ontology.obographs.json": "application/json",
    "/ontology.terms.json": "application/json",
    "/ontology-base.ttl": "text/turtle",
}


def _page(client) -> str:
    return client.get("/ontology", headers=HTML).text


@pytest.mark.parametrize(("path", "media_type"), FILES.items())
def test_every_file_is_given_under_its_name(client, path: str, media_type: str):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert len(answer.data) > 10_000
    assert answer.headers["Gluteal-Snapshot"].startswith("sha256:")


@pytest.mark.parametrize(("accept", "media_type"), [
    ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"), ("*/*", "text/html"),
    ("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"),
    ("application/rdf+xml;q=0.9, application/xml;q=0.5", RDF_XML),
    ("application/json", "application/json"),
])
def test_one_address_gives_page_and_files_by_what_is_accepted(client, accept, media_type):
    for path in ("/ontology", "/ontology/0.0.1"):
        assert client.get(path, headers={"Accept": accept}).mimetype == media_type


def test_an_unchanged_file_is_not_sent_again(client):
    tag = client.get("/ontology.ttl").headers["ETag"]
    again = client.get("/ontology.ttl", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", ["/ontology/9.9.9", "/ontology-base/9", "/ontology.sssom.tsv"])
def test_what_this_release_does_not_hold_is_a_404(client, path: str):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json["type"] == "not-found"


def test_what_no_file_can_give_is_a_406(client):
    assert client.get("/ontology", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/ontology.ttl", headers={"Accept": "text/csv"}).status_code == 406


def test_the_page_has_an_anchor_for_every_term_of_the_schema(client):
    anchors = re.findall(r' id="([^"]+)"', _page(client))
    assert len(anchors) == len(set(anchors))
    graph = ox.parse(client.get("/ontology.ttl").data, format=ox.RdfFormat.TURTLE)
    terms = {q.subject.value.removeprefix(BASE) for q in graph
             if q.predicate.value.endswith("#type") and q.object.value.endswith(
                 ("owl#Class", "owl#ObjectProperty", "owl#AnnotationProperty"))
             and q.subject.value.startswith(BASE)}
    assert len(terms) > 250
    assert terms <= set(anchors)


def test_every_link_on_the_page_leads_somewhere(client):
    page = _page(client)
    links = set(re.findall(r'href="(/[^"#]*)"', page))
    assert links > {"/ontology.ttl", "/v1/muscles", "/v1/entities/piriformis-syndrome"}
    for link in links:
        with client.get(link, headers={"Accept": "*/*"}) as answer:
            assert answer.status_code == 200, link
    inside = set(re.findall(r'href="#([^"]+)"', page))
    assert inside <= set(re.findall(r' id="([^"]+)"', page))


def test_the_page_needs_no_script_and_no_other_host(client):
    page = _page(client)
    assert scripts_of_others(page) == []
    assert " style=" not in page
    addresses = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', page)
    assert [address for address in addresses if not address.startswith("/static/")] == []


def test_the_page_tells_asserted_from_inferred_and_shows_a_proof(client):
    section = _page(client).split('id="canHurtIn"')[1].split("</section>")[0]
    assert "0 asserted, 1 inferred" in section
    assert 'href="/v1/proofs/GKG_0004013.canHurtIn.GKG_0000001"' in section
    assert 'href="#canAffect"' in section


@pytest.mark.parametrize(("name", "place"), [
    ("hasFinding", "/ontology#hasFinding"),
    ("Muscle", "/ontology#Muscle"),
    ("GKG_0000100", "/v1/entities/GKG_0000100"),
    ("evidence/F001", "/v1/rules/F001"),
    ("rule/F001", "/v1/rules/F001"),
    ("candidate-for/GKG_0004013", "/v1/entities/GKG_0004013"),
    ("mapping/GKG_0000001-UBERON_0013691", "/v1/entities/GKG_0000001"),
    ("claim/SF-A001", "/v1/claims/SF-A001"),
    ("source/book", "/v1/sources/book"),
    ("document/D1", "/ontology#Document"),
    ("graph/asserted", "/ontology#graphs"),
    ("ontology", "/ontology"),
    ("ontology/0.0.1", "/ontology/0.0.1"),
])
def test_every_iri_leads_to_what_describes_it(client, name: str, place: str):
    answer = client.get(f"/id/{name}")
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    assert client.get(place).status_code == 200


@pytest.mark.parametrize("name", ["GKG_9999999", "evidence/F999", "zork/x", "a b", "source/none"])
def test_an_iri_that_names_nothing_is_a_404(client, name: str):
    assert client.get(f"/id/{name}").status_code == 404
