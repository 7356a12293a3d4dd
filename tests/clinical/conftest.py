"""A small ontology made in code, and the real one compiled in the checkout."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.authoring.axioms import axioms_of
from kg.clinical.facade import Clinician
from kg.clinical.index import Index
from kg.iris import slugify
from kg.model import (
    RECORDS,
    Condition,
    Criterion,
    DependencyGroup,
    Entity,
    Escalation,
    Evidence,
    Examination,
    Finding,
    Knowledge,
    Mapping,
    RedFlag,
    Screening,
    Source,
    Treatment,
    TreatmentOption,
)
from kg.reasoning.read import axioms_from_triples
from kg.reasoning.taxonomy import Taxonomy
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot
from kg.snapshot.read import parse_turtle
from tests.bench.corpus import Judge


def curie(number: int) -> str:
    return f"GKG:{number:07d}"


def entity(number: int, kind: str, label: str, **fields: object) -> Entity:
    key = fields.pop("key", label.replace(" ", "_"))
    return Entity(id=curie(number), kind=kind, label=label, slug=slugify(label), key=key, **fields)


def finding(number: int, label: str, kind: str = "Symptom", **fields: object) -> Finding:
    fields.setdefault("background_pct", 10.0)
    key = fields.pop("key", label.replace(" ", "_"))
    return Finding(id=curie(number), kind=kind, label=label, slug=slugify(label), key=key, **fields)


def condition(number: int, label: str, prior: float, **fields: object) -> Condition:
    key = fields.pop("key", label.replace(" ", "_"))
    return Condition(
        id=curie(number), kind="Condition", label=label, slug=slugify(label), key=key,
        prior_mid_pct=prior, **fields,
    )


def row(identifier: str, c: int, f: int, low: float, high: float, **fields: object) -> Evidence:
    fields.setdefault("band_basis", "author_estimate")
    return Evidence(
        id=identifier, condition=curie(c), finding=curie(f), frequency_low_pct=low,
        frequency_high_pct=high, **fields,
    )


REGIONS = [
    entity(1, "PainRegion", "buttock"),
    entity(2, "PainRegion", "lower buttock", relations=(("regionPartOf", curie(1)),)),
    entity(3, "PainRegion", "thigh"),
    entity(4, "PainRegion", "posterior thigh", relations=(("regionPartOf", curie(3)),)),
    entity(5, "PainRegion", "shoulder"),
    entity(6, "PainRegion", "saddle"),
]
WORDS = [
    entity(1000, "Activity", "sitting"),
    entity(1001, "Activity", "running"),
    entity(1100, "PainQuality", "burning"),
    entity(1150, "Severity", "severe"),
    entity(1200, "FindingType", "pain", key="type_pain", synonyms=("ache",)),
    entity(1201, "FindingType", "paresthesia", key="type_paresthesia",
           synonyms=("pins and needles", "tingling")),
]
PAIN, TINGLING = curie(1200), curie(1201)
FINDINGS = [
    finding(2000, "buttock pain", synonyms=("gluteal pain", "backside pain"), type=PAIN,
            composition=(("hasPrimarySite", curie(1)),), defined=True, side_applies=True,
            background_pct=90.0, bilateral_form=curie(2016),
            mappings=(Mapping(code="HP:0034805", label="Buttock pain", predicate="exact"),
                      Mapping(code="HP:0012531", label="Pain", predicate="broad"))),
    finding(2001, "sitting-aggravated buttock pain", type=PAIN, defined=True, side_applies=True,
            composition=(("hasPrimarySite", curie(1)), ("aggravatedBy", curie(1000))),
            background_pct=30.0),
    finding(2002, "straight leg raise positive", "TestResult", key="slr_positive",
            synonyms=("SLR",), side_applies=True, background_pct=18.0),
    finding(2003, "crossed straight leg raise positive", "TestResult", side_applies=True,
            background_pct=3.0),
    finding(2004, "saddle sensory change", key="saddle_sensory", background_pct=1.0,
            synonyms=("saddle anesthesia", "saddle numbness"), question="Numb in the saddle?",
            composition=(("hasPrimarySite", curie(6)),)),
    finding(2005, "bladder disturbance", background_pct=3.0),
    finding(2006, "fever", "Sign", background_pct=1.0, measure="temperature_c", minimum=38.0),
    finding(2007, "perineal pain", background_pct=3.0),
    finding(2008, "age 50 or older", "HistoryItem", measure="age_years", minimum=50.0,
            background_pct=45.0),
    finding(2009, "current pregnancy", "HistoryItem", key="pregnant", background_pct=1.5),
    finding(2010, "rash", "Sign", background_pct=2.0),
    finding(2011, "weight loss", background_pct=2.0),
    finding(2012, "posterior thigh tingling", type=TINGLING, defined=True, side_applies=True,
            composition=(("hasPrimarySite", curie(4)),), background_pct=15.0),
    finding(2013, "reflex loss", "Sign", key="reflex_deficit", background_pct=9.0),
    finding(2014, "anticoagulant use", "HistoryItem", key="anticoagulant", background_pct=5.0),
    finding(2015, "shoulder pain", type=PAIN, defined=True, side_applies=True,
            composition=(("hasPrimarySite", curie(5)),), background_pct=3.0),
    finding(2016, "bilateral buttock pain", background_pct=12.0),
    finding(2017, "slump test positive", "TestResult", key="slump_positive", side_applies=True,
            background_pct=20.0),
    finding(2018, "long-standing saddle change", key="saddle_longstanding", background_pct=1.0),
    finding(2019, "female sex", "HistoryItem", key="female_sex", background_pct=56.0),
    finding(2020, "MRI without compression of the cauda equina", "ImagingResult",
            key="mri_cauda_compression", background_pct=0.2),
    finding(2021, "age under 16", "HistoryItem", measure="age_years", maximum=16.0,
            background_pct=1.0),
    finding(2022, "psychological distress", key="psych_distress", background_pct=20.0),
    finding(2023, "groin clicking", "Sign", background_pct=5.0),
    finding(2024, "limp", "Sign", background_pct=10.0),
]
CONDITIONS = [
    condition(4000, "disc herniation", 13.0),
    condition(4001, "deep gluteal syndrome", 5.0),
    condition(4002, "piriformis syndrome", 4.0, ranking_role="subtype", parent=curie(4001)),
    condition(4003, "pudendal neuralgia", 0.2, necessary=(curie(2007),)),
    condition(4004, "cauda equina syndrome", 0.08, ranking_role="red_flag",
              urgency="emergency_same_hour", must_not_miss=True),
    condition(4005, "pelvic girdle pain", 1.0, ranking_gate="pregnant"),
    condition(4006, "shoulder mimic", 0.5, ranking_role="mimic"),
    condition(4007, "sciatica", 1.0, ranking_role="syndrome"),
    condition(4008, "septic arthritis", 0.01, ranking_role="red_flag",
              urgency="emergency_same_day", must_not_miss=True),
    condition(4009, "childhood hip disease", 0.01, ranking_role="out_of_scope",
              urgency="emergency_same_day", must_not_miss=True),
]
OTHERS = [
    Examination(id=curie(3000), kind="Examination", label="slump test", slug="slump-test",
                key="exam_slump", result=curie(2017), cost="examination",
                unsafe_if=(curie(4004),)),
    Treatment(id=curie(3300), kind="Treatment", label="buttock massage", slug="buttock-massage",
              key="tx_massage", intervention_class="massage"),
    Treatment(id=curie(3301), kind="Treatment", label="ibuprofen", slug="ibuprofen",
              key="tx_nsaid", intervention_class="nsaid"),
    Treatment(id=curie(3302), kind="Treatment", label="advice", slug="advice", key="tx_advice",
              intervention_class="education"),
    Treatment(id=curie(3303), kind="Treatment", label="bed rest", slug="bed-rest", key="tx_rest",
              intervention_class="education"),
]
EVIDENCE = [
    row("F1", 4000, 2002, 50, 85, sources=("vroomen",), band_basis="published_figure"),
    row("F2", 4000, 2003, 20, 40, sources=("vroomen",)),
    row("F3", 4000, 2012, 20, 60),
    row("F4", 4000, 2017, 60, 90, lr_pos=4.0, lr_neg=0.3, usable_as_lr="yes",
        gate="posterior_thigh_tingling", sources=("vroomen",)),
    row("F5", 4001, 2000, 90, 100, band_basis="definitional_criterion"),
    row("F6", 4001, 2001, 60, 90),
    row("F7", 4002, 2012, 40, 70),
    row("F8", 4001, 2002, 5, 15),
    row("F9", 4003, 2007, 95, 100, band_basis="definitional_criterion", sources=("nantes",)),
    row("F10", 4003, 2001, 80, 95),
    row("F11", 4004, 2004, 70, 95, sources=("girft",)),
    row("F12", 4004, 2005, 70, 95, lr_pos=30.0, usable_as_lr="subpopulation_only", gate="never"),
    row("F13", 4005, 2000, 60, 90),
    row("F14", 4006, 2015, 80, 100),
    row("F15", 4000, 2013, 20, 50),
    row("F16", 4008, 2006, 50, 80),
    Evidence(id="M-1", condition=curie(4002), finding=curie(2013), basis="mechanism",
             mechanism="canWeaken"),
    Evidence(id="F17", condition=curie(4001), finding=curie(2017), usable_as_lr="yes", lr_pos=2.0,
             gate="rash", sources=("martin",)),
    row("F18", 4000, 2023, 1, 2),
]
RECORD_LIST = [
    *EVIDENCE,
    *(Source(id=key, citation=f"{key} study", doi=f"10.1/{key}")
      for key in ("vroomen", "nantes", "girft", "martin")),
    DependencyGroup(id="G1", findings=(curie(2002), curie(2003), curie(2017)), max_members=1),
    RedFlag(id="R1", conditions=(curie(4004),), flag_class="emergency_same_hour",
            act_within="PT1H", action="emergency MRI", withholds=("all",),
            all_of=("saddle_sensory",), none_of=("saddle_longstanding",), sources=("girft",)),
    RedFlag(id="R2", conditions=(curie(4008),), flag_class="emergency_same_day",
            act_within="PT24H", action="blood cultures", withholds=("deep_pressure",),
            all_of=("fever",), any_of=("buttock_pain", "age >= 50")),
    RedFlag(id="R3", conditions=(curie(4008),), flag_class="modifier", action="more likely",
            all_of=("age >= 50",)),
    RedFlag(id="R4", conditions=(curie(4000),), flag_class="referral", action="refer",
            all_of=("weight_loss",)),
    RedFlag(id="R5", flag_class="yellow_flag", action="ask about mood",
            any_of=("psych_distress",)),
    Screening(id="S-ces", condition=curie(4004),
              must_all_be_answered=(curie(2004), curie(2005)), reference_finding=curie(2020)),
    Screening(id="S-septic", condition=curie(4008), must_all_be_answered=(curie(2006),)),
    Screening(id="S-child", condition=curie(4009), must_all_be_answered=(curie(2024),),
              applies_if="age < 16"),
    Criterion(id="C1", concludes=curie(4000), name="root signs",
              all_of=(curie(2002), curie(2012))),
    TreatmentOption(id="TX1", condition=curie(4001), treatment=curie(3300), phase="1",
                    evidence_grade="C", recommendation="uncertain",
                    contraindicated_by=(curie(2010),)),
    TreatmentOption(id="TX2", condition=curie(4001), treatment=curie(3301), phase="1",
                    evidence_grade="B", recommendation="for", sources=("martin",),
                    contraindicated_by=(curie(4008),)),
    TreatmentOption(id="TX3", condition=curie(4001), treatment=curie(3302), phase="1",
                    evidence_grade="A", recommendation="for"),
    TreatmentOption(id="TX4", condition=curie(4001), treatment=curie(3303),
                    recommendation="against"),
    Escalation(id="E1", condition=curie(4001), after_weeks=6.0, action="image"),
]


def make_knowledge(records: Iterable[object] = tuple(RECORD_LIST)) -> Knowledge:
    folders = {kind: folder for folder, kind in RECORDS.items()}
    sorted_records: dict[str, dict[str, object]] = {folder: {} for folder in RECORDS}
    for record in records:
        sorted_records[folders[type(record)]][record.id] = record
    entities = [*REGIONS, *WORDS, *FINDINGS, *CONDITIONS, *OTHERS]
    return Knowledge(entities={e.id: e for e in entities}, records=sorted_records)


def make_clinician(root: Path, knowledge: Knowledge) -> Clinician:
    schema = axioms_from_triples(parse_turtle([root / "ontology" / "schema.ttl"]))
    stated, _ = axioms_of(knowledge)
    taxonomy = Taxonomy.from_axioms(
        [*schema, *(s.axiom for s in stated)], {s.axiom.identifier: s.support for s in stated}
    )
    return Clinician(knowledge, taxonomy, version="0.0.0", digest="sha256:small")


@pytest.fixture(scope="session")
def small(root: Path) -> Clinician:
    """The clinician of the small ontology."""
    return make_clinician(root, make_knowledge())


@pytest.fixture(scope="session")
def small_index(small: Clinician) -> Index:
    return small.index


@pytest.fixture(scope="session")
def real_snapshot(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of the compiled ontology."""
    state = tmp_path_factory.mktemp("state")
    return load_snapshot(build_snapshot(root / "ontology" / "compiled", state))


@pytest.fixture(scope="session")
def real(real_snapshot: Snapshot) -> Clinician:
    """The clinician of the compiled ontology, through a real snapshot."""
    return Clinician.of(real_snapshot)


@pytest.fixture(scope="session")
def judge(real_snapshot: Snapshot) -> Judge:
    """Reads texts with the compiled ontology, and compares reports by its reasoner."""
    return Judge(real_snapshot)
