"""Every shape and every check: the small ontology passes, and each planted fault is seen.

A fault that the loader would refuse earlier is planted in the compiled triples instead.
"""

import dataclasses
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authoring.build import compile_ontology
from kg.authoring.checks import violations
from kg.authoring.documents import copied_runs
from kg.authoring.faults import Faults
from kg.authoring.shapes import nonconformities
from kg.authoring.validate import validate
from kg.authoring.view import check_store
from kg.iris import BASE, DCTERMS, OWL, RDFS, SKOS

PIRIFORMIS, CAUDA = "conditions/piriformis-syndrome.toml", "conditions/cauda-equina-syndrome.toml"
FINDINGS = "vocabulary/findings.tsv"

PLANTED = [
    # file, old text, new text, file of the fault, part of its place, part of its message
    (FINDINGS, "\t10\t20\t30\tauthor_estimate", "\t\t20\t30\t", FINDINGS, "GKG:0002002",
     "background"),
    ("vocabulary/regions.tsv", "Part of the leg above the knee.\t\t",
     "Part of the leg above the knee.\tposterior thigh\t", "vocabulary/regions.tsv",
     "GKG:0000001", "part of itself"),
    ("vocabulary/activities.tsv", "Resting on the seat.\t", "Resting on the seat.\tdriving",
     "vocabulary/activities.tsv", "GKG:0001000", "a kind of itself"),
    (PIRIFORMIS, "age >= 50 or female_sex", "duration_weeks >= 6", PIRIFORMIS, "F001",
     "duration_weeks"),
    (PIRIFORMIS, "age >= 50 or female_sex", "sex == male", PIRIFORMIS, "F001", "male_sex"),
    (PIRIFORMIS, "Irritation of the sciatic nerve", "As above, irritation of the sciatic nerve",
     PIRIFORMIS, "GKG:0004000", "another row"),
    (PIRIFORMIS, 'of = ["pain worse on sitting", ',
     'of = ["buttock pain", "pain in both buttocks", ', PIRIFORMIS, "C-piriformis",
     "count twice"),
    (PIRIFORMIS, 'confidence = "med"\n', "", PIRIFORMIS, "F001", "how sure"),
    (PIRIFORMIS, 'sources = ["textbook"]\nconfidence = "med"\nprovenance = "memory"',
     'sources = []\nconfidence = "med"', PIRIFORMIS, "F001", "has a source"),
    (PIRIFORMIS, 'comparator = "buttock pain of another cause"\n', "", PIRIFORMIS, "F002",
     "comparator"),
    (PIRIFORMIS, 'population_scope = "hip clinic"\n', "", PIRIFORMIS, "F002", "population"),
    (PIRIFORMIS, 'recommendation = "for"\n', "", PIRIFORMIS, "TX001", "for, against"),
    (PIRIFORMIS, 'prior_basis = "author_estimate"\n', "", PIRIFORMIS, "GKG:0004000",
     "what it rests on"),
    (CAUDA, 'none_of = ["never"]\nsources = ["textbook"]', 'none_of = ["never"]', CAUDA, "R01",
     "has a source"),
    ("claims/d1.tsv", "\tclaim\tF001", "\tclaim\tF999", "claims/d1.tsv", "SF-A002", "both sides"),
    ("claims/d1.tsv", "SF-A002\tD1\tbody\t3\t", "SF-A002\t\tbody\t3\t", "claims/d1.tsv",
     "SF-A002", "its document"),
    ("claims/d1.tsv", "\tlong drives\t", "\t\t", "claims/d1.tsv", "SF-A002", "has a subject"),
    ("claims/d1.tsv", "5329b852c417", "5329b852c418", "claims/d1.tsv", "SF-A002): sentence_sha1",
     "not the hash"),
    ("claims/d1.tsv", "\t78\t103\t", "\t78\t203\t", "claims/d1.tsv", "SF-A002): start",
     "not inside the document"),
    ("claims/d1.tsv", "\t78\t103\t", "\t79\t103\t", "claims/d1.tsv", "SF-A002): sentence_sha1",
     "not the hash"),
    ("claims/d1.tsv", "5329b852c417", "5329", "claims/d1.tsv", "SF-A002", "hash"),
    ("sources.toml", 'sha256 = "', 'sha256 = "0', "sources.toml", "D1: sha256",
     "another version"),
    (FINDINGS, "Tender over the notch.", "Pain as the piriformis turns the thigh outward now.",
     FINDINGS, "line 5", "repeats six words"),
    ("vocabulary/regions.tsv", "broad UBERON:0000001 rump", "broad UBERON:0000009 rump",
     "vocabulary/regions.tsv", "GKG:0000003): mappings", "not in the terminology"),
    ("vocabulary/regions.tsv", "broad UBERON:0000001 rump", "broad UBERON:0000001 bottom",
     "vocabulary/regions.tsv", "GKG:0000003): mappings", "is not called"),
]


