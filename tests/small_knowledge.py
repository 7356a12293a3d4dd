"""A small knowledge with one record of every kind, and its compiled files."""

from pathlib import Path

from kg import model
from kg.authoring.axioms import axioms_of
from kg.authoring.compile import compiled_files, compiled_triples
from kg.authoring.faults import Faults
from kg.authoring.files import SourceFile
from kg.authoring.owl import axiom_triples
from kg.authoring.schema import read_schema
from kg.authoring.triples import record_triples
from kg.axioms import Named, SubClassOf
from kg.iris import entity_iri, term_iri
from kg.turtle import turtle

SCHEMA = Path(__file__).resolve().parents[1] / "ontology" / "schema.ttl"


def _entities() -> list[model.Entity]:
    return [
        model.Entity(id="GKG:0000001", kind="PainRegion", label="buttock", slug="buttock",
                     definition="The area behind the hip joint.", sources=("smith2020",)),
        model.Entity(id="GKG:0000002", kind="PainRegion", label="lower buttock",
                     slug="lower-buttock", relations=(("regionPartOf", "GKG:0000001"),)),
        model.Entity(id="GKG:0000100", kind="Muscle", label="piriformis", slug="piriformis",
                     synonyms=("piriformis muscle", "pyriformis"), former_slugs=("pyriformis",),
                     relations=(("adjacentTo", "GKG:0000200"), ("inPainRegion", "GKG:0000002"),
                                ("isLoadedBy", "GKG:0001000")),
                     mappings=(model.Mapping(code="UBERON:0001377", label="quadratus femoris",
                                             predicate="related"),
                               model.Mapping(code="UBERON:0008450", label="psoas \"minor\"",
                                             predicate="exact", justification="lexical"))),
        model.Entity(id="GKG:0000200", kind="Nerve", label="sciatic nerve", slug="sciatic-nerve"),
        model.Entity(id="GKG:0001000", kind="Activity", label="sitting", slug="sitting"),
        model.Entity(id="GKG:0001001", kind="Activity", label="driving", slug="driving",
                     parent="GKG:0001000", deprecated=True, replaced_by="GKG:0001000"),
        model.Finding(id="GKG:0001200", kind="FindingType", label="pain", slug="pain"),
        model.Finding(id="GKG:0002000", kind="Symptom", label="buttock pain", slug="buttock-pain",
                      key="buttock_pain", type="GKG:0001200", defined=True, side_applies=True,
                      composition=(("feltAt", "GKG:0000001"),), background_pct=62.5,
                      bilateral_form="GKG:0002002", question="Does the buttock hurt?"),
        model.Finding(id="GKG:0002001", kind="Symptom", label="pain on sitting",
                      slug="pain-on-sitting", type="GKG:0001200", parent="GKG:0002000",
                      composition=(("aggravatedBy", "GKG:0001000"),), note="é ☃ \\ \"x\"\n\ty"),
        model.Finding(id="GKG:0002002", kind="Symptom", label="pain in both buttocks",
                      slug="pain-in-both-buttocks"),
        model.Finding(id="GKG:0001300", kind="HistoryItem", label="age 50 or more",
                      slug="age-50-or-more", measure="age", minimum=50.0),
        model.Condition(id="GKG:0004000", kind="Condition", label="piriformis syndrome",
                        slug="piriformis-syndrome", key="piriformis_syndrome",
                        parent="GKG:0004001", must_not_miss=False, prior_mid_pct=3.0,
                        prior_sources=("smith2020",), necessary=("GKG:0002000",),
                        structures=("piriformis", "sciatic nerve"),
                        relations=(("canAffect", "GKG:0000100"), ("canCompress", "GKG:0000200"))),
        model.Condition(id="GKG:0004001", kind="Syndrome", label="deep gluteal syndrome",
                        slug="deep-gluteal-syndrome", ranking_role="syndrome"),
        model.Examination(id="GKG:0003000", kind="Examination", label="FAIR test", slug="fair-test",
                          result="GKG:0002001", cost="examination",
                          unsafe_if=("GKG:0001300", "GKG:0002002")),
        model.Treatment(id="GKG:0003300", kind="Treatment", label="piriformis stretch",
                        slug="piriformis-stretch", intervention_class="exercise",
                        relations=(("canImprove", "GKG:0004000"),)),
    ]


