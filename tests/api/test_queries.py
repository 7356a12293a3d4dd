"""Saved queries over HTTP."""

import pytest


def test_the_list_tells_parameters_and_what_is_returned(client):
    items = client.get("/v1/queries").json["items"]
    assert [item["name"] for item in items] == ["regions"]
    assert items[0]["parameters"][0]["example"] == "buttock"
    assert items[0]["returns"] == {"structure": "what lies there"}
    assert items[0]["href"] == "/v1/queries/regions"


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+json"])
def test_an_answer_has_the_asked_for_format(client, accept: str):
    answer = client.get("/v1/queries/regions?region=buttock", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, accept)


def test_a_browser_gets_a_page_about_the_query(client):
    page = client.get("/v1/queries/regions", headers={"Accept": "text/html"})
    assert "What lies in a region" in page.text
    assert "SELECT ?region" in page.text
    assert "What lies" in client.get("/v1/queries", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(("asked", "status"), [
    ("", 422), ("?region=piriformis", 422), ("?region=zork", 422), ("?region=buttock&zork=1", 422),
    ("?region=buttock&region=buttock", 400), ("?region=%27%20%7D%20%23", 422),
])
def test_bar_06_a_wrong_parameter_is_pointed_at(client, asked: str, status: int):
    answer = client.get(f"/v1/queries/regions{asked}")
    assert answer.status_code == status
    if status == 422:
        assert {e["pointer"] for e in answer.json["errors"]} <= {"/region", "/zork"}


def test_an_unknown_query_is_a_404_with_suggestions(client):
    answer = client.get("/v1/queries/zork")
    assert (answer.status_code, answer.json["candidates"]) == (404, ["regions"])


def test_each_saved_query_is_a_call_of_the_interface(client):
    call = client.get("/openapi.json").json["paths"]["/v1/queries/regions"]["get"]
    assert [p["name"] for p in call["parameters"]] == ["region"]
    assert call["parameters"][0]["required"]
    assert "PainRegion" in call["parameters"][0]["description"]
    assert "`structure`: what lies there" in call["description"]
