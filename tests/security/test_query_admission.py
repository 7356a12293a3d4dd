"""What may reach the engine: nothing that is SERVICE or an update, however it is dressed."""

import socket
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import QueryError, QueryMalformed, QueryRefused, QueryTooComplex
from kg.iris import BASE, PREFIXES
from kg.query.admission import KNOWN_GRAPHS, admit
from kg.query.lexer import Token, placed, tokens
from kg.snapshot.graphs import GRAPHS

SERVICE_QUERIES = [
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "select*{service<http://127.0.0.1/>{?s ?p ?o}}",
    "SELECT * { SeRvIcE SILENT <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o SERVICE ?o { ?s ?p ?o } }",
    "ASK { { SELECT * { SERVICE <http://127.0.0.1/> {} } } }",
    "ASK { FILTER NOT EXISTS { SERVICE <http://127.0.0.1/> {} } }",
    "ASK { OPTIONAL { SERVICE <http://127.0.0.1/> {} } }",
    "ASK { GRAPH ?g { SERVICE <http://127.0.0.1/> {} } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { # comment\n SERVICE # comment\n <http://127.0.0.1/> {} }",
    "SELECT * {#\rSERVICE <http://127.0.0.1/> {} }",
    # Keywords that touch what stands before or after them.
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1/> {} }",
    "SELECT * { ?s ?p 1.SERVICE <http://127.0.0.1/> {} }",
    "SELECT * { ?s ?p 1e5SERVICE <http://127.0.0.1/> {} }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1/> {} }",
    "SELECT * { ?s ?p gluteal:.SERVICE <http://127.0.0.1/> {} }",
    "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1/> SELECT * { ?s ?p trueSERVICE:a {} }",
    "PREFIX service: <http://127.0.0.1/> SELECT * { SERVICE service:a {} }",
]

AMBIGUOUS_QUERIES = [
    # A comparison that could be an IRI, so that a quotation mark opens or closes a string.
    "SELECT * { FILTER(1<'>') SERVICE <http://127.0.0.1/>{} FILTER('a'='a') }",
    "SELECT * { FILTER(1<'>') SERVICE <http://127.0.0.1/>{} FILTER(1<'>')} #'",
    "SELECT * { FILTER(1<2)#> '''\nSERVICE <http://127.0.0.1/>{} #'''\n}",
    # A long string that the engine gives up on because of its escape, and reads as two short ones.
    "SELECT * { VALUES ?x {'''a' } #\\q\n SERVICE <http://127.0.0.1/> {} #'''\n }",
    "SELECT * { VALUES ?x {'''a' } #\\uD800\n SERVICE <http://127.0.0.1/> {} #'''\n }",
    'SELECT * { VALUES ?x {"""a" } #\\U00110000\n SERVICE <http://127.0.0.1/> {} #"""\n }',
]

HARMLESS_QUERIES = [
    "SELECT ?service { ?service rdfs:label 'SERVICE <http://x/> {}' }",
    "# SERVICE <http://x/> {}\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?s <http://example.org/SERVICE#'> \"SERVICE\"@en-SERVICE }",
    "SELECT * { ?s gluteal:service '''it's a \\\"SERVICE\\\" \\u0041''' }",
    "SELECT (?a < ?b && ?c > ?d AS ?x) { _:service ?p ?o }",
    "SELECT * FROM <https://w3id.org/gluteal/graph/asserted> { ?s ?p ?o }",
    "SELECT * FROM NAMED gluteal:graph\\/asserted { ?s ?p ?o }",
    "SELECT * { ?s ?p '' , '\\'' , \"\" , '''a''b'c''' , .5 , 1.5e-7 , -2 }",
    "PREFIX : <#> SELECT * { ?s <#p> <a'b> , <page#x> ; :p ( <http://e.example/#x> ) }",
    "VERSION '1.2' BASE <https://w3id.org/gluteal/> SELECT * { ?s <part> true }",
]


@pytest.mark.parametrize("query", SERVICE_QUERIES)
def test_bar_01_service_is_refused_in_any_dress(query: str):
    with pytest.raises(QueryRefused, match="SERVICE"):
        admit(query)


