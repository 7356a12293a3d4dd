"""The compiled Turtle: the same bytes everywhere, standard OWL; the committed file is current."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.authoring.build import COMPILED, compile_ontology
from kg.iris import BASE, OWL, RDF, RDFS
from kg.reasoning.read import axioms_from_triples

SCRIPT = """
import hashlib, sys
from pathlib import Path
from kg.authoring.build import compile_ontology
print(hashlib.sha256(compile_ontology(Path(sys.argv[1])).turtle).hexdigest())
"""


def _digest(folder: Path, root: Path, cwd: Path, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)], cwd=cwd, check=True, capture_output=True,
        text=True, env={**os.environ, "PYTHONPATH": str(root), **environment},
    ).stdout.strip()


def test_bar_82_seed_time_zone_locale_and_path_change_nothing(root, tmp_path):
    copy = tmp_path / "another place"
    shutil.copytree(root / "ontology", copy)
    first = _digest(root / "ontology", root, root, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    second = _digest(copy, root, tmp_path, PYTHONHASHSEED="4711", TZ="Pacific/Auckland",
                     LC_ALL="C.UTF-8")
    assert first == second
    assert len(first) == 64


def test_bar_83_the_committed_ontology_is_what_the_sources_give(root):
    files = compile_ontology(root / "ontology").files
    committed = {name: (root / "ontology" / COMPILED / name).read_bytes() for name in files}
    assert files == committed, "run `gluteal build`"
    assert all(files.values())


@pytest.fixture(scope="module")
def read_back(small) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(small.turtle, format=ox.RdfFormat.TURTLE)]


def test_both_parsers_read_the_same_number_of_triples(small, read_back):
    assert len(rdflib.Graph().parse(data=small.turtle)) == len(set(read_back))


def test_the_axioms_come_back_from_the_file(small, read_back):
    assert {s.axiom.text for s in small.axioms} <= {a.text for a in axioms_from_triples(read_back)}


def test_what_supports_an_axiom_stands_in_the_file(small, read_back):
    node = next(s for s in small.axioms if BASE + "claim/SF-A001" in s.support).axiom.identifier
    assert {t.object.value for t in read_back
            if t.subject == ox.NamedNode(f"{BASE}axiom/{node}")
            and t.predicate.value == BASE + "supportedBy"} >= {BASE + "claim/SF-A001"}


def test_every_class_and_property_that_is_used_is_declared(read_back):
    def of(kind: str) -> set[object]:
        return {t.subject for t in read_back if t.predicate.value == RDF + "type"
                and t.object == ox.NamedNode(OWL + kind)}

    def ours(terms: Iterator[object]) -> set[object]:
        return {term for term in terms
                if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)}

    class_positions = (RDFS + "subClassOf", OWL + "someValuesFrom", OWL + "equivalentClass")
    assert ours(t.object for t in read_back if t.predicate.value in class_positions) <= of("Class")
    roles = {t.object for t in read_back if t.predicate.value == OWL + "onProperty"}
    assert roles <= of("ObjectProperty")
    predicates = ours(t.predicate for t in read_back)
    assert predicates <= of("AnnotationProperty") | of("ObjectProperty")
    assert not of("AnnotationProperty") & of("ObjectProperty")


def test_hostile_text_stays_one_literal(edit, folder):
    edit("vocabulary/nerves.tsv", "Largest nerve of the leg.",
         'A "quoted" \\ </script> javascript:x =cmd() . <http://x> @en ^^ text.')
    compiled = compile_ontology(folder)
    texts = {quad.object.value for quad in ox.parse(compiled.turtle, format=ox.RdfFormat.TURTLE)
             if isinstance(quad.object, ox.Literal)}
    assert 'A "quoted" \\ </script> javascript:x =cmd() . <http://x> @en ^^ text.' in texts
