"""An answer of 5,000 nodes, more than the service gives unless it is told to."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Page, expect

from api import create_app
from api.roles import ROLES
from tests.api.standins import service
from tests.browser.accessibility import violations
from tests.browser.serving import serving

pytestmark = pytest.mark.browser
CROWD = 5_000
TEMPLATE = """{% extends "base.html" %}
{% block title %}A crowd{% endblock %}
{% block styles %}<link rel="stylesheet" href="/static/explore.css">{% endblock %}
{% block scripts %}
<script type="module" src="{{ assets.script("explore") }}"></script>
{% endblock %}
{% block main %}<h1>A crowd</h1>
<gluteal-graph><script type="application/json">{{ data|safe }}</script></gluteal-graph>
{% endblock %}"""


def answer() -> str:
    """Return what the service would answer: everything is beside the first thing."""
    nodes = [
        {"id": f"GKG:{n:07}", "slug": f"thing-{n}", "label": f"thing {n}", "kind": "Muscle",
         "x": n % 71, "y": n // 71, "degree": 1 if n else CROWD - 1}
        for n in range(CROWD)
    ]
    edges = [
        {"source": nodes[0]["id"], "target": node["id"], "relation": "adjacentTo",
         "label": "adjacent to", "inferred": False, "proof": None, "basis": "stated",
         "strength": None, "estimate": None, "records": [], "sources": []}
        for node in nodes[1:]
    ]
    return json.dumps({"of": [nodes[0]["id"]], "nodes": nodes, "edges": edges,
                       "shown": CROWD, "total": CROWD})


def _app() -> Flask:
    app, data = create_app(service()), answer()

    @app.get("/crowd")
    def _show() -> str:
        return render_template_string(TEMPLATE, data=data)

    return app


@pytest.fixture(scope="module")
def crowded() -> Iterator[str]:
    """The address of a page that was sent such an answer."""
    with pytest.MonkeyPatch.context() as patch, serving(_app()) as address:
        patch.setitem(ROLES, "/crowd", "anyone")
        yield address


@pytest.fixture
def site(crowded: str) -> str:
    """The pages of this module."""
    return crowded


def test_bar_67_a_crowd_is_refused_in_words_and_the_page_stays_usable(page: Page):
    page.goto("/crowd")
    said = page.locator("gluteal-graph .shown")
    expect(said).to_contain_text("1 of 5000 entities shown")
    expect(said).to_contain_text("Not drawn: more than 2000 entities")
    expect(page.locator(".stage [data-node]")).to_have_count(1)
    expect(page.locator(".stage [data-edge]")).to_have_count(0)
    assert violations(page) == []
    page.locator('.stage [tabindex="0"]').focus()
    heard = page.evaluate("document.activeElement.ariaLabel")
    assert heard == "thing 0, muscle, 4999 more not shown"
    before = page.locator(".everything").get_attribute("transform")
    page.keyboard.press("-")
    assert page.locator(".everything").get_attribute("transform") != before
    page.keyboard.press("?")
    expect(page.locator(".side")).to_contain_text("Arrows")