@pytest.mark.parametrize("row", PLANTED, ids=lambda row: f"{row[4]}-{row[5]}")
def test_a_planted_fault_is_seen(edit, check_faults, row):
    file, old, new, where, key, message = row
    edit(file, old, new)
    found = check_faults()
    assert any(
        fault.file == where and key in fault.key and message in fault.message for fault in found
    ), "\n".join(map(str, found))


def test_the_small_ontology_passes_every_check(check_faults):
    assert check_faults() == []


def test_a_must_not_miss_condition_needs_its_screening(folder, check_faults):
    path = folder / CAUDA
    text = path.read_text("utf-8")
    start, end = text.index("[screening]"), text.index("[[red_flags]]")
    path.write_text(text[:start] + text[end:], "utf-8")
    assert [(fault.file, "asked by name" in fault.message) for fault in check_faults()] == [
        (CAUDA, True)]


def test_an_orphan_is_seen(append, check_faults):
    append("vocabulary/muscles.tsv", "GKG:0000101\tgracilis\tgracilis\tInner thigh muscle.\t\t\n")
    (fault,) = check_faults()
    assert (fault.file, "GKG:0000101" in fault.key) == ("vocabulary/muscles.tsv", True)


def test_a_value_for_findings_of_ones_own_is_no_orphan(append, check_faults):
    append("vocabulary/activities.tsv", "GKG:0001002\tact_x\tcycling\tRiding a bicycle.\t\n")
    assert check_faults() == []


def test_a_finding_nobody_can_enter_is_seen(folder, edit, check_faults):
    edit(FINDINGS, "Is it numb there?", "")
    assert {(f.file, "no question" in f.message) for f in check_faults()} == {(FINDINGS, True)}


def _planted_problems(small, root: Path, *triples: tuple[str, str, ox.Literal | ox.NamedNode]):
    extra = tuple(
        ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
        for subject, predicate, value in triples)
    compiled = dataclasses.replace(small, triples=small.triples + extra)
    faults = Faults()
    found = [
        *violations(check_store(compiled), root / "ontology" / "checks", faults),
        *nonconformities(compiled.triples, root / "ontology" / "shapes", faults),
    ]
    assert faults.found == []
    return [(problem.iri, problem.message) for problem in found]


NERVE = BASE + "GKG_0000200"


@pytest.mark.parametrize(("predicate", "value", "message"), [
    (RDFS + "label", ox.Literal("ischiatic nerve", language="en"), "one label"),
    (SKOS + "definition", ox.Literal("Another text about it.", language="en"), "one definition"),
    (SKOS + "notation", ox.Literal("second_key"), "one key"),
    (BASE + "slug", ox.Literal("second-slug"), "one slug"),
    (OWL + "deprecated", ox.Literal(True), "has no replacement"),
])
def test_two_of_what_there_is_one_of(small, root, predicate, value, message):
    problems = _planted_problems(small, root, (NERVE, predicate, value))
    assert any(iri == NERVE and message in text for iri, text in problems)


def test_an_entity_without_label_and_definition(small, root):
    new = BASE + "GKG_0009999"
    problems = _planted_problems(small, root, (new, BASE + "slug", ox.Literal("x")))
    texts = [text for iri, text in problems if iri == new]
    assert any("has a label" in text for text in texts)
    assert any("has a definition" in text for text in texts)


def test_the_synonym_of_one_is_the_label_of_another(small, root):
    synonym = (NERVE, SKOS + "altLabel", ox.Literal("Hip Rotation", language="en"))
    problems = _planted_problems(small, root, synonym)
    assert any("would mean either" in text and "GKG_0000600" in text for _, text in problems)


