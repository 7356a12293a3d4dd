"""Compiled RDF and JSON give back exactly the knowledge that was authored."""

import dataclasses
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authoring.triples import record_triples
from kg.errors import SnapshotError
from kg.model import RECORDS, Claim, Evidence, Finding, Knowledge
from kg.snapshot.codec import knowledge_from_json, knowledge_to_json
from kg.snapshot.fields import shapes
from kg.snapshot.read import knowledge_from_rdf, parse_turtle
from tests.small_knowledge import MECHANISM, small_knowledge, write_compiled


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_compiled(tmp_path_factory.mktemp("compiled"))


def _read(compiled: Path) -> Knowledge:
    return knowledge_from_rdf(parse_turtle(sorted(compiled.glob("*.ttl"))))


def _expected() -> Knowledge:
    knowledge = small_knowledge()
    evidence = {**knowledge.records["evidence"], MECHANISM.id: MECHANISM}
    return Knowledge(
        entities=knowledge.entities, records={**knowledge.records, "evidence": evidence}
    )


def test_the_small_knowledge_has_a_record_of_every_kind():
    assert set(small_knowledge().records) == set(RECORDS)


def test_reading_is_the_inverse_of_compiling(compiled: Path):
    assert _read(compiled) == _expected()


def test_entities_and_records_come_in_the_order_of_their_identifiers(compiled: Path):
    read = _read(compiled)
    assert list(read.entities) == sorted(read.entities)
    assert all(list(records) == sorted(records) for records in read.records.values())


def test_an_inferred_superclass_is_not_taken_for_the_kind(compiled: Path):
    # The inferred file says that the piriformis is an anatomical structure.
    assert _read(compiled).entities["GKG:0000100"].kind == "Muscle"


def test_an_entity_without_a_kind_is_named(compiled: Path):
    triples = parse_turtle([compiled / "gluteal.ttl"])
    kindless = [t for t in triples if not (
        t.subject == ox.NamedNode("https://w3id.org/gluteal/GKG_0000200")
        and t.predicate.value.endswith(("kind", "subClassOf")))]
    with pytest.raises(SnapshotError, match="GKG:0000200"):
        knowledge_from_rdf(kindless)


def test_two_values_of_a_single_field_are_refused(compiled: Path):
    other = dataclasses.replace(MECHANISM, finding="GKG:0002001")
    twice = [*parse_turtle(sorted(compiled.glob("*.ttl"))), *record_triples("evidence", other)]
    with pytest.raises(SnapshotError, match="finding"):
        knowledge_from_rdf(twice)


def test_a_broken_turtle_file_is_named(tmp_path: Path):
    (tmp_path / "gluteal.ttl").write_text("this is not turtle")
    with pytest.raises(SnapshotError, match=r"gluteal\.ttl"):
        parse_turtle([tmp_path / "gluteal.ttl"])


def test_json_restores_the_same_knowledge_and_the_same_bytes():
    knowledge = _expected()
    stored = knowledge_to_json(knowledge)
    assert knowledge_from_json(stored) == knowledge
    assert knowledge_to_json(knowledge_from_json(stored)) == stored


def test_json_of_another_model_is_refused():
    stored = json.loads(knowledge_to_json(_expected()))
    stored["fields"]["Finding"].append("mood")
    with pytest.raises(SnapshotError, match="another version"):
        knowledge_from_json(json.dumps(stored).encode())


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_NUMBER = st.none() | st.floats(0, 1e6, allow_nan=False)


@given(
    note=_TEXT, frequency=_NUMBER, n=st.none() | st.integers(0, 10**9),
    gates=st.lists(_TEXT.filter(bool), max_size=3, unique=True).map(lambda ts: tuple(sorted(ts))),
)
def test_any_values_survive_rdf_and_json(
    note: str, frequency: float | None, n: int | None, gates: tuple[str, ...]
):
    row = Evidence(id="F1", condition="GKG:0004000", finding="GKG:0002000", note=note, n=n,
                   frequency_high_pct=frequency, sources=("smith2020",))
    claim = Claim(id="SF-1", document="D", subject_text=note, start=n or 0, contradicts=())
    entity = Finding(id="GKG:0002000", kind="Symptom", label="x", slug="x", synonyms=gates)
    triples = [*record_triples("evidence", row), *record_triples("claim", claim)]
    read = knowledge_from_rdf(triples)
    assert read.records == {"evidence": {"F1": row}, "claim": {"SF-1": claim}}
    knowledge = Knowledge(entities={entity.id: entity}, records=read.records)
    assert knowledge_from_json(knowledge_to_json(knowledge)) == knowledge


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda cls: cls.__name__)
def test_every_field_of_every_record_can_be_read(record: type):
    assert [shape.name for shape in shapes(record)] == [f.name for f in dataclasses.fields(record)]
