"""The finding vocabulary says what clinicians mean: what follows from it, and what must not."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.authoring.axioms import axioms_of
from kg.authoring.load import load
from kg.axioms import Named, Some, SubClassOf, conjunction
from kg.iris import entity_iri, term_iri
from kg.model import Entity, Finding, Knowledge
from kg.reasoning.read import axioms_from_triples
from kg.reasoning.taxonomy import Taxonomy

EXPRESSIONS: dict[str, tuple[str, dict[str, str]]] = {
    "urn:pain-gluteus-maximus": ("pain", {"hasPrimarySite": "gluteus maximus"}),
    "urn:buttock-pain-sitting": ("pain", {"feltAt": "buttock", "aggravatedBy": "sitting"}),
    "urn:pain-sitting": ("pain", {"aggravatedBy": "sitting"}),
    "urn:pain-running": ("pain", {"aggravatedBy": "running"}),
    "urn:tingling-thigh": (
        "paresthesia", {"hasPrimarySite": "posterior thigh", "aggravatedBy": "running"}),
    "urn:new-perineal-tingling": (
        "paresthesia", {"feltAt": "perineum", "hasOnset": "new onset"}),
    "urn:buttock-numbness": ("numbness", {"feltAt": "buttock"}),
    "urn:saddle-numbness": ("numbness", {"feltAt": "saddle"}),
    "urn:toilet-seat": ("pain", {"relievedBy": "sitting on a toilet seat"}),
    "urn:worsening-weakness": ("weakness", {"feltAt": "lower limb", "hasCourse": "progressive"}),
}
"""Post-coordinated findings that no list holds: genus, and property with filler."""

FOLLOWS = [
    ("urn:pain-gluteus-maximus", "buttock_pain"),
    ("urn:buttock-pain-sitting", "buttock_pain_sitting"),
    ("urn:pain-sitting", "sitting_aggravates"),
    ("urn:pain-sitting", "pain_while_seated"),
    ("urn:pain-running", "running_fast_walking_aggravates"),
    ("urn:tingling-thigh", "paraesthesia_leg"),
    ("urn:new-perineal-tingling", "saddle_sensory_new"),
    ("urn:saddle-numbness", "saddle_sensory"),
    ("urn:worsening-weakness", "progressive_motor_deficit"),
    ("buttock_pain_sitting", "buttock_pain"),
    ("buttock_referred_pain", "low_back_pain"),
    ("saddle_sensory_new", "saddle_sensory"),
    ("objective_sensory_loss_perineal", "saddle_sensory"),
    ("bilateral_leg_pain", "leg_pain_any"),
    ("pain_radiating_calf", "leg_pain_below_knee"),
    ("foot_drop", "motor_ehl"),
    ("age_over_70", "age_at_least_50"),
    ("skeletally_immature", "age_under_21"),
]
NEVER_FOLLOWS = [
    ("urn:pain-sitting", "buttock_pain_sitting"),
    ("urn:pain-running", "walking_aggravates_any"),
    ("urn:buttock-numbness", "saddle_sensory"),
    ("urn:saddle-numbness", "numbness_buttock"),
    ("urn:saddle-numbness", "saddle_sensory_new"),
    ("urn:toilet-seat", "sit_relieves"),
    ("urn:pain-gluteus-maximus", "hip_pain_any"),
    ("coccyx_pain", "sitting_aggravates"),
    ("genital_numbness_riding", "saddle_sensory"),
    ("resisted_extension_pain", "pain_hip_extension"),
    ("trendelenburg", "abduction_weakness"),
]


@pytest.fixture(scope="module")
def knowledge(root: Path) -> Knowledge:
    """Everything that is authored."""
    return load(root / "ontology").knowledge


@pytest.fixture(scope="module")
def taxonomy(root: Path) -> Taxonomy:
    """The ontology with the expressions of this module, saturated."""
    loaded = load(root / "ontology")
    stated, problems = axioms_of(loaded.knowledge)
    assert not problems
    by_label = {entity.label: entity for entity in loaded.knowledge.entities.values()}
    expressions = [
        SubClassOf(Named(name), conjunction([
            _class(by_label[genus]),
            *(Some(term_iri(role), _class(by_label[filler])) for role, filler in parts.items()),
        ]))
        for name, (genus, parts) in EXPRESSIONS.items()
    ]
    schema = axioms_from_triples(loaded.schema.triples)
    return Taxonomy.from_axioms([*(item.axiom for item in stated), *schema, *expressions])


def _class(entity: Entity) -> Named:
    return Named(entity_iri(entity.id))


def _subsumes(knowledge: Knowledge, taxonomy: Taxonomy, narrow: str, broad: str) -> bool:
    by_key = {entity.key: entity_iri(entity.id) for entity in knowledge.entities.values()}
    return by_key[broad] in taxonomy.subsumers(by_key.get(narrow, narrow))


@pytest.mark.parametrize(("narrow", "broad"), FOLLOWS)
def test_what_follows(knowledge: Knowledge, taxonomy: Taxonomy, narrow: str, broad: str) -> None:
    """A finding, or a post-coordinated expression, is known to be a kind of the broader one."""
    assert _subsumes(knowledge, taxonomy, narrow, broad)


@pytest.mark.parametrize(("narrow", "broad"), NEVER_FOLLOWS)
def test_what_must_not_follow(
    knowledge: Knowledge, taxonomy: Taxonomy, narrow: str, broad: str,
) -> None:
    """What would be clinically false is not derived."""
    assert not _subsumes(knowledge, taxonomy, narrow, broad)


def test_a_kind_is_no_commoner_than_what_it_is_a_kind_of(
    knowledge: Knowledge, taxonomy: Taxonomy,
) -> None:
    """The background of a finding is at most that of every finding that it entails."""
    findings = {entity_iri(f.id): f for f in knowledge.findings().values()
                if f.background_pct is not None}
    found = [
        (narrow.key, findings[broad].key)
        for iri, narrow in findings.items()
        for broad in taxonomy.subsumers(iri) & findings.keys()
        if (narrow.background_pct or 0) > (findings[broad].background_pct or 0)
    ]
    assert found == []


def test_every_finding_can_be_asked_for(knowledge: Knowledge) -> None:
    """Whatever can be reported has a question and a background with its basis."""
    bare = [
        finding.key for finding in knowledge.findings().values()
        if finding.kind != "FindingType" and not (
            finding.question and finding.background_basis and finding.background_pct is not None)
    ]
    assert bare == []


def test_every_finding_of_the_evidence_tables_is_here(
    knowledge: Knowledge, shared: Path | None,
) -> None:
    """The vocabulary keeps the identifiers, labels and middle backgrounds of the tables."""
    by_key = {finding.key: finding for finding in knowledge.findings().values()}
    for row in _rows(shared, "finding_vocabulary.tsv"):
        finding = by_key[row["finding_id"]]
        assert isinstance(finding, Finding)
        assert (finding.label, finding.background_pct) == (
            row["label"], float(row["background_pct"]))


def _rows(shared: Path | None, name: str) -> Iterator[dict[str, str]]:
    if shared is not None:
        with (shared / "evidence" / name).open(encoding="utf-8", newline="") as table:
            yield from csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