@pytest.mark.parametrize("query", AMBIGUOUS_QUERIES)
def test_bar_01_what_can_be_read_in_two_ways_is_refused(query: str):
    with pytest.raises(QueryMalformed):
        admit(query)


def _evaluate(query: str) -> list[object]:
    """Let the engine run a SELECT unguarded, over nothing."""
    answer = ox.Store().query(query, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return list(answer)


def test_bar_01_the_ambiguous_queries_are_real_attacks():
    """The engine finds a SERVICE in most of them: it asks a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reached = 0
    for query in AMBIGUOUS_QUERIES:
        try:
            _evaluate(query.replace("127.0.0.1", f"127.0.0.1:{port}"))
        except OSError:
            reached += 1
        except SyntaxError:
            pass
    assert reached >= 3


_PIECES = [
    "SERVICE", "service", "SILENT", "SELECT *", "ASK", "{", "}", "(", ")", "<", ">", "'", '"',
    "'''", '"""', "\\", "#", "\n", "\r", " ", " ", ".", ";", ",", ":", "?x", "?s ?p ?o", "1", "1<2",
    "true", "FILTER", "BIND", "VALUES ?x", "<http://127.0.0.1/>", "gluteal:a", "_:b", "@en", "AS",
    "\\u0041", "\\q", "OPTIONAL", "UNION", "{}", "{?s ?p ?o}", "''", '""', "'a'", "^^", "-", "*",
    "SERVICE <http://127.0.0.1/> {}", "FILTER(1<'>')", "#>", "=", "é", "\u00a0", "/", "|", "&&",
]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(_PIECES), max_size=14))
@example(["FILTER(1<'>')", "SERVICE <http://127.0.0.1/> {}", "FILTER(1=1)"])
@example(["1", "SERVICE <http://127.0.0.1/> {}"])
def test_bar_01_whatever_is_admitted_makes_the_engine_reach_for_nothing(pieces: list[str]):
    """A SERVICE that the engine finds and cannot reach is an OSError of its own."""
    query = "SELECT * {" + "".join(pieces) + "}"
    try:
        admit(query)
    except QueryError:
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        _evaluate(query.replace("127.0.0.1", f"127.0.0.1:{port}"))
    except (SyntaxError, RuntimeError, ValueError):
        return


@pytest.mark.parametrize("query", HARMLESS_QUERIES)
def test_harmless_queries_are_admitted_and_the_engine_reads_them(query: str):
    admitted = admit(query)
    assert admitted.form == "select"
    ox.Store().query(query, base_iri=BASE, prefixes=PREFIXES)


UPDATES = [
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "DELETE DATA { <urn:a> <urn:b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1/data.ttl>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
    "CLEAR ALL",
    "DROP GRAPH <urn:g>",
    "CREATE GRAPH <urn:g>",
    "COPY DEFAULT TO <urn:g>",
    "MOVE <urn:a> TO <urn:b>",
    "ADD <urn:a> TO DEFAULT",
]
DISGUISES = [
    "{}", "# SELECT * {{ }}\n{}", "PREFIX x: <urn:x> {}", "BASE <urn:x> # ASK\n{}", "\n\t {}",
    "SELECT * {{ ?s ?p ?o }} ; {}", "prefix select: <urn:x>\r{}",
]


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("update", [*UPDATES, *(update.lower() for update in UPDATES[:7:3])])
def test_bar_04_an_update_is_refused(update: str, disguise: str):
    with pytest.raises(QueryRefused, match="update"):
        admit(disguise.format(update))


@pytest.mark.parametrize("query", [
    "SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <urn:g> { ?s ?p ?o }",
    "SELECT*FROM<urn:g>{?s ?p ?o}",
    "ASKFROM<urn:g>{}",
    "SELECT * FROMNAMED<urn:g>{ ?s ?p ?o }",
    "PREFIX : <urn:> SELECT * FROM:g { ?s ?p ?o }",
    "PREFIX gluteal: <urn:other/> SELECT * FROM gluteal:graph { ?s ?p ?o }",
    "BASE <urn:other/> SELECT * FROM <graph> { ?s ?p ?o }",
    "SELECT * FROM { ?s ?p ?o }",
])
def test_bar_02_an_unknown_graph_is_named_malformed(query: str):
    with pytest.raises(QueryMalformed):
        admit(query)


