"""Other tools open the release: owlready2, pronto, py-horned-owl, obographs."""

import json
import warnings
from collections import Counter
from pathlib import Path

import obographs
import owlready2
import pronto
import pyhornedowl
import pyoxigraph as ox
import pytest
from pyhornedowl import model as owl

from kg import axioms as ours
from kg.iris import BASE, OWL, RDF, RDFS, entity_iri
from kg.reasoning.read import axioms_from_triples
from kg.snapshot.load import load_snapshot

EDITIONS = ("gluteal", "gluteal-base")
LOGICAL = (owl.SubClassOf, owl.EquivalentClasses, owl.DisjointClasses, owl.SubObjectPropertyOf,
           owl.TransitiveObjectProperty)
NOT_LOGICAL = (owl.AnnotationAssertion, owl.ClassAssertion, owl.DeclareClass,
               owl.DeclareNamedIndividual, owl.DeclareObjectProperty,
               owl.DeclareAnnotationProperty, owl.OntologyAnnotation, owl.OntologyID)


def _components(folder: Path, edition: str) -> list[object]:
    opened = pyhornedowl.open_ontology_from_file(str(folder / f"{edition}.owl"))
    return [annotated.component for annotated in opened.get_components()]


def _triples(folder: Path, edition: str) -> list[ox.Triple]:
    found = ox.parse(path=str(folder / f"{edition}.ttl"), format=ox.RdfFormat.TURTLE)
    return [quad.triple for quad in found]


def _expression(read: object) -> ours.Expression:
    """What py-horned-owl read as a value of ours; only what OWL 2 EL has, as we use it."""
    if isinstance(read, owl.Class):
        return ours.Nothing() if str(read.first) == OWL + "Nothing" else ours.Named(str(read.first))
    if isinstance(read, owl.ObjectIntersectionOf):
        return ours.conjunction(map(_expression, read.first))
    assert isinstance(read, owl.ObjectSomeValuesFrom), f"outside the profile: {read}"
    assert isinstance(read.ope, owl.ObjectProperty)
    return ours.Some(str(read.ope.first), _expression(read.bce))


def _axioms(read: object) -> list[ours.Axiom]:
    if isinstance(read, owl.SubClassOf):
        return [ours.SubClassOf(_expression(read.sub), _expression(read.sup))]
    if isinstance(read, owl.EquivalentClasses | owl.DisjointClasses):
        one, other = map(_expression, read.first)
        if isinstance(read, owl.DisjointClasses):
            return [ours.DisjointClasses(one, other)]
        name, definition = (one, other) if isinstance(one, ours.Named) else (other, one)
        return [ours.EquivalentClasses(name, definition)]
    if isinstance(read, owl.TransitiveObjectProperty):
        role = str(read.first.first)
        return [ours.SubPropertyOf((role, role), role)]
    chain = [read.sub] if isinstance(read.sub, owl.ObjectProperty) else read.sub
    return [ours.SubPropertyOf(tuple(str(role.first) for role in chain), str(read.sup.first))]


@pytest.mark.parametrize("edition", EDITIONS)
def test_horned_owl_reads_every_axiom_as_we_mean_it(real, edition):
    components = _components(real, edition)
    assert [c for c in components if not isinstance(c, LOGICAL + NOT_LOGICAL)] == []
    read = {a.text for c in components if isinstance(c, LOGICAL) for a in _axioms(c)}
    assert read == {a.text for a in axioms_from_triples(_triples(real, edition))}
    assert len(read) > 7000


@pytest.mark.parametrize("edition", EDITIONS)
def test_horned_owl_leaves_no_annotation_behind(real, edition):
    triples = _triples(real, edition)
    properties = {t.subject for t in triples
                  if t.object == ox.NamedNode(OWL + "AnnotationProperty")}
    properties |= {ox.NamedNode(RDFS + "label"), ox.NamedNode(OWL + "deprecated")}
    ontology = {t.subject for t in triples if t.object == ox.NamedNode(OWL + "Ontology")}
    stated = {t for t in triples if t.predicate in properties and t.subject not in ontology}
    counts = Counter(type(c) for c in _components(real, edition))
    assert counts[owl.AnnotationAssertion] == len(stated)
    kind = ox.NamedNode(RDF + "type")
    records = [t for t in triples if t.predicate == kind and t.object.value.startswith(BASE)]
    assert counts[owl.ClassAssertion] == len(records)


