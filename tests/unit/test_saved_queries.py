"""The saved queries: their headers, their parameters, and what they answer.

After a change of the ontology, look at the new answers and keep them, and the page that shows them,
with ``GLUTEAL_REGENERATE=yes pytest tests/unit/test_saved_queries.py``.
"""

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import AuthoringError, InputError
from kg.query.document import document
from kg.query.header import load_saved, parse_saved
from kg.query.saved import SavedQueries
from tests.answers import Ask
from tests.small_knowledge import small_knowledge

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "queries"
SAVED = load_saved(ROOT / "queries")
PAGE = ROOT / "docs" / "queries.md"
REGENERATE = bool(os.environ.get("GLUTEAL_REGENERATE"))

_HEADER = """#+ summary = "s"
#+ description = "d"
#+ tags = []
#+ parameters.x = { type = "entity", kinds = ["Muscle"], required = true, example = "piriformis", \
description = "p" }
#+ parameters.n = { type = "integer", example = "1", description = "p" }
#+ returns.y = "r"
"""
_QUERY = _HEADER + "SELECT ?x ?n ?y { ?x rdfs:label ?y }\n"


def _examples(name: str) -> dict[str, str]:
    return {key: p.example for key, p in SAVED[name].parameters.items()}


@pytest.mark.parametrize("name", SAVED)
def test_the_example_gives_the_golden_answer(name: str, ask: Ask):
    rows = ask(name, **_examples(name))
    golden = GOLDEN / f"{name}.json"
    if REGENERATE:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert rows, "an example must show something"
    assert rows == json.loads(golden.read_text(encoding="utf-8"))


def test_every_golden_answer_belongs_to_a_query():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(SAVED)


def test_the_page_of_the_queries_is_up_to_date(committed: SimpleNamespace):
    page = document(SAVED, lambda name: committed.saved.example(name, committed.service))
    if REGENERATE:
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8")


# --- headers ---

def test_there_are_queries_and_all_their_headers_are_complete():
    assert len(SAVED) >= 45
    assert all(q.summary and q.description and q.tags for q in SAVED.values())


def test_rows_have_an_order():
    unordered = {name for name, query in SAVED.items() if "ORDER BY" not in query.text}
    assert unordered == {"untraceable-claims"}, "one row needs none"


def test_entities_stand_beside_their_labels():
    for name, query in SAVED.items():
        shown = {*query.returns, *query.parameters}
        labels = {variable for variable in shown if variable.endswith("Label")}
        assert {label.removesuffix("Label") for label in labels} <= shown, name


def test_claims_are_shown_with_their_place_and_evidence_with_its_honesty():
    for name, query in SAVED.items():
        if "claimId" in query.returns:
            assert {"document", "sentence", "start", "end", "verdict"} <= query.returns.keys(), name
        if "a gluteal:Evidence" in query.text and "row" in query.returns:
            assert {"confidence", "provenance"} <= query.returns.keys(), name
        if "lrPos" in query.returns:
            assert {"row", "confidence", "provenance"} <= query.returns.keys(), name


@pytest.mark.parametrize(("find", "replace", "fault"), [
    ('#+ summary = "s"\n', "", "lacks summary"),
    ("#+ tags = []", "#+ tags = [", "header"),
    ("#+ tags = []", "#+ tags = []\n#+ limit = 3", "does not know limit"),
    ('type = "integer"', 'type = "float"', "one of the types"),
    ('type = "integer", ', "", "lacks type"),
    ("required = true", "needed = true", "does not know needed"),
    ("SELECT ?x ?n ?y", "SELECT ?x ?n", "described and not projected"),
    ("SELECT ?x ?n ?y", "SELECT ?x ?n ?y (1 AS ?z)", "projected and not described"),
    ("SELECT ?x ?n ?y", "SELECT ?n ?y", "bound as a term"),
    ('returns.y = "r"', 'returns.y = "r"\n#+ returns.x = "r"', "parameter already"),
    ("SELECT ?x ?n ?y {", "CONSTRUCT {?x ?n ?y} WHERE {", "is a SELECT"),
    ("rdfs:label", "rdfs:label 'open", "cannot be read"),
])
def test_a_fault_of_a_header_is_named(find: str, replace: str, fault: str, tmp_path: Path):
    assert find in _QUERY
    (tmp_path / "good.rq").write_text(_QUERY)
    assert list(load_saved(tmp_path)) == ["good"]
    (tmp_path / "bad.rq").write_text(_QUERY.replace(find, replace))
    with pytest.raises(AuthoringError, match=fault) as caught:
        load_saved(tmp_path)
    assert all(f.file == "queries/bad.rq" for f in caught.value.faults)


# --- parameters ---

@pytest.fixture(scope="module")
def small() -> SavedQueries:
    return SavedQueries({"q": parse_saved("q", _QUERY)}, small_knowledge())


@pytest.mark.parametrize("name", [
    "piriformis", "Piriformis", "piriformis muscle", "pyriformis", "GKG:0000100", "GKG_0000100",
    "https://w3id.org/gluteal/GKG_0000100",
])
def test_an_entity_is_found_by_every_name(name: str, small: SavedQueries):
    terms = small.bind(small.queries["q"], {"x": name, "n": "-3"})
    assert terms["x"] == ox.NamedNode("https://w3id.org/gluteal/GKG_0000100")
    assert terms["n"] == ox.Literal(-3)


@pytest.mark.parametrize(("values", "pointer", "detail"), [
    ({}, "/x", "required"),
    ({"x": "sciatic nerve"}, "/x", "must be a Muscle"),
    ({"x": "no such thing"}, "/x", "nothing is known"),
    ({"x": "piriformis", "n": "3.5"}, "/n", "must be of the type integer"),
    ({"x": "piriformis", "n": "3 } #"}, "/n", "must be of the type integer"),
    ({"x": "piriformis", "z": "1"}, "/z", "not a parameter"),
    ({"x": "p" * 400}, "/x", "too long"),
])
def test_bar_06_a_wrong_parameter_is_named(
    values: dict[str, str], pointer: str, detail: str, small: SavedQueries
):
    with pytest.raises(InputError) as caught:
        small.bind(small.queries["q"], values)
    assert [(e.pointer, detail in e.detail) for e in caught.value.errors] == [(pointer, True)]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | st.just('x> . ?s ?p ?o } #'))
def test_bar_05_a_value_is_bound_as_a_term_and_never_read_as_query(text: str):
    query = parse_saved("q", _HEADER.replace('"integer"', '"string"')
                        + "SELECT ?x ?n ?y { ?x rdfs:label ?y FILTER(STR(?y) = ?n) }")
    saved = SavedQueries({"q": query}, small_knowledge())
    try:
        terms = saved.bind(query, {"x": "piriformis", "n": text})
    except InputError:
        return
    assert terms["n"] == ox.Literal(text)
    assert "?s ?p ?o" not in query.text
