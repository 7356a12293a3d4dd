"""Entities, lists, search and provenance over HTTP."""

import json

import pyoxigraph
import pytest

from kg.catalogue.kinds import LISTS
from tests.api.test_openapi import scripts_of_others

PAGE = "/v1/conditions/piriformis-syndrome"
INFERRED = "GKG_0004013.canHurtIn.GKG_0000001"


def test_a_page_tells_asserted_from_inferred(client):
    relations = {r["property"]: r for r in client.get(PAGE).json["relations"]}
    assert relations["canAffect"]["basis"] == "asserted"
    assert relations["canAffect"]["proof"] is None
    assert relations["canHurtIn"]["basis"] == "inferred"
    assert relations["canHurtIn"]["target"]["label"] == "buttock"


def test_the_proof_of_an_inferred_relation_ends_in_axioms_with_support(client):
    relation = next(r for r in client.get(PAGE).json["relations"] if r["proof"])
    assert relation["proof"] == INFERRED
    proof = client.get(f"/v1/proofs/{INFERRED}").json["proof"]
    assert proof["rule"] == "property chain"
    assert "claim/SF-A001" in json.dumps(proof)


@pytest.mark.parametrize("wrong", [
    "GKG_0004013.canHurtIn.GKG_0000100", "GKG_0004013.zork.GKG_0000001", "GKG_9999999.a.GKG_1",
    "GKG_0000100.subClassOf.GKG_0000001", "..", "GKG_0004013",
])
def test_what_is_not_entailed_has_no_proof(client, wrong: str):
    assert client.get(f"/v1/proofs/{wrong}").status_code == 404


def test_a_subclass_is_proved_too(client):
    answer = client.get("/v1/proofs/GKG_0002001.subClassOf.GKG_0002000")
    assert answer.json["proof"]["conclusion"].startswith("SubClassOf")


@pytest.mark.parametrize("name", ["GKG:0004013", "GKG_0004013", "gkg:0004013",
                                  "piriformis-syndrome"])
def test_an_entity_is_found_by_id_and_slug(client, name: str):
    assert client.get(f"/v1/entities/{name}").json["id"] == "GKG:0004013"


def test_an_old_slug_redirects_for_good(client):
    answer = client.get("/v1/muscles/pyriformis")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/v1/muscles/piriformis"
    assert client.get("/v1/muscles/pyriformis", follow_redirects=True).json["label"] == "piriformis"


def test_hierarchy_claims_mappings_and_sources_are_on_the_page(client):
    pain = client.get("/v1/findings/buttock-pain").json
    assert [c["slug"] for c in pain["hierarchy"]["children"]] == ["sitting-aggravated-buttock-pain"]
    muscle = client.get("/v1/muscles/piriformis").json
    assert muscle["sources"] == [{"key": "book", "citation": "A book, 2001"}]
    assert [c["id"] for c in muscle["claims"]] == ["SF-A001"]
    region = client.get("/v1/regions/buttock").json
    assert region["mappings"][0]["code"] == "UBERON:0013691"
    assert region["mappings"][1] == {
        "code": "ICD10CM:S30.01", "label": "Right thing", "predicate": "narrow",
        "justification": "semapv:ManualMappingCuration", "side": "right"}


def test_mappings_are_links_to_foreign_terms_in_rdf_and_name_their_side_in_html(client):
    turtle = client.get("/v1/regions/buttock", headers={"Accept": "text/turtle"}).data
    exact = pyoxigraph.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    objects = [quad.object for quad in
               pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)
               if quad.predicate == exact]
    assert objects == [pyoxigraph.NamedNode("http://purl.obolibrary.org/obo/UBERON_0013691")]
    page = client.get("/v1/regions/buttock", headers={"Accept": "text/html"}).text
    assert "narrow (right)" in page


@pytest.mark.parametrize("name", ["entities", *LISTS])
def test_every_list_answers_in_every_format(client, name: str):
    for accept in ("application/json", "text/html", "text/turtle", "application/ld+json"):
        answer = client.get(f"/v1/{name}", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, accept)


def test_lists_are_paged(client):
    page = client.get("/v1/entities?limit=2&offset=1").json
    assert page["total"] == 5
    assert [item["label"] for item in page["items"]] == ["buttock pain", "piriformis"]


@pytest.mark.parametrize(("media_type", "syntax"), [
    ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
    ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
])
def test_rdf_formats_hold_the_same_triples(client, media_type: str, syntax):
    answer = client.get(PAGE, headers={"Accept": media_type})
    triples = {str(quad.triple) for quad in pyoxigraph.parse(answer.data, format=syntax)}
    assert any("canHurtIn" in triple for triple in triples)
    other = client.get(PAGE, headers={"Accept": "text/turtle"}).data
    turtle = pyoxigraph.parse(other, format=pyoxigraph.RdfFormat.TURTLE)
    assert triples == {str(quad.triple) for quad in turtle}


