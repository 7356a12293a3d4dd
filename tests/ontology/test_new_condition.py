"""Adding a condition touches one file."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from kg.authoring.build import compile_ontology
from kg.authoring.closed_lists import CHOICES
from kg.authoring.new import new_condition
from kg.authoring.toml_files import CONDITION_TABLES
from kg.authoring.validate import validate
from kg.errors import AuthoringError

EVIDENCE = """
[[evidence]]
id = "F9001"
finding = "buttock pain"
frequency_low_pct = 70
frequency_high_pct = 95
band_basis = "author_estimate"
sources = ["textbook"]
confidence = "low"
provenance = "memory"
"""


FILLED = {'definition = ""': 'definition = "A bruise of the largest hip muscle."',
          'category = ""': 'category = "gluteal_muscle"'}


def _fill(made: Path, *, uncomment: bool = False) -> str:
    """Fill in what must be filled in, and with ``uncomment`` all else; return the text."""
    text = made.read_text("utf-8")
    for blank, filled in FILLED.items():
        assert text.count(blank) == 1
        text = text.replace(blank, filled)
    if uncomment:
        text = re.sub(r"(?m)^# (?=\[|\w+ = )", "", text)
    made.write_text(text, "utf-8")
    return text


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*") if path.is_file()
    }


def test_adding_a_condition_touches_one_file(folder, check_faults):
    before = _digests(folder)
    made = new_condition(folder, "gluteus maximus contusion")
    made.write_text(_fill(made) + EVIDENCE, "utf-8")
    changed = {name for name, digest in _digests(folder).items() if before.get(name) != digest}
    assert changed == {"conditions/gluteus-maximus-contusion.toml"}
    condition = compile_ontology(folder).knowledge.entities["GKG:0004002"]
    assert (condition.label, condition.key) == (
        "gluteus maximus contusion", "gluteus_maximus_contusion")
    assert check_faults() == []


def test_the_skeleton_compiles_once_its_blanks_are_filled(folder, load_faults):
    made = new_condition(folder, "gluteus maximus contusion")
    assert {(fault.file, fault.key) for fault in load_faults()} == {
        (f"conditions/{made.name}", f"GKG:0004002: {name}") for name in ("definition", "category")}
    _fill(made)
    assert load_faults() == []


def test_every_example_of_two_skeletons_can_be_uncommented(folder, load_faults):
    for label in ("gluteus maximus contusion", "gluteus medius contusion"):
        _fill(new_condition(folder, label), uncomment=True)
    assert load_faults() == []


def test_two_uncommented_skeletons_pass_every_check_of_the_real_ontology(root, tmp_path):
    copy = tmp_path / "ontology"
    shutil.copytree(root / "ontology", copy, ignore=shutil.ignore_patterns("compiled"))
    for label in ("gluteus maximus contusion", "gluteus medius contusion"):
        _fill(new_condition(copy, label), uncomment=True)
    compiled = compile_ontology(copy)
    validate(compiled, copy, documents=None, terminologies=None, progress=lambda line: None)


def test_the_example_of_the_curators_page_compiles(root, tmp_path):
    page = (root / "ontology" / "README.md").read_text("utf-8")
    (example,) = re.findall(r'```toml\n(id = "GKG:.*?)```', page, re.DOTALL)
    copy = tmp_path / "ontology"
    shutil.copytree(root / "ontology", copy, ignore=shutil.ignore_patterns("compiled"))
    (copy / "conditions" / "example-bursitis.toml").write_text(example, "utf-8")
    assert compile_ontology(copy).knowledge.entities["GKG:0004199"].label == "example bursitis"


def test_a_commented_row_keeps_its_identifier(folder):
    first, second = (new_condition(folder, label).read_text("utf-8") for label in ("one", "two"))
    for name, ids in {"F": ("F003", "F004"), "T": ("T002", "T003"), "R": ("R02", "R03"),
                      "TX": ("TX002", "TX003"), "E": ("E02", "E03"),
                      "X": ("X001", "X002"), "XA": ("XA001", "XA002")}.items():
        for text, wanted in zip((first, second), ids, strict=True):
            assert re.findall(rf'# id = "({name}\d+)"', text) == [wanted]
    assert 'id = "C-one-1"' in first
    assert 'id = "S-two"' in second


def test_the_skeleton_has_a_block_for_every_table_and_lists_what_is_allowed(folder):
    text = new_condition(folder, "one thing").read_text("utf-8")
    for table in CONDITION_TABLES:
        assert text.count(f"\n# [[{table}]]\n") == 1
    assert "\n# [screening]\n" in text
    words = set(re.findall(r"\w+", text))
    for name in ("Condition.category", "Condition.ranking_role", "Condition.urgency",
                 "Evidence.band_basis", "RedFlag.flag_class", "RedFlag.withholds"):
        assert CHOICES[name] - {""} <= words
    assert "@" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_an_identifier_is_never_given_again(folder):
    first = new_condition(folder, "one thing")
    first.write_text('# withdrawn, was GKG:0004002\nid = "GKG:0004100"\n', "utf-8")
    assert 'id = "GKG:0004101"' in new_condition(folder, "another thing").read_text("utf-8")


@pytest.mark.parametrize("label", [
    "", " ", "../x", "a\x00b", 'a"b', "con", "\u202egluteal", "piriformis syndrome", "x" * 200,
])
def test_a_label_that_cannot_be_used_is_refused(folder, label):
    before = _digests(folder)
    with pytest.raises(AuthoringError):
        new_condition(folder, label)
    assert _digests(folder) == before
