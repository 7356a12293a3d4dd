"""The other store answers as the embedded one does."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import QueryMalformed, QueryRefused, QueryTooComplex
from kg.query import formats
from kg.query.header import load_saved
from kg.query.saved import SavedQueries
from kg.query.standalone import standalone
from kg.snapshot.graphs import GRAPHS

ROOT = Path(__file__).resolve().parents[2]
SAVED = load_saved(ROOT / "queries")
P = ("rdfs:label", "rdfs:subClassOf", "rdf:type", "gluteal:finding", "gluteal:condition",
     "gluteal:canAffect", "gluteal:hasManifestation", "gluteal:sources/dcterms:identifier")
C = ("gluteal:GKG_0004013", "gluteal:GKG_0000100", "gluteal:Condition", "gluteal:GKG_0002000")
patterns = st.builds(
    "{} {} {} .".format, st.sampled_from(("?a", "?b", *C)), st.sampled_from(P),
    st.sampled_from(("?a", "?b", "?c", *C)))
blocks = st.lists(patterns, min_size=1, max_size=2).map(" ".join)
parts = st.one_of(
    blocks.map("OPTIONAL {{ {} }}".format), blocks.map("FILTER EXISTS {{ {} }}".format),
    blocks.map("MINUS {{ {} }}".format),
    st.sampled_from(sorted(GRAPHS)).map("GRAPH gluteal:graph\\/{} {{ ?a ?p ?o }}".format),
    st.just("GRAPH ?g { ?a rdf:type ?t }"),
    st.just("FILTER(CONTAINS(LCASE(STR(?a)), '4'))"), st.just("BIND(STR(?a) AS ?text)"))
groups = st.builds("?a rdfs:label ?l . {} {}".format, blocks, parts)
queries = st.one_of(
    groups.map("SELECT DISTINCT * {{ {} }} LIMIT 100000".format),
    groups.map("ASK {{ {} }}".format),
    groups.map("SELECT (COUNT(*) AS ?n) {{ {} }}".format),
    groups.map("CONSTRUCT {{ ?a gluteal:seen ?l }} WHERE {{ {} }}".format))
graphs = st.lists(st.sampled_from(sorted(GRAPHS.values())), max_size=2, unique=True)


def _comparable(body: bytes, media_type: str) -> Any:
    if media_type == formats.N_TRIPLES:
        return set(body.splitlines())
    answer = json.loads(body)
    if "boolean" in answer:
        return answer["boolean"]
    return Counter(
        frozenset((name, json.dumps(_unnamed(term), sort_keys=True)) for name, term in row.items())
        for row in answer["results"]["bindings"])


def _unnamed(term: dict[str, str]) -> dict[str, str]:
    """Blank nodes have no names that would last."""
    return term | {"value": ""} if term["type"] == "bnode" else term


@pytest.mark.parametrize("name", SAVED)
def test_every_saved_query_has_the_same_answer(name: str, snapshot, embedded, endpoint):
    saved = SavedQueries(SAVED, snapshot.knowledge)
    values = {key: p.example for key, p in SAVED[name].parameters.items()}
    ours, theirs = (json.loads(saved.run(name, values, store).body)["results"]["bindings"]
                    for store in (embedded, endpoint))
    assert theirs, "an example must show something"
    # Rows of equal rank have no order.
    assert sorted(map(json.dumps, theirs)) == sorted(map(json.dumps, ours))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(query=queries, default=graphs, named=graphs)
def test_random_queries_over_random_datasets_have_the_same_answer(
    embedded, endpoint, query: str, default: list[str], named: list[str]
):
    media_type = formats.N_TRIPLES if query.startswith("CONSTRUCT") else formats.JSON
    options = {"accept": media_type, "default_graphs": default, "named_graphs": named}
    one, other = (store.run(query, **options) for store in (embedded, endpoint))
    assert other.media_type == one.media_type == media_type
    assert _comparable(other.body, media_type) == _comparable(one.body, media_type)


@pytest.mark.parametrize("accept", [*formats.RESULTS, *formats.GRAPHS])
def test_every_format_comes_in_the_media_type_that_was_asked_for(endpoint, accept: str):
    form = "SELECT ?l" if accept in formats.RESULTS else "DESCRIBE gluteal:GKG_0004013"
    answer = endpoint.run(f"{form} WHERE {{ gluteal:GKG_0004013 rdfs:label ?l }}", accept=accept)
    assert answer.media_type == accept
    assert b"piriformis syndrome" in answer.body


def test_from_chooses_among_the_graphs(embedded, endpoint):
    query = (f"SELECT (COUNT(*) AS ?n) FROM <{GRAPHS['evidence']}> FROM NAMED "
             f"<{GRAPHS['inferred']}> WHERE {{ ?s ?p ?o }}")
    assert endpoint.run(query).body == embedded.run(query).body


@pytest.mark.parametrize(("query", "error"), [
    ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", QueryRefused),
    ("INSERT DATA { <a:a> <a:b> <a:c> }", QueryRefused),
    ("SELECT * FROM <https://w3id.org/gluteal/graph/snapshot> { ?s ?p ?o }", QueryMalformed),
    ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", QueryMalformed),
    ("ASK " + "{" * 100 + "}" * 100, QueryTooComplex),
    ("SELECT ?x { ?x a }", QueryMalformed),
])
def test_bars_01_02_04_12_admission_stands_before_the_endpoint_too(endpoint, query: str, error):
    with pytest.raises(error):
        endpoint.run(query)


def test_the_graph_that_names_the_snapshot_is_no_part_of_any_answer(endpoint):
    answer = endpoint.run("SELECT * { GRAPH ?g { ?s <http://rdfs.org/ns/void#triples> ?o } }")
    assert json.loads(answer.body)["results"]["bindings"] == []


# --- terms for variables, written into the query ---

TERM = ox.NamedNode("https://w3id.org/gluteal/GKG_0004013")
STORE = ox.Store()
for _n, _label in enumerate(("one", "two", "two")):
    _node = ox.NamedNode(f"https://w3id.org/gluteal/n{_n}")
    _name = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    STORE.add(ox.Quad(_node, _name, ox.Literal(_label)))
    STORE.add(ox.Quad(_node, ox.NamedNode("https://w3id.org/gluteal/next"),
                      ox.NamedNode(f"https://w3id.org/gluteal/n{_n + 1}")))
_N1 = "<https://w3id.org/gluteal/n1>"


@pytest.mark.parametrize("query", [
    "SELECT ?p ?l { ?p rdfs:label ?l }",
    "SELECT * { ?s gluteal:next ?p }",
    "SELECT ?p ?s { { ?s gluteal:next ?p } UNION { ?p gluteal:next ?s } }",
    "SELECT ?p ?s { { ?s rdfs:label ?l FILTER(?s = ?p) } UNION { ?p rdfs:label ?s } }",
    "SELECT ?p ?s { ?s rdfs:label ?l OPTIONAL { ?s gluteal:next ?o FILTER(?o = ?p) } }",
    "SELECT ?p ?s { ?s rdfs:label ?l FILTER NOT EXISTS { ?s gluteal:next ?p } }",
    "SELECT ?p ?s { ?s rdfs:label ?l MINUS { ?s gluteal:next ?p } }",
    "SELECT ?p (COUNT(?s) AS ?n) { SELECT * { ?s gluteal:next* ?p } } GROUP BY ?p",
    "SELECT ?p ?s { ?s rdfs:label ?l { SELECT ?s { ?s gluteal:next ?p } } }",
    "SELECT ?p ?n { { SELECT (COUNT(?p) AS ?n) { ?s gluteal:next ?p } } ?p rdfs:label ?l }",
    "SELECT ?p ?x { VALUES (?x ?y) { (1 2) } VALUES ?z { 3 } ?p rdfs:label ?l }",
    "SELECT ?p ?m { ?p rdfs:label ?l BIND(CONCAT(?l, '{ ?p }') AS ?m) } # { ?p",
    "SELECT ?p ?m WHERE { BIND(STR(?p) AS ?m) }",
])
def test_a_term_for_a_variable_means_what_it_means_to_the_engine(query: str):
    bindings = {"p": ox.NamedNode(_N1[1:-1])}
    prefixes = {"gluteal": "https://w3id.org/gluteal/",
                "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    ours = STORE.query(query, prefixes=prefixes,
                       substitutions={ox.Variable("p"): bindings["p"]})
    theirs = STORE.query(standalone(query, bindings))
    assert Counter(map(str, theirs)) == Counter(map(str, ours))


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_bar_05_a_term_never_becomes_more_than_a_term(text: str):
    query = standalone("SELECT ?t { }", {"t": ox.Literal(text)})
    (row,) = STORE.query(query)
    assert row["t"] == ox.Literal(text)


def test_a_prefix_that_the_query_declares_is_its_own():
    query = standalone("PREFIX rdfs: <urn:x:> SELECT ?s { ?s rdfs:label 'one' }")
    assert query.count("PREFIX") == 1
    assert list(STORE.query(query)) == []
