"""Every row of the evidence tables is authored once and keeps its identifier in the graph."""

import csv
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import PREFIXES
from kg.places import ONTOLOGY, RECORDS

TABLES = {
    "findings.tsv": ("row_id", "Evidence"),
    "tests.tsv": ("row_id", "TestAccuracy"),
    "redflags.tsv": ("row_id", "RedFlag"),
    "treatments.tsv": ("row_id", "TreatmentOption"),
    "escalation.tsv": ("rule_id", "Escalation"),
    "dependency_groups.tsv": ("group_id", "DependencyGroup"),
}


@pytest.fixture(scope="module")
def store(root: Path) -> ox.Store:
    """The compiled ontology, to be asked in SPARQL."""
    store = ox.Store()
    for name in (ONTOLOGY, RECORDS):
        store.bulk_load(path=str(root / "ontology" / "compiled" / name))
    return store


def _identifiers(store: ox.Store, kind: str) -> Counter[str]:
    query = f"SELECT ?id WHERE {{ ?row a gluteal:{kind} ; dcterms:identifier ?id }}"
    answer = store.query(query, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return Counter(solution["id"].value for solution in answer)


def _rows(path: Path, column: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream, delimiter="\t")]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_row_keeps_its_identifier(store: ox.Store, shared: Path | None, table: str) -> None:
    column, kind = TABLES[table]
    found = _identifiers(store, kind)
    assert found
    assert set(found.values()) == {1}
    if shared is not None:
        assert not set(_rows(shared / "evidence" / table, column)) - set(found)


def test_every_must_not_miss_condition_keeps_its_screening(
    store: ox.Store, shared: Path | None
) -> None:
    found = _identifiers(store, "Screening")
    assert len(found) > 30
    if shared is not None:
        rows = _rows(shared / "evidence" / "screening.tsv", "condition")
        assert set(found) == {f"S-{row}" for row in rows}


def test_every_authored_claim_is_counted_in_the_graph(store: ox.Store, root: Path) -> None:
    authored = [
        row
        for path in sorted((root / "ontology" / "claims").glob("*.tsv"))
        for row in _rows(path, "id")
    ]
    assert _identifiers(store, "Claim") == Counter(authored)
    query = """SELECT ?claim WHERE {
        ?claim a gluteal:Claim ; gluteal:document ?document ; gluteal:sentence ?sentence ;
            gluteal:start ?start ; gluteal:end ?end ; gluteal:sentenceSha1 ?digest .
        ?document gluteal:sha256 ?whole FILTER(?end > ?start) }"""
    answer = store.query(query, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    assert len(list(answer)) == len(authored)
