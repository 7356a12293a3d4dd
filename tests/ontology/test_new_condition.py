"""Adding a condition touches one file."""

import hashlib
import re
from pathlib import Path

import pytest

from kg.authoring.build import compile_ontology
from kg.authoring.new import new_condition
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


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*") if path.is_file()
    }


def test_adding_a_condition_touches_one_file(folder, check_faults):
    before = _digests(folder)
    made = new_condition(folder, "gluteus maximus contusion")
    text = made.read_text("utf-8")
    text = text.replace('definition = ""', 'definition = "A bruise of the largest hip muscle."')
    made.write_text(text + EVIDENCE, "utf-8")
    changed = {name for name, digest in _digests(folder).items() if before.get(name) != digest}
    assert changed == {"conditions/gluteus-maximus-contusion.toml"}
    condition = compile_ontology(folder).knowledge.entities["GKG:0004002"]
    assert (condition.label, condition.key) == (
        "gluteus maximus contusion", "gluteus_maximus_contusion")
    assert check_faults() == []


def test_the_skeleton_compiles_but_for_its_definition(folder, load_faults):
    made = new_condition(folder, "gluteus maximus contusion")
    (fault,) = load_faults()
    assert (fault.file, fault.key, fault.message) == (
        f"conditions/{made.name}", "GKG:0004002: definition", "is required")


def test_every_example_of_the_skeleton_can_be_uncommented(folder, load_faults):
    made = new_condition(folder, "gluteus maximus contusion")
    text = made.read_text("utf-8").replace('definition = ""', 'definition = "A bruise of it."')
    made.write_text(re.sub(r"(?m)^# (?=\[|\w+ = )", "", text), "utf-8")
    assert load_faults() == []


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
