"""Mappings: how they are written, what the terminologies bear out, and what is not mapped."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import pytest

from kg.authoring.build import compile_ontology
from kg.authoring.mappings import CHAINED, CURATED, mappings_from
from kg.authoring.terminologies import read_terminologies, stated_side
from kg.clinical.words import normal_name
from kg.model import Condition, Entity, Finding, Knowledge, Mapping

ANATOMY = {
    "AnatomicalStructure", "BodyRegion", "Bone", "Bursa", "Fascia", "IntervertebralDisc", "Joint",
    "Ligament", "Muscle", "Nerve", "NerveRoot", "PainRegion", "Skin", "Tendon", "Vessel",
}
QUALIFIERS = {"Course", "Onset", "PainQuality", "Severity"}
REGIONS = "vocabulary/regions.tsv"


@pytest.fixture(scope="module")
def real(root: Path) -> Knowledge:
    return compile_ontology(root / "ontology").knowledge


@pytest.fixture(scope="module")
def reasons(root: Path) -> set[tuple[str, str]]:
    """The pairs of entity and code (or terminology) that are left out for a stated reason."""
    text = (root / "ontology" / "checks" / "unmapped.tsv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", strict=True))
    assert all(row["reason"] for row in rows)
    return {(row["id"], row["code"]) for row in rows}


def test_a_mapping_says_predicate_side_code_and_label():
    assert mappings_from("narrow right ICD10CM:M54.31 Sciatica, right side") == (
        Mapping(code="ICD10CM:M54.31", label="Sciatica, right side", predicate="narrow",
                side="right", justification=CURATED),)


def test_codes_through_mondo_are_chained_and_a_table_may_say_so():
    table = {"predicate": "broad", "code": "ICD10CM:B02", "label": "herpes zoster",
             "justification": CHAINED}
    made = mappings_from([table, "exact SNOMEDCT:1 x", "exact UMLS:C1 x", "exact HP:1 x"])
    assert {m.code: m.justification for m in made} == {
        "ICD10CM:B02": CHAINED, "SNOMEDCT:1": CHAINED, "UMLS:C1": CHAINED, "HP:1": CURATED}


@pytest.mark.parametrize(("written", "message"), [
    ("exact right ICD10CM:M54.31 Sciatica, right side", "not an exact match"),
    ("narrow upper ICD10CM:M54.31 Sciatica", "not a code"),
    ("narrow right ICD10CM:M54.31", "predicate, a code and a label"),
    ([{"predicate": "exact", "code": "HP:1", "label": "x", "justification": "felt right"}],
     "justification"),
    ([{"predicate": "narrow", "code": "HP:1", "label": "x", "side": "upper"}], "side"),
    ([{"predicate": "narrow", "code": "HP:1", "label": "x", "sides": "left"}], "has code"),
])
def test_what_is_no_mapping(written, message):
    with pytest.raises(ValueError, match=message):
        mappings_from(written)


@pytest.mark.parametrize(("written", "message"), [
    ("narrow left ICD10CM:M54.31 Sciatica, right side", "states right, not left"),
    ("narrow ICD10CM:M54.31 Sciatica, right side", "states right, not no side"),
    ("broad right UBERON:0000001 rump", "states no side, not right"),
    ("exact SNOMEDCT:23056005 sciatica", "no exact Mondo term"),
    ("broad OTHER:0000001 rump", "not in the terminology"),
])
def test_what_the_terminologies_do_not_bear_out(edit, check_faults, written, message):
    edit(REGIONS, "broad UBERON:0000001 rump", written)
    assert any(fault.file == REGIONS and message in fault.message for fault in check_faults())


def test_a_code_through_mondo_follows_its_mondo_term(edit, check_faults):
    edit(REGIONS, "broad UBERON:0000001 rump",
         "narrow MONDO:0024333 sciatica|narrow SNOMEDCT:23056005 sciatica")
    assert check_faults() == []


def test_every_mapping_is_justified(real):
    assert {m.justification for e in real.entities.values() for m in e.mappings} == {
        CURATED, CHAINED}


def _namesakes(shared: Path, terminology: str) -> dict[str, set[str]]:
    """Return the codes of each label and exact synonym of a terminology."""
    found: dict[str, set[str]] = defaultdict(set)
    with gzip.open(shared / "terminologies" / f"{terminology}.tsv.gz", "rt") as lines:
        for line in lines:
            code, label, synonyms, *_ = line.rstrip("\n").split("\t")
            for name in [label, *(s[2:] for s in synonyms.split("|") if s.startswith("E:"))]:
                found[normal_name(name)].add(code)
    return found


def _unmapped(entity: Entity, namesakes: dict[str, set[str]]) -> set[tuple[str, str]]:
    codes = {code for name in (entity.label, *entity.synonyms)
             for code in namesakes.get(normal_name(name), ())}
    return {(entity.id, code) for code in codes - {m.code for m in entity.mappings}}


def _compared(entity: Entity) -> tuple[str, ...]:
    if entity.kind in ANATOMY:
        return ("uberon",)
    if isinstance(entity, Condition):
        return ("mondo", "hp")
    if entity.kind in {"Treatment", "Examination"}:
        return ("maxo",)
    return ("hp",) if isinstance(entity, Finding) or entity.kind in QUALIFIERS else ()


def test_whatever_shares_a_name_with_a_foreign_term_is_mapped_or_refused(real, reasons, shared):
    if shared is None:
        return
    terms = {name: _namesakes(shared, name) for name in ("uberon", "hp", "mondo", "maxo")}
    missing = {pair for entity in real.entities.values() for name in _compared(entity)
               for pair in _unmapped(entity, terms[name])}
    assert missing == {pair for pair in reasons if ":" in pair[1]}


def test_every_condition_has_a_code_of_icd_10_cm_or_a_reason(real, reasons):
    without = {entity.id for entity in real.entities.values() if isinstance(entity, Condition)
               and not any(m.code.startswith("ICD10CM:") for m in entity.mappings)}
    assert without == {curie for curie, code in reasons if code == "ICD10CM"}


def test_conditions_have_both_sides_where_icd_10_cm_has_them(real, shared):
    if shared is None:
        return
    labels = read_terminologies(shared / "terminologies").labels
    sided = {code for code, names in labels.items()
             if code.startswith("ICD10CM:") and any(map(stated_side, names))}
    for entity in real.entities.values():
        have = {m.code for m in entity.mappings}
        for mapping in entity.mappings:
            if isinstance(entity, Condition) and mapping.predicate != "related":
                children = {c for c in sided if c[:-1] == mapping.code or
                            "." not in mapping.code and c[:-2] == mapping.code}
                assert mapping.side or children <= have, (entity.label, children - have)


def test_every_entity_that_must_be_mapped_is_counted(real):
    """The least that may be mapped of each kind: a lost column or file would show here."""
    mapped = defaultdict(int)
    for entity in real.entities.values():
        mapped[entity.kind] += bool(entity.mappings)
    assert mapped["Muscle"] >= 55
    assert mapped["Joint"] >= 7
    assert mapped["Bone"] >= 20
    assert mapped["Nerve"] >= 14
    assert mapped["Condition"] + mapped["Syndrome"] >= 78
    findings = sum(bool(e.mappings) for e in real.entities.values() if isinstance(e, Finding))
    assert findings >= 290


def test_a_code_that_may_be_entered_means_one_finding_or_one_site(real):
    for kinds in (lambda e: isinstance(e, Finding), lambda e: e.kind in ANATOMY):
        meant: dict[tuple[str, str], set[str]] = defaultdict(set)
        for entity in filter(kinds, real.entities.values()):
            for mapping in entity.mappings:
                meant[mapping.code, mapping.predicate].add(entity.label)
        for (code, predicate), labels in meant.items():
            if predicate == "exact" or predicate == "narrow" and (code, "exact") not in meant:
                assert len(labels) == 1, (code, labels)


def test_only_findings_that_have_a_side_are_mapped_to_a_side(real):
    for entity in real.entities.values():
        if isinstance(entity, Finding) and any(m.side for m in entity.mappings):
            assert entity.side_applies, entity.label
