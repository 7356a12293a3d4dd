"""Text of the knowledge stays text in a real browser, whatever it holds."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from api import create_app
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.network import Network
from kg.graph.build import graph_of
from kg.model import Condition, Entity, Finding
from tests.api.hostile import PAYLOADS, SmallStore
from tests.api.standins import knowledge, service, taxonomy
from tests.browser.serving import serving

pytestmark = pytest.mark.browser
_KINDS = (("Condition", Condition), ("Symptom", Finding), ("Muscle", Entity), ("Treatment", Entity))
_STRANGE = """() => [...document.querySelectorAll('*')].filter((element) =>
    ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'IMG', 'VIDEO', 'AUDIO', 'MARQUEE', 'STYLE', 'MATH',
     'SVG', 'NOSCRIPT', 'TEMPLATE', 'X', 'FRAME'].includes(element.tagName.toUpperCase())
    || (element.tagName === 'SCRIPT' && !element.src.startsWith(location.origin + '/static/ui/'))
    || [...element.attributes].some((one) => one.name.startsWith('on') || one.name === 'style'
        || /^\\s*(javascript|data|vbscript):/i.test(one.value.replaceAll(/[\\t\\n]/g, '')) && ['href', 'src', 'action'].includes(one.name))
  ).map((element) => element.outerHTML.slice(0, 120))"""  # noqa: E501 - one expression


def _hostile() -> list[Entity]:
    made = []
    for at, text in enumerate(PAYLOADS):
        kind, model = _KINDS[at % len(_KINDS)]
        made.append(model(
            id=f"GKG:0009{at:03d}", kind=kind, label=text, slug=f"hostile-{at}",
            synonyms=(text, f"{text} too"), definition=f"{text} in a definition", note=text,
        ))
    return made


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """The address of a service whose every name and definition is a payload."""
    known = knowledge()
    known = replace(known, entities=dict(known.entities) | {e.id: e for e in _hostile()})
    catalogue = Catalogue(known, taxonomy())
    network = Network(catalogue, graph_of(known, taxonomy(), {}))
    app = create_app(replace(service(SmallStore()), catalogue=catalogue, network=network))
    with serving(app) as address:
        yield address


@pytest.fixture
def site(hostile: str) -> str:
    """The pages of this module."""
    return hostile


def _is_inert(page: Page) -> None:
    assert page.evaluate(_STRANGE) == []
    assert page.evaluate("globalThis.pwned") is None


def test_bar_66_names_synonyms_and_definitions_are_inert_on_every_page(page: Page):
    lists = ["/v1/entities", "/v1/conditions", "/v1/findings", "/v1/treatments", "/browse",
             "/search?q=script&limit=100", "/search?q=onerror&limit=100"]
    for address in [*lists, *(f"/v1/entities/hostile-{at}" for at in range(0, 200, 4))]:
        page.goto(address)
        _is_inert(page)
    page.goto("/v1/entities")
    shown = page.locator("main").inner_text()
    assert sum(text.strip() in shown for text in PAYLOADS if "\t" not in text) > 190


def test_bar_66_answers_of_queries_are_inert_with_script_too(page: Page):
    page.goto("/query")
    page.locator("#query").fill("SELECT ?s ?l { ?s rdfs:label ?l }")
    page.get_by_role("button", name="Run").click()
    page.get_by_text("200 rows").wait_for()
    assert page.locator(".rows tbody tr").count() == 200
    editor = page.locator(".code-editor")
    editor.evaluate("(element) => element.remove()")
    _is_inert(page)
