"""Turtle, RDF/XML and JSON-LD say the same, in the same bytes in every run."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.iris import BASE, OWL, RDF, RDFS
from kg.reasoning.read import axioms_from_triples
from tests.small_knowledge import write_compiled

SYNTAXES = {"ttl": ox.RdfFormat.TURTLE, "owl": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD}
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")


def _canonical(content: bytes, syntax: ox.RdfFormat) -> str:
    """The RDFC-1.0 hash: equal if and only if the graphs are isomorphic."""
    dataset = ox.Dataset(ox.parse(content, format=syntax))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("\n".join(sorted(map(str, dataset))).encode()).hexdigest()


def _triples(folder: Path, edition: str) -> list[ox.Triple]:
    found = ox.parse(path=str(folder / f"{edition}.ttl"), format=ox.RdfFormat.TURTLE)
    return [quad.triple for quad in found]


@pytest.mark.parametrize("edition", ["gluteal", "gluteal-base"])
def test_every_syntax_holds_the_same_graph(real, edition):
    hashes = {
        _canonical((real / f"{edition}.{suffix}").read_bytes(), syntax)
        for suffix, syntax in SYNTAXES.items()
    }
    assert len(hashes) == 1


# rdflib's reader of JSON-LD still uses a class that rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize("edition", ["gluteal", "gluteal-base"])
def test_another_library_reads_the_same_graph_from_every_syntax(small, edition):
    hashes = set()
    for suffix, syntax in (("ttl", "turtle"), ("owl", "xml"), ("jsonld", "json-ld")):
        graph = rdflib.Graph().parse(small / f"{edition}.{suffix}", format=syntax)
        assert len(graph) > 500
        hashes.add(_canonical(graph.serialize(format="nt").encode(), ox.RdfFormat.N_TRIPLES))
    hashes.add(_canonical((small / f"{edition}.ttl").read_bytes(), ox.RdfFormat.TURTLE))
    assert len(hashes) == 1


def test_json_ld_brings_its_own_context(real):
    document = json.loads((real / "gluteal.jsonld").read_bytes())
    assert isinstance(document["@context"], dict)
    assert document["@graph"][0]["@type"] == "owl:Ontology"
    assert not any("@import" in str(value) for value in document["@context"].values())


def test_the_header_names_version_license_authors_and_snapshot(real):
    for edition, name in (("gluteal", "ontology"), ("gluteal-base", "ontology-base")):
        triples = _triples(real, edition)
        (subject,) = {t.subject for t in triples if t.object == ox.NamedNode(OWL + "Ontology")}
        assert subject.value == BASE + name
        stated = {t.predicate.value.rpartition("/")[2] for t in triples if t.subject == subject}
        assert {"title", "description", "license", "creator", "bibliographicCitation", "identifier",
                "owl#versionIRI", "owl#versionInfo"} <= stated
        digest = next(t.object.value for t in triples
                      if t.subject == subject and t.predicate.value.endswith("identifier"))
        assert digest == json.loads((real / "manifest.json").read_bytes())["digest"]


def test_the_base_states_the_axioms_that_people_wrote_and_no_other(real, root):
    written = [q.triple for q in ox.parse(path=str(root / "ontology/compiled/gluteal.ttl"),
                                          format=ox.RdfFormat.TURTLE)]
    assert {a.text for a in axioms_from_triples(_triples(real, "gluteal-base"))} == {
        a.text for a in axioms_from_triples(written)}


def test_the_full_edition_closes_to_what_the_reasoner_found_and_repeats_nothing(real):
    edges: dict[str, set[str]] = {}
    for triple in _triples(real, "gluteal"):
        named = isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode)
        if triple.predicate == SUBCLASS and named and "/" not in triple.object.value[len(BASE):]:
            edges.setdefault(triple.subject.value, set()).add(triple.object.value)

    def above(iri: str) -> set[str]:
        found: set[str] = set()
        waiting = list(edges.get(iri, ()))
        while waiting:
            if (one := waiting.pop()) not in found:
                found.add(one)
                waiting += edges.get(one, ())
        return found

    inferred = {
        (q.subject.value, q.object.value)
        for q in ox.parse(path=str(real / "dataset.nq"), format=ox.RdfFormat.N_QUADS)
        if q.predicate == SUBCLASS and isinstance(q.subject, ox.NamedNode)
        and isinstance(q.object, ox.NamedNode)
        and not any("/" in node.value[len(BASE):] for node in (q.subject, q.object))
    }
    assert {(sub, sup) for sub in edges for sup in above(sub)} == inferred
    repeated = [
        (sub, sup) for sub, sups in edges.items() for sup in sups
        if any(sup in above(other) for other in sups - {sup})
    ]
    assert repeated == []


def test_every_record_is_a_declared_individual(real):
    triples = _triples(real, "gluteal")
    kind = ox.NamedNode(RDF + "type")
    declared = {t.subject for t in triples if t.object == ox.NamedNode(OWL + "NamedIndividual")}
    typed = [t for t in triples if t.predicate == kind]
    records = {t.subject for t in typed if t.object.value.startswith(BASE)}
    assert declared == records
    assert len(records) > 3000


def test_releases_are_the_same_bytes_in_every_run(tmp_path):
    code = ("import sys; from pathlib import Path; from kg.snapshot.build import snapshot_files\n"
            "from hashlib import sha256\n"
            "for name, content in sorted(snapshot_files(Path(sys.argv[1])).items()):\n"
            "    print(name, sha256(content).hexdigest())")
    compiled = write_compiled(tmp_path / "compiled")
    runs = {
        subprocess.run([sys.executable, "-c", code, str(compiled)], capture_output=True, text=True,
                       check=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert "gluteal.obographs.json" in runs.pop()
