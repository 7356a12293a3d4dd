"""The saved queries: their headers, their parameters, and what they answer.

After a change of the ontology, look at the new answers and keep them with
``GLUTEAL_REGENERATE=yes pytest tests/unit/test_saved_queries.py``.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import AuthoringError, InputError
from kg.query.client import QueryService
from kg.query.header import load_saved, parse_saved
from kg.query.pool import start_pool
from kg.query.saved import SavedQueries
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import load_snapshot
from tests.small_knowledge import small_knowledge

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "queries"
SAVED = load_saved(ROOT / "queries")
Rows = list[dict[str, str]]
Ask = Callable[..., Rows]

_HEADER = """#+ summary = "s"
#+ description = "d"
#+ tags = []
#+ parameters.x = { type = "entity", kinds = ["Muscle"], required = true, example = "piriformis", \
description = "p" }
#+ parameters.n = { type = "integer", example = "1", description = "p" }
#+ returns.y = "r"
"""
_QUERY = _HEADER + "SELECT ?x ?n ?y { ?x rdfs:label ?y }\n"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Answers of the saved queries over the committed ontology."""
    state = tmp_path_factory.mktemp("state")
    snapshot = load_snapshot(build_snapshot(ROOT / "ontology" / "compiled", state))
    saved = SavedQueries(SAVED, snapshot.knowledge)
    with start_pool(snapshot.path) as pool:
        service = QueryService(pool.socket_path)
        service.run("ASK {}")

        def asked(name: str, **values: str) -> Rows:
            body = json.loads(saved.run(name, values, service).body)
            return [{k: v["value"].removeprefix("https://w3id.org/gluteal/")
                     for k, v in row.items()} for row in body["results"]["bindings"]]

        yield asked


def _examples(name: str) -> dict[str, str]:
    return {key: p.example for key, p in SAVED[name].parameters.items()}


@pytest.mark.parametrize("name", SAVED)
def test_the_example_gives_the_golden_answer(name: str, ask: Ask):
    rows = ask(name, **_examples(name))
    golden = GOLDEN / f"{name}.json"
    if os.environ.get("GLUTEAL_REGENERATE"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert rows, "an example must show something"
    assert rows == json.loads(golden.read_text(encoding="utf-8"))


def test_every_golden_answer_belongs_to_a_query():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(SAVED)


# --- competency questions: the answers that the documents give ---

SETS = [
    ("causes-of-a-complaint", {"complaint": "buttock pain"}, "causeLabel",
     {"deep gluteal syndrome", "piriformis syndrome", "sacroiliac joint dysfunction", "sciatica",
      "lumbar disc herniation", "traumatic event"}),
    ("where-pain-spreads", {"of": "sacroiliac joint dysfunction"}, "regionLabel",
     {"low back", "buttock", "hip region", "groin", "thigh"}),
    ("elements-of-a-diagnosis", {}, "elementLabel",
     {"health-history review", "clinical examination", "gait analysis", "ultrasound imaging"}),
    ("activities-that-bring-on", {"condition": "piriformis-syndrome"}, "activityLabel",
     {"running", "squatting", "cycling"}),
    ("what-loads-a-muscle", {"muscle": "hip adductors"}, "activityLabel",
     {"prolonged sitting", "driving", "horse riding", "side stepping", "kicking"}),
    ("causal-chain", {"start": "falling"}, "effectLabel",
     {"gluteal contusion", "pelvic or hip fracture", "inflammation", "scar tissue",
      "myofascial gluteal pain"}),
    ("effects-of", {"cause": "gluteus medius weakness"}, "effectLabel",
     {"pelvic drop while running", "compensatory muscle overload"}),
]


@pytest.mark.parametrize(("name", "values", "variable", "expected"), SETS)
def test_a_competency_question_has_the_answer_of_the_documents(
    name: str, values: dict[str, str], variable: str, expected: set[str], ask: Ask
):
    assert {row[variable] for row in ask(name, **values)} == expected


def test_the_piriformis_presses_on_the_sciatic_nerve_when_too_tight(ask: Ask):
    (row,) = ask("what-can-compress", structure="sciatic nerve")
    assert row["presserLabel"] == "piriformis"
    assert "too tight" in row["qualifier"]
    assert (row["claimId"], row["document"]) == ("SF-B034", "002")


def test_roles_of_muscles_name_their_authority(ask: Ask):
    rows = ask("muscle-roles")
    roles = {row["muscleLabel"]: row["role"].split()[0] for row in rows}
    assert roles == {"hip adductors": "postural", "piriformis": "postural",
                     "gluteus maximus": "phasic", "gluteus medius": "phasic",
                     "gluteus minimus": "phasic"}
    assert all("Janda" in row["qualifier"] for row in rows)


def test_sitting_worsens_joint_pain_and_only_contributes_to_sciatica(ask: Ask):
    relations = {row["subjectLabel"]: row["relation"]
                 for row in ask("aggravated-by-an-activity", activity="sitting")}
    assert relations["sacroiliac joint dysfunction"] == "canBeAggravatedBy"
    assert relations["sciatica"] == "contributingFactor"


def test_weakness_stands_under_sciatica_and_not_under_piriformis_syndrome(ask: Ask):
    rows = ask("compare-two-conditions", one="sciatica", other="piriformis syndrome")
    weak = {row["conditionLabel"] for row in rows if "weakness" in row["object"]}
    assert weak == {"sciatica"}
    assert {row["conditionLabel"] for row in rows} == {"sciatica", "piriformis syndrome"}


def test_both_sides_of_a_contradiction_are_returned(ask: Ask):
    pairs = {(row["claimId"], row["against"]) for row in ask("contradictions")}
    assert ("SF-B054", "SF-B003") in pairs
    assert ("SF-B003", "SF-B054") in pairs


def test_the_documents_state_nothing_about_cauda_equina(ask: Ask):
    assert ask("claims-about", about="cauda equina syndrome") == []


def test_imaging_claims_are_marked_as_commercial(ask: Ask):
    assert {row["commercial"] for row in ask("imaging-claims")} == {"true"}


def test_every_claim_can_be_traced(ask: Ask):
    (row,) = ask("untraceable-claims")
    assert row["untraceable"] == "0"
    assert int(row["claims"]) > 280


# --- headers ---

def test_there_are_queries_and_all_their_headers_are_complete():
    assert len(SAVED) >= 20
    assert all(q.summary and q.description and q.tags for q in SAVED.values())


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