def _records() -> dict[str, list[object]]:
    condition, finding = "GKG:0004000", "GKG:0002001"
    return {
        "evidence": [
            model.Evidence(id="F001", condition=condition, finding=finding, n=105,
                           frequency_low_pct=40.0, frequency_high_pct=97.0, lr_pos=0.0001,
                           sources=("smith2020",)),
            model.Evidence(id="F002", condition=condition, finding="GKG:0002002", status="absent",
                           frequency_high_pct=95.0)],
        "test": [model.TestAccuracy(id="T01", examination="GKG:0003000", condition=condition,
                                    sensitivity=0.52, specificity=0.9)],
        "criterion": [model.Criterion(id="C01", concludes=condition, sided=False,
                                      all_of=("GKG:0002000",), at_least=1, of=(finding,))],
        "red-flag": [model.RedFlag(id="R01", conditions=(condition,), act_within="PT1H",
                                   all_of=("buttock_pain",), withholds=("manual_thrust",))],
        "screening": [model.Screening(id="S-piriformis_syndrome", condition=condition,
                                      must_all_be_answered=(finding,))],
        "treatment-option": [model.TreatmentOption(id="TX01", condition=condition,
                                                   treatment="GKG:0003300", evidence_grade="C",
                                                   contraindicated_by=("GKG:0001300",))],
        "escalation": [model.Escalation(id="E01", action="refer", after_weeks=6.0)],
        "dependency-group": [model.DependencyGroup(id="G01", findings=("GKG:0002000", finding),
                                                   product_cap=4.5)],
        "setting": [model.ClinicSetting(id="primary-care", name="primary care",
                                        prior_factors=(("infection", 0.5), ("spine", 2.0)))],
        "document": [model.Document(id="D000", file="a.txt", commercial=True)],
        "claim": [
            model.Claim(id="SF-A001", document="D000", sentence=3, start=0, end=25,
                        subject="GKG:0000100", predicate="compresses", object="GKG:0000200",
                        subject_text="piriformis", contradicts=("F001", "SF-A002", "literature")),
            model.Claim(id="SF-A002", document="D000", sentence=4, subject_text="trauma",
                        predicate="causes", object_text="scar tissue")],
        "source": [model.Source(id="smith2020", citation="Smith. A study. 2020.", pmid="1")],
        "mechanism-refusal": [model.MechanismRefusal(
            id="MR1", condition=condition, findings=("GKG:0002002",), reason="too broad")],
        "mechanism-acceptance": [model.MechanismAcceptance(
            id="MA1", condition=condition, findings=("GKG:0002000",), reason="it lies there")],
    }


def small_knowledge() -> model.Knowledge:
    """The knowledge that is authored; :func:`write_compiled` adds one mechanism."""
    return model.Knowledge(
        entities={e.id: e for e in sorted(_entities(), key=lambda e: e.id)},
        records={folder: {r.id: r for r in rows} for folder, rows in _records().items()},
    )


MECHANISM = model.Evidence(id="M-0004000-0002000", condition="GKG:0004000", finding="GKG:0002000",
                           basis="mechanism", mechanism="canHurtIn", acceptance="MA1")


def write_compiled(folder: Path, knowledge: model.Knowledge | None = None) -> Path:
    """Compile the small knowledge, or another, into ``folder``, with an inferred file beside it."""
    knowledge, faults = knowledge or small_knowledge(), Faults()
    schema = read_schema(SourceFile("schema.ttl", SCHEMA.read_text(encoding="utf-8")), faults)
    assert not faults.found
    axioms, problems = axioms_of(knowledge)
    assert not problems
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in compiled_files(compiled_triples(knowledge, schema, axioms)).items():
        (folder / name).write_bytes(content)
    muscle = SubClassOf(Named(entity_iri("GKG:0000100")), Named(term_iri("AnatomicalStructure")))
    inferred = [*axiom_triples(muscle), *record_triples("evidence", MECHANISM)]
    (folder / "gluteal-inferred.ttl").write_bytes(turtle(inferred))
    return folder