def test_a_sample_size_that_is_no_count(small, root):
    problems = _planted_problems(
        small, root, (BASE + "evidence/F001", BASE + "n", ox.Literal("many")))
    assert any("whole number" in text for _, text in problems)


def test_a_deprecated_entity_that_is_still_used(small, root):
    problems = _planted_problems(
        small, root,
        (BASE + "GKG_0002005", OWL + "deprecated", ox.Literal(True)),
        (BASE + "GKG_0002005", DCTERMS + "isReplacedBy", ox.NamedNode(BASE + "GKG_0002000")))
    assert any("still referred to" in text and "screening" in text for _, text in problems)


def test_a_deprecated_entity_that_another_is_a_kind_of_or_related_to(small, root):
    related = next(t for t in small.triples if t.predicate.value == OWL + "someValuesFrom")
    for used in (related.object.value, BASE + "GKG_0002000"):
        problems = _planted_problems(
            small, root, (used, OWL + "deprecated", ox.Literal(True)),
            (used, DCTERMS + "isReplacedBy", ox.NamedNode(BASE + "GKG_0002005")))
        assert any(iri == used and "still related to" in text for iri, text in problems)


def test_a_deprecated_entity_whose_successor_is_deprecated(small, root):
    problems = _planted_problems(
        small, root,
        (BASE + "GKG_0002005", OWL + "deprecated", ox.Literal(True)),
        (BASE + "GKG_0002005", DCTERMS + "isReplacedBy", ox.NamedNode(BASE + "GKG_0002000")),
        (BASE + "GKG_0002000", OWL + "deprecated", ox.Literal(True)))
    assert any("replaced by what is deprecated itself" in text for _, text in problems)


def test_what_cannot_be_compared_is_said_loudly(folder, small, tmp_path):
    said: list[str] = []
    validate(small, folder, documents=None, terminologies=tmp_path / "none", progress=said.append)
    warnings = [line for line in said if line.startswith("WARNING")]
    assert [line.endswith(f"beside the checkout, as shared/{name}") for line, name in
            zip(warnings, ("documents", "terminologies"), strict=True)] == [True, True]


def test_allowed_phrases_may_be_shared(folder, documents, append):
    append(FINDINGS, "# the piriformis turns the thigh outward")
    assert len(list(copied_runs(folder, documents))) == 1
    append("checks/allowed-phrases.txt", "the piriformis turns the thigh outward\n")
    assert list(copied_runs(folder, documents)) == []


@pytest.mark.parametrize(("text", "message"), [
    ("SELECT ?s WHERE { ?s ?p ?o }", "line 1"),
    ("# why\nSELECT ?s WHERE { ?s ?p", "cannot run"),
    ("# why\nASK { ?s ?p ?o }", "SELECT"),
])
def test_a_check_that_cannot_run_is_a_fault(folder, check_faults, text, message):
    (folder / "checks" / "new-violation.rq").write_text(text)
    (fault,) = check_faults()
    assert fault.file == "checks/new-violation.rq"
    assert message in f"{fault.key} {fault.message}"


def test_a_shape_that_cannot_run_is_a_fault(folder, check_faults):
    (folder / "shapes" / "broken.ttl").write_text("this is not Turtle")
    (fault,) = check_faults()
    assert (fault.file, "cannot run" in fault.message) == ("shapes/broken.ttl", True)


def test_every_check_says_why_and_every_shape_has_a_message(root):
    checks = sorted((root / "ontology" / "checks").glob("*.rq"))
    assert checks
    assert all(path.name.endswith("-violation.rq") for path in checks)
    assert all(path.read_text("utf-8").startswith("# ") for path in checks)
    shapes = sorted((root / "ontology" / "shapes").glob("*.ttl"))
    assert shapes
    for path in shapes:
        text = path.read_text("utf-8")
        assert text.startswith("# ")
        assert "sh:message" in text
        assert text.count("a sh:NodeShape") == 1


def test_the_real_ontology_passes_every_check(root, shared):
    said: list[str] = []
    validate(
        compile_ontology(root / "ontology"), root / "ontology",
        documents=shared / "documents" if shared else None,
        terminologies=shared / "terminologies" if shared else None, progress=said.append)
    assert any(line.startswith("WARNING") for line in said) == (shared is None)
