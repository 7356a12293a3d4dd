"""What follows from anatomy was looked at, one by one: the reviews, the golden list, the faults.

After a change of the anatomy or of a review, look at the difference and keep it with
``GLUTEAL_REGENERATE=yes pytest -n0 tests/ontology/test_mechanism_review.py``.
"""

import csv
import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.authoring.build import CompiledOntology, compile_ontology
from kg.cli.authoring import sound_review
from kg.errors import AuthoringError
from kg.model import Evidence, MechanismAcceptance, MechanismRefusal
from kg.reasoning.mechanisms import mechanism_queries
from kg.reasoning.review import MechanismReview, review_mechanisms, review_summary

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "mechanisms.tsv"
COLUMNS = ("condition", "finding", "relations", "verdict", "review", "reason")
ACCEPTANCE, REFUSAL = "mechanism-acceptance", "mechanism-refusal"


def _review(compiled: CompiledOntology, root: Path) -> MechanismReview:
    queries = mechanism_queries(root / "ontology" / "mechanisms")
    return review_mechanisms(compiled.triples, compiled.knowledge, queries)


@pytest.fixture(scope="module")
def compiled(root: Path) -> CompiledOntology:
    """The authored ontology, compiled."""
    return compile_ontology(root / "ontology")


@pytest.fixture(scope="module")
def review(compiled: CompiledOntology, root: Path) -> MechanismReview:
    """The review of the authored ontology."""
    return _review(compiled, root)


def test_every_inferred_manifestation_of_this_repository_is_reviewed(
    compiled: CompiledOntology, review: MechanismReview
) -> None:
    assert review_summary(compiled.knowledge, review)[1:] == []
    assert not review.problems
    assert len(review.of("accepted")) > 600


def test_the_reviews_are_those_of_the_golden_list(
    compiled: CompiledOntology, review: MechanismReview
) -> None:
    labels = {curie: entity.label for curie, entity in compiled.knowledge.entities.items()}
    rows = sorted(
        (labels[row.condition], labels[row.finding], " ".join(row.relations), row.verdict,
         row.record, row.reason)
        for row in review.rows
    )
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
    writer.writerows([COLUMNS, *rows])
    if os.environ.get("GLUTEAL_REGENERATE"):
        GOLDEN.write_text(text.getvalue(), encoding="utf-8")
    assert text.getvalue() == GOLDEN.read_text(encoding="utf-8")


def test_a_reason_says_something(compiled: CompiledOntology) -> None:
    for kind in (MechanismAcceptance, MechanismRefusal):
        for record in compiled.knowledge.of(kind).values():
            assert len(record.reason.split()) >= 5, record.id


# --- what a curator is told when a review does not fit ---


def _with(compiled: CompiledOntology, folder: str, *records: Any) -> CompiledOntology:
    """The ontology with ``records`` in place of those of the same identifier."""
    known = compiled.knowledge.records
    changed = {**known.get(folder, {}), **{record.id: record for record in records}}
    knowledge = replace(compiled.knowledge, records={**known, folder: changed})
    return replace(compiled, knowledge=knowledge)


def _first(compiled: CompiledOntology) -> MechanismAcceptance:
    found: MechanismAcceptance = next(iter(compiled.knowledge.of(MechanismAcceptance).values()))
    return found


def _faults(compiled: CompiledOntology, root: Path) -> list[str]:
    with pytest.raises(AuthoringError) as caught:
        sound_review(compiled, root / "ontology", lambda line: None)
    return [str(fault) for fault in caught.value.faults]


def test_what_nobody_reviewed_is_counted_and_named_and_holds_nobody_up(
    compiled: CompiledOntology, root: Path
) -> None:
    first = _first(compiled)
    condition, *labels = (
        compiled.knowledge.entities[c].label for c in (first.condition, *first.findings)
    )
    records = {**compiled.knowledge.records[ACCEPTANCE]}
    del records[first.id]
    knowledge = replace(
        compiled.knowledge, records={**compiled.knowledge.records, ACCEPTANCE: records}
    )
    review = sound_review(replace(compiled, knowledge=knowledge), root / "ontology", lambda _: None)
    counts, *named = review_summary(knowledge, review)
    assert counts.endswith(f"{len(labels)} unreviewed")
    assert named == [f"not reviewed yet, {condition}: {'; '.join(sorted(labels))}"]


def test_an_acceptance_of_what_does_not_follow_is_a_fault_with_its_place(
    compiled: CompiledOntology, root: Path
) -> None:
    first = _first(compiled)
    fever = next(e.id for e in compiled.knowledge.entities.values() if e.label == "fever")
    wrong = _with(compiled, ACCEPTANCE, replace(first, findings=(*first.findings, fever)))
    (fault,) = _faults(wrong, root)
    assert compiled.knowledge.entities[first.condition].slug in fault
    assert first.id in fault
    assert "'fever' does not follow from the relations of this condition any more" in fault


def test_what_is_accepted_and_refused_is_a_fault(compiled: CompiledOntology, root: Path) -> None:
    first = _first(compiled)
    both = MechanismRefusal(
        id="X999", condition=first.condition, findings=first.findings[:1], reason="misleads"
    )
    (fault,) = _faults(_with(compiled, REFUSAL, both), root)
    assert f"is reviewed by {first.id} too" in fault


def test_what_two_groups_accept_is_a_fault(compiled: CompiledOntology, root: Path) -> None:
    twice = replace(_first(compiled), id="XA999")
    assert len(_faults(_with(compiled, ACCEPTANCE, twice), root)) == len(twice.findings)


def test_an_acceptance_rests_where_there_is_evidence(
    compiled: CompiledOntology, root: Path
) -> None:
    first = _first(compiled)
    row = Evidence(id="F9999", condition=first.condition, finding=first.findings[0],
                   frequency_low_pct=5.0, frequency_high_pct=29.0)
    review = sound_review(_with(compiled, "evidence", row), root / "ontology", lambda line: None)
    pairs = {(found.condition, found.finding) for found in review.rows}
    assert (row.condition, row.finding) not in pairs


def test_an_acceptance_against_evidence_that_it_never_occurs_is_a_fault(
    compiled: CompiledOntology, root: Path
) -> None:
    first = _first(compiled)
    row = Evidence(id="F9999", condition=first.condition, finding=first.findings[0],
                   frequency_low_pct=0.0, frequency_high_pct=0.0)
    (fault,) = _faults(_with(compiled, "evidence", row), root)
    assert "F9999 says that it never occurs" in fault
