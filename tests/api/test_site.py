"""Pages to find things on, the page of an entity, and problems as pages."""

import pytest

from api import create_app
from kg.errors import QueryTimeout
from tests.api.standins import RoteQueries, service
from tests.api.test_openapi import scripts_of_others

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGE = "/v1/conditions/piriformis-syndrome"


def test_every_page_has_the_search_field_and_the_ways_around(client):
    for path in ("/about", "/browse", PAGE, "/nowhere"):
        page = client.get(path, headers=BROWSER).text
        assert 'action="/search"' in page
        assert 'href="/query"' in page
        assert 'href="/browse"' in page


def test_browsing_shows_every_kind_with_its_number(client):
    page = client.get("/browse", headers=BROWSER).text
    assert 'href="/v1/muscles"' in page
    assert '<strong>Muscles</strong> <span class="count">1</span>' in page


def test_search_finds_what_the_interface_finds(client):
    found = client.get("/v1/search?q=buttock").json
    page = client.get("/search?q=buttock", headers=BROWSER).text
    for item in found["items"]:
        assert f'/{item["slug"]}"' in page
    assert f'<span class="count">{found["total"]}</span>' in page
    assert "Nothing is known" in client.get("/search?q=qqqqqq", headers=BROWSER).text
    assert "Type the name" in client.get("/search", headers=BROWSER).text
    assert "piriformis" in client.get("/search?kind=muscles", headers=BROWSER).text
    assert client.get("/search?q=a&kind=zebra", headers=BROWSER).status_code == 422


def test_what_was_searched_stays_in_the_field_as_text(client):
    page = client.get("/search", query_string={"q": '"><script>x</script>'}, headers=BROWSER).text
    assert scripts_of_others(page) == []
    assert 'value="&#34;&gt;&lt;script&gt;' in page


def test_an_entity_tells_where_it_hurts_what_is_inferred_and_on_which_source(client):
    page = client.get(PAGE, headers=BROWSER).text
    assert "Where it hurts" in page
    assert 'href="/v1/proofs/GKG_0004013.canHurtIn.GKG_0000001"' in page
    assert "1 inferred" in page
    assert 'href="#source-1"' in page
    assert "A book, 2001" in page
    assert "[1]" in page


def test_others_that_name_an_entity_are_on_its_page(client):
    page = client.get("/v1/muscles/piriformis", headers=BROWSER).text
    assert "can affect this" in page
    assert "piriformis syndrome" in page


@pytest.mark.parametrize(("key", "media_type"), [
    ("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("json", "application/json"),
])
def test_an_entity_is_downloaded_by_address(client, key: str, media_type: str):
    answer = client.get(f"{PAGE}?format={key}", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert client.get(f"{PAGE}?format=exe").status_code == 422
    described = client.get("/openapi.json").json["paths"]["/v1/conditions/{identifier}"]["get"]
    schema = {one["name"]: one["schema"] for one in described["parameters"]}["format"]
    assert key in schema["enum"]


@pytest.mark.parametrize(("path", "status", "words"), [
    ("/nowhere", 404, "Check the address"),
    ("/v1/conditions/piriformis-sindrome", 404, "piriformis-syndrome"),
    ("/search?limit=x", 422, "Correct the marked"),
])
def test_a_browser_gets_a_problem_as_a_page_with_what_to_do(client, path, status, words):
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [
    {}, {"Accept": "*/*"}, {"Accept": "application/json"},
    {**BROWSER, "Sec-Fetch-Mode": "cors"}, {**BROWSER, "Sec-Fetch-Mode": "same-origin"},
])
def test_other_clients_and_scripts_get_the_problem_document(client, headers):
    assert client.get("/nowhere", headers=headers).mimetype == "application/problem+json"


def test_a_failed_query_by_address_is_a_page_in_a_browser():
    client = create_app(service(RoteQueries(QueryTimeout("too slow")))).test_client()
    page = client.get("/sparql?query=ASK%7B%7D", headers={"Accept": "text/html"})
    assert page.status_code in (406, 503)
    assert page.mimetype == "text/html"