def test_known_graphs_may_be_named_in_every_way():
    graph = GRAPHS["relations"]
    admit(f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}")
    admit("BASE <https://w3id.org/gluteal/> SELECT * FROM NAMED <graph/relations> { ?s ?p ?o }")
    admit("PREFIX g: <https://w3id.org/gluteal/graph/> SELECT * FROM g:relations { ?s ?p ?o }")
    assert admit("ASK {}", [graph], [graph]).default_graphs == (graph,)
    with pytest.raises(QueryMalformed, match="graph/asserted"):
        admit("ASK {}", ["urn:unknown"])
    assert len(KNOWN_GRAPHS) == 6


@pytest.mark.parametrize("query", [
    "ASK " + "{" * 8000 + "}" * 8000,
    "ASK { FILTER(" + "(" * 65 + "1" + ")" * 65 + ") }",
    "ASK { ?s ?p " + "[" * 70 + "]" * 70 + " }",
    "ASK { {} " + "UNION {} " * 2000 + "}",
    "ASK { VALUES ?x { " + "1 " * 100_000 + "} }",
    "ASK { VALUES ?x { " + "1 " * 20_000 + "} }",
    "ASK {} #" + "x" * 70_000,
])
def test_bar_12_a_query_that_is_too_complex_is_refused_before_it_is_parsed(query: str):
    with pytest.raises(QueryTooComplex):
        admit(query)


def test_the_limits_leave_room_for_real_queries():
    admit("ASK " + "{" * 64 + "}" * 64)
    admit("ASK { {} " + "UNION {} " * 500 + "}")
    admit("ASK { VALUES ?x { " + "1 " * 19_000 + "} }")


@pytest.mark.parametrize("query", [
    "", "   ", "# only a comment", "hello", "SELECT * { ?s ?p 'open }",
    "SELECT * { ?s ?p '''open' }",
    "SELECT * { \x00 }", "\ufeffSELECT * {}", "SELECT * { ?s ?p '\ud800' }", "SELECT ` {}",
])
def test_what_is_no_query_is_malformed(query: str):
    with pytest.raises(QueryMalformed):
        admit(query)


@given(st.text(max_size=200))
def test_any_text_is_admitted_or_refused_and_nothing_else(text: str):
    with suppress(QueryError):
        admit(text)


@given(st.lists(st.sampled_from(["a.", "<a", "_:a.", "'", '"""', "ex:", "\\", "1.", "((", "-"]),
                max_size=2000))
def test_cutting_tokens_loses_nothing(pieces: list[str]):
    text = "".join(pieces)
    try:
        cut = [token.text for token in tokens(text)]
    except QueryError:
        return
    assert "".join(cut) == text


@given(st.lists(st.sampled_from([
    "PREFIX ", "prefix#c\n", "BASE ", "baſe ", "<urn:x>", "<x'y>", "a:", ":", "a:b", "a:b:", " ",
    "#<", "\n", "SELECT", "?x", "{", "(", ")", "'", "\0", "1"]), max_size=14))
@example(["PREFIX ", "a:b", " ", "<urn:x>"])
def test_a_prologue_that_was_cut_before_is_cut_as_in_one_piece(pieces: list[str]):
    text = "".join(pieces)
    cut: list[list[Token]] = []
    for query in (text, text):
        with suppress(QueryMalformed):
            cut.append(tokens(query))
    if cut:
        assert cut == [[token for token, _ in placed(text)]] * 2


def test_bar_12_a_prologue_that_was_cut_before_counts_as_before(monkeypatch: pytest.MonkeyPatch):
    query = "PREFIX a: <urn:a> ASK {}"
    assert len(tokens(query)) == 6
    for most in ("2", "5"):
        monkeypatch.setenv("GLUTEAL_QUERY_TOKENS", most)
        with pytest.raises(QueryTooComplex, match=f"more than {most} tokens"):
            tokens(query)