def test_owlready_finds_classes_individuals_and_properties(real):
    world = owlready2.World()
    opened = world.get_ontology((real / "gluteal.owl").as_uri()).load(only_local=True)
    triples = _triples(real, "gluteal")

    def declared(kind: str) -> int:
        wanted = ox.NamedNode(OWL + kind)
        return len({t.subject for t in triples
                    if t.object == wanted and isinstance(t.subject, ox.NamedNode)})

    blank = {t.subject for t in triples if isinstance(t.subject, ox.BlankNode)}
    assert blank
    assert len(list(opened.classes())) == declared("Class")
    assert len(list(opened.individuals())) == declared("NamedIndividual")
    assert len(list(opened.object_properties())) == declared("ObjectProperty")
    assert len(list(opened.annotation_properties())) == declared("AnnotationProperty")
    piriformis = world[entity_iri("GKG:0000105")]
    assert piriformis.label.en == ["piriformis"]
    muscle = world[BASE + "Muscle"]
    assert muscle in piriformis.ancestors()


@pytest.mark.parametrize("edition", EDITIONS)
def test_pronto_reads_the_obo_graph_without_a_warning(real, edition):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opened = pronto.Ontology(real / f"{edition}.obographs.json")
    entities = load_snapshot(real).knowledge.entities
    for curie, entity in entities.items():
        term = opened[entity_iri(curie)]
        assert term.name == entity.label
        assert (term.definition or "") == entity.definition
        assert {s.description for s in term.synonyms} == set(entity.synonyms)
        assert term.obsolete == entity.deprecated
    piriformis = opened[entity_iri("GKG:0000105")]
    above = {term.name for term in piriformis.superclasses(distance=1)}
    assert above == {"piriformis", "deep hip external rotators"} | (
        {"muscle"} if edition == "gluteal-base" else set())
    attaches = opened.get_relationship(BASE + "attachesTo")
    assert "sacrum" in {term.name for term in piriformis.relationships[attaches]}


def test_pronto_reads_rdf_xml_too(real):
    with warnings.catch_warnings():
        # pronto knows OBO's annotation properties only, and says so of each of ours.
        warnings.simplefilter("ignore")
        opened = pronto.Ontology(real / "gluteal.owl")
    piriformis = opened[entity_iri("GKG:0000105")]
    assert piriformis.name == "piriformis"
    assert "muscle" in {term.name for term in piriformis.superclasses()}


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_obographs_model_reads_every_node_edge_and_definition(real, edition):
    path = real / f"{edition}.obographs.json"
    (raw,) = json.loads(path.read_bytes())["graphs"]
    graph = obographs.read(path)
    assert graph.name.startswith("Gluteal")
    assert graph.version_iri.endswith("/" + load_snapshot(real).manifest.version)
    nodes = {node.id for node in graph.nodes}
    assert len(nodes) == len(raw["nodes"]) > 1500
    for edge in graph.edges:
        assert {edge.sub, edge.obj} <= nodes
        assert edge.pred in nodes | {"is_a", "subPropertyOf"}
    for definition in graph.logicalDefinitionAxioms:
        fillers = {r.fillerId for r in definition.restrictions}
        assert {definition.definedClassId, *definition.genusIds, *fillers} <= nodes
    for chain in graph.propertyChainAxioms:
        assert {chain.predicateId, *chain.chainPredicateIds} <= nodes
    assert graph.model_dump(exclude_unset=True, exclude={"meta"}) == {
        key: value for key, value in raw.items() if key not in ("meta", "lbl")}
