"""Values and functions at the edge: the right answer or none, and never a crash."""

import json
from collections.abc import Iterator

import pytest

from kg import errors
from kg.query.client import QueryService

REDOS = [
    "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y",
    "^(a?){40}a{40}$", "(.*a){20}", "^((ab)*)+$", "([a-zA-Z]+)*$", "^(\\\\w+\\\\s?)*$",
    "(a|b|ab)*c", "^(?:a+)+b", "((a+)+)+", "(.+)+(.+)+=", "^(.*?,){25}P", "a{1000}{100}",
    "(?:a{100}){100}", "[[:alpha:]]*+", "(a)\\\\1", "(?=a)a", "(?<!a)b", "(?>a+)", "(?R)",
    "^(0|[1-9][0-9]*)(0|1)+(1|0)*x$", "(", "[", "*", "\\\\", "(?i)(?s)(?m)(?x)a", "\\\\p{L}+",
    ".{0,65535}", "(?:)*", "(a{0,1000}){0,1000}", "x*" * 200, "(" * 200 + "a" + ")*" * 200,
]


def _value(queries: QueryService, expression: str) -> str | None:
    query = f"SELECT ({expression} AS ?x) {{}}"
    (row,) = json.loads(queries.run(query).body)["results"]["bindings"]
    return row["x"]["value"] if row else None


@pytest.fixture(scope="module")
def shared_queries(pool) -> QueryService:
    """The service of one web worker, for all tests of this file."""
    return QueryService(pool.socket_path)


@pytest.mark.parametrize("function", ["REGEX(?s, '{}')", "REPLACE(?s, '{}', 'b')"])
@pytest.mark.parametrize("pattern", REDOS)
def test_bar_09_no_pattern_runs_away(shared_queries, pattern: str, function: str):
    text = "a" * 5000 + "!"
    call = function.format(pattern)
    query = f"SELECT ({call} AS ?x) {{ BIND('{text}' AS ?s) }}"
    try:
        (row,) = json.loads(shared_queries.run(query).body)["results"]["bindings"]
        assert row.keys() <= {"x"}
    except (errors.QueryTimeout, errors.QueryMemory):
        assert b"true" in shared_queries.run("ASK {}").body


@pytest.mark.parametrize(("expression", "expected"), [
    ("9223372036854775806 + 1", "9223372036854775807"),
    # An integer that does not fit is an error value, never a wrong number.
    ("9223372036854775807 + 1", None), ("-9223372036854775808 - 1", None),
    ("99999999999999999999999 + 1", None), ("99999999999999999999999 > 1", None),
    ("ABS(-9223372036854775808)", None), ("xsd:integer('9223372036854775808')", None),
    ("STR(99999999999999999999999)", "99999999999999999999999"),
    ("123456789012345678.123456789 * 10", "1234567890123456781.23456789"),
    ("0.1 + 0.2", "0.3"), ("1/0", None), ("1.0e0/0", "INF"), ("-1.0e0/0", "-INF"),
    ("0.0e0/0", "NaN"), ("1.0e308 * 10", "INF"), ("1e400 > 1", "true"),
    ("'NaN'^^xsd:double = 'NaN'^^xsd:double", "false"), ("-0.0e0 = 0", "true"),
    ("'INF'^^xsd:double > 9223372036854775807", "true"), ("STR(-0.0e0)", "-0"),
    ("YEAR('-0001-01-01T00:00:00Z'^^xsd:dateTime)", "-1"),
    ("'99999-12-31T00:00:00Z'^^xsd:dateTime > '2000-01-01T00:00:00Z'^^xsd:dateTime", "true"),
    ("'2016-12-31T23:59:60Z'^^xsd:dateTime = 'x'^^xsd:dateTime", None),
    ("YEAR('2023-02-30T00:00:00Z'^^xsd:dateTime)", None),
    ("xsd:dateTime('2023-13-01T00:00:00Z')", None),
    ("STR('P999999999999999Y'^^xsd:duration)", "P999999999999999Y"),
    ("xsd:integer('NaN'^^xsd:double)", None), ("xsd:boolean('yes')", None),
    ("ROUND(-0.5e0)", "-0"), ("STRLEN('\\U0001F600')", "1"), ("SUBSTR('abc', -1, 3)", "a"),
    ("SUBSTR('abc', 'NaN'^^xsd:double)", None),
])
def test_bar_11_an_extreme_value_gives_the_right_answer_or_none(
    shared_queries, expression: str, expected: str | None
):
    assert _value(shared_queries, expression) == expected


@pytest.mark.parametrize("kind", ["integer", "decimal", "double", "dateTime", "duration", "string"])
def test_bar_11_a_literal_as_long_as_a_query_may_be_is_kept(shared_queries, kind: str):
    digits = "9" * 60_000
    assert _value(shared_queries, f"STR('{digits}'^^xsd:{kind})") is not None
    assert _value(shared_queries, f"DATATYPE('{digits}'^^xsd:{kind})").endswith(kind)
    with pytest.raises(errors.QueryTooComplex):
        shared_queries.run(f"ASK {{ FILTER('{'9' * 10**6}'^^xsd:{kind} > 1) }}")


@pytest.mark.parametrize("name", [
    "<http://jena.apache.org/ARQ/function#now>", "<java:java.lang.Runtime>",
    "<http://www.ontotext.com/js#eval>", "<urn:f>", "gluteal:f",
    "<bif:sys_eval>", "<http://marklogic.com/xdmp#eval>", "<file:///bin/sh>",
])
def test_bar_19_a_function_that_nobody_knows_gives_no_value(shared_queries, name: str):
    call = f"{name}('1', ?x)"
    assert _value(shared_queries, call) is None
    assert _value(shared_queries, f"COALESCE({call}, 'none')") == "none"
    assert b"false" in shared_queries.run(f"ASK {{ FILTER({call}) }}").body
    assert b"true" in shared_queries.run(f"ASK {{ FILTER(!BOUND(?x) || {call}) }}").body


def test_bar_19_as_many_unknown_functions_as_one_may_name(shared_queries):
    def query(count: int) -> str:
        return "ASK { FILTER(" + " || ".join(f"<urn:f{n}>(1)" for n in range(count)) + ") }"

    assert b"false" in shared_queries.run(query(20)).body
    with pytest.raises(errors.QueryMalformed, match="not supported"):
        shared_queries.run(query(21))


@pytest.fixture(scope="module", autouse=True)
def unharmed(shared_queries) -> Iterator[None]:
    """No test of this file ends a worker, unless by the clock."""
    before = shared_queries.pool_counters().get("restarts", 0)
    yield
    counted = shared_queries.pool_counters()
    ended = counted.get("QueryTimeout", 0) + counted.get("QueryMemory", 0)
    assert counted.get("restarts", 0) - before <= ended
    assert counted.get("QueryCrashed", 0) == 0
