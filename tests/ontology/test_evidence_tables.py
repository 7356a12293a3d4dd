"""The authored sources against the evidence tables: figures, honesty and rules, cell by cell.

A cell may differ only where the record's own ``note`` says that the authors changed or added it.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.authoring.load import load
from kg.model import Evidence, Examination, Knowledge, RedFlag, Screening, Source, TreatmentOption
from kg.model import TestAccuracy as Accuracy

FIGURES = ("sensitivity", "specificity", "lr_pos", "lr_neg")
FREQUENCIES = ("frequency_low_pct", "frequency_high_pct")
HONESTY = (
    "status", "frequency_band", "band_basis", "usable_as_lr", "gate", "comparator",
    "population_scope", "confidence", "provenance",
)
SAID = re.compile(r"\bauthors?\b|author_estimate|\bthe tables?\b")
"""What a note says where an author went beyond the tables."""
UNCITED = {
    "physiopedia_gt": "a secondary page; its figure stands with its own source, segal07",
    "pgptests": "the paper that ostgaard94 names",
}
"""Sources that nothing cites, with the reason to keep them."""
BRITISH = (("haem", "hem"), ("oedema", "edema"), ("orthopaed", "orthoped"), ("tumour", "tumor"))


@pytest.fixture(scope="module")
def knowledge(root: Path) -> Knowledge:
    """Everything that is authored."""
    return load(root / "ontology").knowledge


def _rows(shared: Path | None, name: str) -> Iterator[dict[str, str]]:
    if shared is not None:
        with (shared / "evidence" / name).open(encoding="utf-8", newline="") as table:
            yield from csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)


def _american(text: str) -> str:
    for british, american in BRITISH:
        text = text.replace(british, american)
    return text.strip()


def _number(cell: str) -> float | None:
    return float(cell) if cell.strip() else None


def _listed(cell: str) -> set[str]:
    return {part.strip() for part in cell.split(";") if part.strip()}


def _keys(knowledge: Knowledge, curies: tuple[str, ...]) -> set[str]:
    return {knowledge.entities[curie].key for curie in curies}


def _differences(record: Any, pairs: dict[str, tuple[object, object]]) -> list[str]:
    """Return the cells that differ though the record's note speaks of no change."""
    if SAID.search(record.note):
        return []
    return [f"{record.id} {name}: {table!r} became {ours!r}"
            for name, (table, ours) in pairs.items() if table != ours]


def test_evidence_keeps_its_figures_and_its_honesty(
    knowledge: Knowledge, shared: Path | None,
) -> None:
    records = knowledge.of(Evidence)
    found = []
    for row in _rows(shared, "findings.tsv"):
        record = records[row["row_id"]]
        pairs: dict[str, tuple[object, object]] = {
            name: (_number(row[name]), getattr(record, name)) for name in (*FIGURES, *FREQUENCIES)
        }
        pairs |= {name: (_american(row[name]), getattr(record, name)) for name in HONESTY}
        pairs["n"] = (_number(row["n"]), record.n)
        pairs["sources"] = (_listed(row["source_keys"]), set(record.sources))
        pairs["pair"] = (
            (row["condition"], row["finding_id"]),
            tuple(knowledge.entities[c].key for c in (record.condition, record.finding)),
        )
        found += _differences(record, pairs)
    assert found == []


def test_a_changed_figure_is_never_a_changed_study(
    knowledge: Knowledge, shared: Path | None,
) -> None:
    """A note excuses an added figure or a wider gate; what a study measured stays."""
    records = knowledge.of(Evidence)
    for row in _rows(shared, "findings.tsv"):
        record = records[row["row_id"]]
        for name in FIGURES:
            if row[name].strip() or not SAID.search(record.note):
                assert getattr(record, name) == _number(row[name]), (record.id, name)
        assert record.usable_as_lr == row["usable_as_lr"], record.id
        assert record.n == _number(row["n"]), record.id