def test_bar_29_markup_in_a_definition_is_inert(client):
    page = client.get("/v1/findings/buttock-pain", headers={"Accept": "text/html"}).text
    assert scripts_of_others(page) == []
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(("accept", "given"), [
    ("", "application/json"),
    ("*/*", "application/json"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ("text/turtle;q=0.3, application/ld+json;q=0.4", "application/ld+json"),
    ("text/*", "text/html"),
    ("text/html;q=0, text/*", "text/turtle"),
    ("application/json;q=0, */*;q=0.1", "text/html"),
    ("garbage", "application/json"),
    ("TEXT/TURTLE", "text/turtle"),
])
def test_the_accept_header_chooses(client, accept: str, given: str):
    answer = client.get(PAGE, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, given)


@pytest.mark.parametrize("accept", ["text/csv", "application/json;q=0", "text/turtle;q=zork"])
def test_what_cannot_be_given_is_a_406(client, accept: str):
    assert client.get(PAGE, headers={"Accept": accept}).status_code == 406


@pytest.mark.parametrize(("asked", "label", "match"), [
    ("buttock", "buttock", "exact"),
    ("Gluteal Region", "buttock", "synonym"),
    ("pirif", "piriformis", "prefix"),
    ("pain buttock", "buttock pain", "prefix"),
    ("pirifrmis", "piriformis", "fuzzy"),
])
def test_search_says_how_it_matched(client, asked: str, label: str, match: str):
    first = client.get("/v1/search", query_string={"q": asked}).json["items"][0]
    assert (first["label"], first["match"]) == (label, match)


def test_search_is_filtered_by_kind_and_paged(client):
    everything = client.get("/v1/search?q=buttock").json
    assert everything["total"] == 3
    assert client.get("/v1/search?q=buttock&kind=region").json["total"] == 1
    assert len(client.get("/v1/search?q=buttock&limit=1&offset=2").json["items"]) == 1
    assert client.get("/v1/search?q=buttock&offset=9").json["items"] == []


def test_completion_never_guesses(client):
    assert client.get("/v1/autocomplete?q=pirifrmis").json["total"] == 0
    assert client.get("/v1/autocomplete?q=piri").json["total"] == 2


def test_a_rule_shows_pattern_conclusion_basis_and_sources(client):
    rule = client.get("/v1/rules/F001").json
    assert rule["pattern"]["finding"]["slug"] == "sitting-aggravated-buttock-pain"
    assert rule["conclusion"]["condition"]["slug"] == "piriformis-syndrome"
    assert rule["basis"] == "evidence"
    assert [source["key"] for source in rule["sources"]] == ["book", "lost"]


def test_evidence_is_on_the_pages_of_its_condition_and_its_finding(client):
    for path in (PAGE, "/v1/findings/sitting-aggravated-buttock-pain"):
        assert [rule["id"] for rule in client.get(path).json["rules"]] == ["F001"]
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert 'href="/v1/rules/F001"' in page
    assert client.get("/v1/muscles/piriformis").json["rules"] == []


@pytest.mark.parametrize(("path", "words"), [
    ("/v1/sources", ["A book, 2001", 'href="/v1/sources/book"']),
    ("/v1/sources/book", ["A book, 2001", 'href="/v1/rules/F001"']),
    ("/v1/claims", ["the syndrome <em>affects</em>", 'href="/v1/claims/SF-A001"', "A page"]),
    ("/v1/claims?about=piriformis", ["Claims about piriformis", "the syndrome"]),
    ("/v1/claims?about=buttock", ["state nothing about it"]),
    ("/v1/claims/SF-A001", ["the syndrome <em>affects</em>", "A page, sentence 3", "taken over",
                            'href="/v1/entities/piriformis"', 'href="/ontology#canAffect"']),
])
def test_sources_and_claims_are_pages_for_people_and_json_for_programs(client, path, words):
    page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert [one for one in words if one not in page.text] == []
    assert client.get(path).mimetype == "application/json"
    assert client.get(path, headers={"Accept": "text/csv"}).status_code == 406


def test_a_source_and_a_claim_by_their_names(client):
    source, claim = client.get("/v1/sources/book").json, client.get("/v1/claims/SF-A001").json
    assert (source["citation"], source["rules"]) == (
        "A book, 2001", [{"id": "F001", "type": "evidence"}])
    listed = client.get("/v1/claims").json["items"][0]
    assert {name: claim[name] for name in listed} == listed
    for path, near in (("/v1/sources/Book", "book"), ("/v1/claims/sf-a001", "SF-A001")):
        lost = client.get(path)
        assert lost.status_code == 404
        assert near in lost.text


def test_claims_are_found_by_what_they_are_about(client):
    assert client.get("/v1/claims").json["total"] == 1
    claim = client.get("/v1/claims?about=piriformis").json["items"][0]
    assert (claim["id"], claim["document"]["title"]) == ("SF-A001", "A page")
    assert client.get("/v1/claims?about=buttock").json["total"] == 0


def test_an_explanation_is_also_prose_and_its_proof_rdf(post):
    prose = post({"condition": "x"}, "/v1/explain", Accept="text/plain").text
    assert prose.startswith("piriformis syndrome\n")
    assert "- does not rank\n" in prose
    assert "candidate for piriformis syndrome" in prose
    assert "https://" not in prose
    turtle = post({"condition": "x"}, "/v1/explain", Accept="text/turtle")
    triples = list(pyoxigraph.parse(turtle.data, format=pyoxigraph.RdfFormat.TURTLE))
    assert sum("ProofStep" in str(triple) for triple in triples) == 2


def test_a_page_says_yes_and_no_and_cites_sources_as_a_reader_would(client):
    page = client.get(PAGE, headers={"Accept": "text/html"}).text
    assert "<dd>no" in page
    assert "False" not in page


def test_the_documentation_starts_with_reasoning_and_shows_what_to_send(client):
    page = client.get("/docs").text
    assert page.index("/v1/differential") < page.index("/livez")
    assert "saddle anesthesia" in page
    assert "list of </dd>" not in page
    assert "female, male, intersex, unknown" in page
