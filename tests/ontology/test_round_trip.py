"""Knowledge -> RDF -> Knowledge loses nothing."""

import pyoxigraph as ox

from kg.authoring.build import compile_ontology
from kg.snapshot.read import knowledge_from_rdf


def test_the_small_ontology_comes_back_from_its_turtle(small):
    parsed = [quad.triple for quad in ox.parse(small.turtle, format=ox.RdfFormat.TURTLE)]
    assert knowledge_from_rdf(parsed) == small.knowledge


def test_the_real_ontology_comes_back_from_its_turtle(root):
    compiled = compile_ontology(root / "ontology")
    parsed = [quad.triple for quad in ox.parse(compiled.turtle, format=ox.RdfFormat.TURTLE)]
    read = knowledge_from_rdf(parsed)
    assert read.entities == compiled.knowledge.entities
    assert read.records == compiled.knowledge.records