def test_test_accuracies_keep_their_figures(knowledge: Knowledge, shared: Path | None) -> None:
    records = knowledge.of(Accuracy)
    for row in _rows(shared, "tests.tsv"):
        record = records[row["row_id"]]
        for name in FIGURES:
            assert getattr(record, name) == _number(row[name]), (record.id, name)
        assert set(record.sources) - {"guermazi12"} == _listed(row["source_key"]), record.id
        assert (record.confidence, record.provenance) == (row["confidence"], row["provenance"])
        examination = knowledge.entities[record.examination]
        assert isinstance(examination, Examination)
        unsafe = _keys(knowledge, examination.unsafe_if)
        assert unsafe >= _listed(row["unsafe_if"]), record.id


def test_red_flags_keep_their_rules(knowledge: Knowledge, shared: Path | None) -> None:
    records = knowledge.of(RedFlag)
    found = []
    for row in _rows(shared, "redflags.tsv"):
        record = records[row["row_id"]]
        found += _differences(record, {
            **{name: (_listed(row[name]), set(getattr(record, name)))
               for name in ("all_of", "any_of", "none_of", "withholds")},
            "class": (row["class"], record.flag_class),
            "act_within": (row["act_within"], record.act_within),
            "confidence": (row["confidence"], record.confidence),
        })
    assert found == []


def test_no_red_flag_of_the_tables_became_milder(
    knowledge: Knowledge, shared: Path | None,
) -> None:
    """Whatever a note says, class, time and withheld treatments only ever grew."""
    records = knowledge.of(RedFlag)
    for row in _rows(shared, "redflags.tsv"):
        record = records[row["row_id"]]
        assert (record.flag_class, record.act_within) == (row["class"], row["act_within"])
        assert set(record.withholds) >= _listed(row["withholds"]), record.id


def test_screening_asks_at_least_what_the_tables_ask(
    knowledge: Knowledge, shared: Path | None,
) -> None:
    records = knowledge.of(Screening)
    for row in _rows(shared, "screening.tsv"):
        record = records[f"S-{row['condition']}"]
        asked = _keys(knowledge, record.must_all_be_answered)
        assert asked >= _listed(row["must_all_be_answered"]), record.id
        assert record.applies_if == row["applies_if"], record.id


def test_treatments_keep_their_grades_and_what_forbids_them(
    knowledge: Knowledge, shared: Path | None,
) -> None:
    records = knowledge.of(TreatmentOption)
    found = []
    for row in _rows(shared, "treatments.tsv"):
        record = records[row["row_id"]]
        assert record.evidence_grade == row["evidence_grade"], record.id
        assert record.recommendation == row["recommendation"], record.id
        found += _differences(record, {
            "contraindicated_by": (
                _listed(row["contraindicated_by"]), _keys(knowledge, record.contraindicated_by)),
            "condition_withholds": (
                _listed(row["condition_withholds"]), set(record.condition_withholds)),
        })
    assert found == []


def test_records_beyond_the_tables_say_that_they_are_the_authors(
    knowledge: Knowledge, shared: Path | None,
) -> None:
    tables: dict[type, tuple[str, str]] = {
        Evidence: ("findings.tsv", "row_id"), RedFlag: ("redflags.tsv", "row_id"),
        TreatmentOption: ("treatments.tsv", "row_id"), Accuracy: ("tests.tsv", "row_id"),
    }
    silent = [
        record.id
        for kind, (name, column) in tables.items() if shared is not None
        for record in knowledge.of(kind).values()
        if record.id not in {row[column] for row in _rows(shared, name)}
        and "the tables" not in getattr(record, "note", "") + record.provenance
    ]
    assert silent == []


def test_every_source_is_cited_or_kept_for_a_reason(knowledge: Knowledge) -> None:
    records = [record for family in knowledge.records.values() for record in family.values()]
    cited = {
        source
        for item in (*records, *knowledge.entities.values())
        for name in ("sources", "prior_sources")
        for source in getattr(item, name, ())
    }
    assert set(knowledge.of(Source)) - cited == set(UNCITED)
