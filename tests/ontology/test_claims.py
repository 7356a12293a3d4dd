"""What the two documents state, claim by claim, against the documents themselves."""

import csv
import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

Row = dict[str, str]

REQUIRED = (
    "id",
    "document",
    "section",
    "sentence",
    "start",
    "end",
    "sentence_sha1",
    "subject_text",
    "predicate",
    "object_text",
    "fact_class",
    "verdict",
    "stance",
)
AUTHORED = ("subject_text", "predicate", "object_text", "qualifier", "contradiction_note")
DOCUMENTS = {"SF-A": "000", "SF-B": "002"}
VERDICTS = {"agree", "partly", "disputed", "na"}
OTHER_SIDE = re.compile(r"SF-[AB]\d{3}|F\d{3}|E\d{2}|(source|entity|axiom):.+")
LONGEST_SHARED_RUN = 5
"""Words in a row that an authored text may share with a document."""
LINKED_SHARE = 0.75
"""The least share of claims that stand between two entities."""


def read_table(path: Path) -> list[Row]:
    """Return the rows of a tab-separated table without quoting."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case."""
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of words that is one word too long to be shared."""
    tokens = words(text)
    length = LONGEST_SHARED_RUN + 1
    yield from (tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1))


@pytest.fixture(scope="module")
def claims(root: Path) -> list[Row]:
    """All authored claims."""
    return [
        row for path in sorted((root / "ontology/claims").glob("*.tsv")) for row in read_table(path)
    ]


@pytest.fixture(scope="module")
def entity_names(root: Path) -> set[str]:
    """The labels and keys of all authored entities."""
    entities: list[Row] = [
        row for path in (root / "ontology/vocabulary").glob("*.tsv") for row in read_table(path)
    ]
    for path in (root / "ontology/conditions").glob("*.toml"):
        entities.append(tomllib.loads(path.read_text(encoding="utf-8")))
    return {entity.get(handle, "") for entity in entities for handle in ("label", "key")}


def document_text(shared: Path, document: str) -> str:
    """Return the text of the document with the number ``document``, offsets unchanged."""
    (path,) = (shared / "documents").glob(f"{document}_*.txt")
    return path.read_bytes().decode("utf-8")


def test_ids_are_unique(claims: list[Row]) -> None:
    """One row per fact."""
    assert claims
    repeated = [name for name, times in Counter(row["id"] for row in claims).items() if times > 1]
    assert repeated == []


def test_every_claim_is_filled_in(claims: list[Row]) -> None:
    """Locator, texts, class, verdict and stance are never empty, and take their known values."""
    for row in claims:
        assert [column for column in REQUIRED if not row[column]] == [], row["id"]
        assert row["document"] == DOCUMENTS[row["id"][:4]], row["id"]
        assert int(row["start"]) < int(row["end"]), row["id"]
        assert row["stance"] in {"axiom", "claim"}, row["id"]
        assert row["verdict"] in VERDICTS, row["id"]


def test_reasoned_claims_are_agreed_relations_of_entities(claims: list[Row]) -> None:
    """The reasoner uses no claim that is disputed, contradicted or without two entities."""
    for row in (row for row in claims if row["stance"] == "axiom"):
        assert all(row[column] for column in ("subject", "property", "object")), row["id"]
        assert row["verdict"] in {"agree", "partly"}, row["id"]
        assert not row["contradicts"], row["id"]


def test_most_claims_stand_between_two_entities(claims: list[Row]) -> None:
    """A property needs both ends, and three quarters of the claims have them."""
    linked = [row for row in claims if row["subject"] and row["object"] and row["property"]]
    assert [row["id"] for row in claims if row["property"] and row not in linked] == []
    assert len(linked) >= LINKED_SHARE * len(claims)


def test_claims_refer_to_declared_terms(
    claims: list[Row], entity_names: set[str], root: Path
) -> None:
    """Subjects and objects are labels or keys of entities, properties terms of the schema."""
    schema = (root / "ontology/schema.ttl").read_text(encoding="utf-8")
    declared = set(re.findall(r"^gluteal:(\w+)\s+a\s+owl:ObjectProperty", schema, re.MULTILINE))
    for row in claims:
        assert {row["subject"], row["object"]} - {""} <= entity_names, row["id"]
        assert not row["property"] or row["property"] in declared, row["id"]


def test_contradictions_are_mutual(claims: list[Row], entity_names: set[str]) -> None:
    """A claim names the other side, gives a reason, and is named by it where that is a claim."""
    other_sides = {row["id"]: set(row["contradicts"].split(";")) - {""} for row in claims}
    for row in claims:
        assert bool(row["contradicts"]) == bool(row["contradiction_note"]), row["id"]
        for other in other_sides[row["id"]]:
            assert OTHER_SIDE.fullmatch(other), (row["id"], other)
            if other.startswith("SF-"):
                assert row["id"] in other_sides[other], (row["id"], other)
            if other.startswith("entity:"):
                assert other.removeprefix("entity:") in entity_names, (row["id"], other)


def test_every_clinical_fact_is_a_claim(claims: list[Row], shared: Path | None) -> None:
    """Each stated fact is there once, none is invented, and none that is not clinical."""
    if shared is None:
        return
    facts = read_table(shared / "evidence/seed_facts.tsv")
    expected = sorted(row["fact_id"] for row in facts if row["fact_class"] != "nonclinical")
    assert sorted(row["id"] for row in claims) == expected


def test_every_claim_locates_its_sentence(claims: list[Row], shared: Path | None) -> None:
    """Offsets lead to the numbered sentence, whose SHA-1 begins with the recorded digits."""
    if shared is None:
        return
    sentences = {
        (row["doc"][:3], row["sentence_ordinal"]): (row["char_start"], row["char_end"])
        for row in read_table(shared / "evidence/seed_sentences.tsv")
    }
    ordinals = {
        row["fact_id"]: row["sentence_ordinal"]
        for row in read_table(shared / "evidence/seed_facts.tsv")
    }
    for row in claims:
        text = document_text(shared, row["document"])[int(row["start"]) : int(row["end"])]
        digest = hashlib.sha1(text.encode("utf-8"), usedforsecurity=False).hexdigest()
        assert digest.startswith(row["sentence_sha1"]), row["id"]
        assert row["sentence"] == ordinals[row["id"]], row["id"]
        span = sentences[row["document"], row["sentence"]]
        assert (row["start"], row["end"]) == span, row["id"]


def test_every_known_conflict_is_linked(claims: list[Row], shared: Path | None) -> None:
    """All members of a conflict name each other, or the evidence that speaks against them."""
    if shared is None:
        return
    by_id = {row["id"]: row for row in claims}
    for link in read_table(shared / "evidence/seed_conflict_links.tsv"):
        against = {word for word in link["against"].split() if word.startswith("SF-")}
        for one in link["claims"].split():
            sides = set(by_id[one]["contradicts"].split(";"))
            assert against <= sides if against else sides - {""}, (link["conflict_id"], one)
            assert f"{link['conflict_id']}:" in by_id[one]["contradiction_note"], one


def test_no_claim_copies_its_document(claims: list[Row], shared: Path | None) -> None:
    """Claims are worded anew: no authored text shares six words in a row with a document."""
    if shared is None:
        return
    copied = {run for name in DOCUMENTS.values() for run in runs(document_text(shared, name))}
    assert copied
    for row in claims:
        for column in AUTHORED:
            assert [run for run in runs(row[column]) if run in copied] == [], (row["id"], column)
