"""The query page without script: forms, answers, downloads, errors, and values that stay text."""

import csv
import io
import re
import shlex
from html.parser import HTMLParser

import pytest

from api import create_app
from api.pages import workbench
from kg import errors
from kg.places import data_folder
from kg.query.header import load_saved
from tests.api.hostile import PAYLOADS, SmallStore
from tests.api.standins import service
from tests.api.test_openapi import scripts_of_others

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


class Seen(HTMLParser):
    """The elements and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


@pytest.fixture
def asked():
    """Send a query as the form of the page does."""
    client = create_app(service(SmallStore())).test_client()

    def _ask(query: str, **fields: str):
        return client.post("/query", data={"query": query} | fields, headers=BROWSER)

    return _ask


@pytest.mark.parametrize("path", ["/query", "/sparql", "/v1/queries"])
def test_without_a_query_there_are_saved_ones_and_a_field(client, path: str):
    page = client.get(path, headers=BROWSER).text
    assert '<textarea id="query"' in page
    assert 'href="/query?name=regions"' in page


def test_saved_queries_are_found_by_words(client):
    assert "name=regions" in client.get("/query?find=LIES+structures", headers=BROWSER).text
    page = client.get("/query?find=zork", headers=BROWSER).text
    assert "name=regions" not in page
    assert "No saved query holds these words" in page


def test_a_saved_query_is_a_form_and_its_address_gives_the_answer():
    client = create_app(service(SmallStore())).test_client()
    form = client.get("/query?name=regions", headers=BROWSER).text
    assert 'name="region"' in form
    assert '<option value="buttock">' in form
    assert "0 rows" not in form
    page = client.get("/query?name=regions&region=buttock", headers=BROWSER)
    assert page.status_code == 200
    assert "0 rows" in page.text
    assert "Nothing in the graph fits" in page.text


def test_a_wrong_parameter_is_said_at_its_field(client):
    page = client.get("/query?name=regions&region=piriformis", headers=BROWSER)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert "Must be a PainRegion" in page.text
    assert 'value="piriformis"' in page.text


def test_a_parameter_called_name_is_the_second_of_that_name():
    saved = load_saved(data_folder("queries"))
    assert "name" in saved["entities-by-name"].parameters
    for query in saved.values():
        assert workbench.RESERVED.isdisjoint(query.parameters), query.name


def test_an_unknown_query_is_a_page_that_names_others(client):
    page = client.get("/query?name=zork", headers=BROWSER)
    assert page.status_code == 404
    assert 'href="/query?name=regions"' in page.text


def test_the_answer_to_sparql_is_a_table_with_time_and_number_of_rows(asked):
    page = asked("SELECT ?s { ?s rdfs:label ?l } LIMIT 3").text
    assert re.search(r"3 rows.*in 4 ms", page)
    assert asked("ASK { ?s ?p ?o }").text.count("<strong>Yes</strong>") == 1
    assert asked("ASK { <urn:x> ?p ?o }").text.count("<strong>No</strong>") == 1
    graph = asked("CONSTRUCT { ?s a owl:Thing } WHERE { ?s ?p ?o } LIMIT 2").text
    assert "2 triples" in graph
    assert "Download Turtle" in graph


@pytest.mark.parametrize(("key", "media_type"), [
    ("csv", "text/csv"), ("tsv", "text/tab-separated-values"),
    ("json", "application/sparql-results+json"), ("xml", "application/sparql-results+xml"),
])
def test_results_are_downloaded(asked, key: str, media_type: str):
    answer = asked("SELECT ?l { <urn:p:0> rdfs:label ?l }", format=key)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="query.{key}"'
    assert "alert" in answer.text


@pytest.mark.parametrize("key", ["ttl", "nt", "jsonld", "rdf"])
def test_graphs_are_downloaded(asked, key: str):
    answer = asked("CONSTRUCT WHERE { <urn:p:0> ?p ?o }", format=key)
    assert answer.status_code == 200
    assert "alert(1)" in answer.text
    assert asked("ASK {}", format=key).status_code == 400


def test_a_spreadsheet_takes_nothing_for_a_formula_and_numbers_stay(asked):
    values = ["=cmd()", "+1+1", "-1+1", "@SUM(A1)", "\tx", "plain", "a=b"]
    rows = " ".join(f'"{value}"' for value in values).replace("\t", "\\t")
    answer = asked(f"SELECT ?v {{ VALUES ?v {{ {rows} -5 }} }}", format="csv")
    cells = [row[0] for row in csv.reader(io.StringIO(answer.text))][1:]
    assert cells == ["'=cmd()", "'+1+1", "'-1+1", "'@SUM(A1)", "'\tx", "plain", "a=b", "-5"]


def test_bar_66_no_value_of_an_answer_becomes_an_element_or_a_link(asked):
    clean = Seen(asked("SELECT ?s ?l { ?s rdfs:label ?l } LIMIT 1").text)
    page = asked("SELECT ?s ?l { ?s rdfs:label ?l }").text
    hostile = Seen(page)
    assert len(PAYLOADS) == 200
    assert "200 rows" in page
    assert hostile.names == clean.names
    assert hostile.attributes - clean.attributes == set()
    assert scripts_of_others(page) == []


def test_bar_66_only_addresses_of_the_web_become_links(asked):
    page = asked("""CONSTRUCT { <javascript:alert(1)> <data:text/html,x> <vbscript:x> .
        <https://example.org/a> <urn:b> <JaVaScRiPt:alert(2)> } WHERE {}""").text
    links = Seen(page).links
    assert "https://example.org/a" in links
    assert not [one for one in links if not one.startswith(("/", "#", "https://example.org/"))]
    assert "javascript:alert(1)" in page


def test_the_command_is_the_query_whatever_it_holds(asked):
    query = "SELECT ('$(reboot)' AS ?x) { # `it's` \"fine\"\n}"
    page = asked(query).text
    command = re.search(r'<pre tabindex="0"><code>(curl.*?)</code>', page, re.DOTALL)[1]
    for escaped, plain in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&amp;", "&")):
        command = command.replace(escaped, plain)
    words = shlex.split(command)
    assert words[-1] == f"query={query}"
    assert words[2] == "http://localhost/sparql"


def test_a_parse_error_is_told_with_its_place(asked):
    page = asked("SELECT *\nWHERE { ?s ?p }")
    assert page.status_code == 400
    assert 'data-line="2"' in page.text
    assert "cannot be read beyond line 2" in page.text
    assert "SELECT *\nWHERE { ?s ?p }</textarea>" in page.text, "the text is kept"


@pytest.mark.parametrize(("error", "status", "words"), [
    (errors.QueryTimeout("the query took longer than 2 s"), 503, "add a LIMIT"),
    (errors.AnswerTooLarge("larger"), 507, "Add a LIMIT"),
    (errors.QueryOverloaded("busy"), 429, "Wait a few seconds"),
    (errors.QueryCrashed("died"), 503, "refused for a while"),
])
def test_every_failure_says_what_to_do(error, status: int, words: str):
    client = create_app(service(SmallStore(error))).test_client()
    page = client.post("/query", data={"query": "ASK {}"}, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert words in page.text
    assert page.headers.get("Retry-After") == ("1" if status in (429, 503) else None)


@pytest.mark.parametrize(("text", "words"), [
    ("DELETE WHERE { ?s ?p ?o }", "only read"), ("SELECT * { SERVICE <urn:x> {} }", "SERVICE"),
    ("", "Write a query first"),
])
def test_what_is_refused_is_explained(asked, text: str, words: str):
    page = asked(text)
    assert page.status_code in (400, 403)
    assert words in page.text


def test_a_saved_query_can_be_edited_with_its_values(client):
    page = client.get("/query?edit=regions&region=buttock", headers=BROWSER).text
    assert "VALUES ?region { &lt;https://w3id.org/gluteal/GKG_0000001&gt; }" in page
    assert "#+" not in page.split("<textarea")[1].split("</textarea>")[0]
