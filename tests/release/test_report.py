"""What ROBOT's validate-profile and report look for, asked of the released files.

The EL fragment itself is checked in test_other_tools, where every axiom that py-horned-owl reads
must be one of ours; here are declarations, punning, metadata, labels, definitions, obsoletion.
"""

import pyoxigraph as ox
import pytest

from kg.iris import BASE, DCTERMS, OWL, RDFS, SKOS

PREFIXES = f"""PREFIX owl: <{OWL}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}>
PREFIX dcterms: <{DCTERMS}> PREFIX gluteal: <{BASE}>
"""
DECLARED = """VALUES ?kind { owl:Class owl:ObjectProperty owl:AnnotationProperty } ?x a ?kind
FILTER(isIRI(?x))"""
NOT_GENERATED = f'FILTER(!CONTAINS(STRAFTER(STR(?x), "{BASE}"), "/"))'
LIVE = "FILTER NOT EXISTS { ?x owl:deprecated true }"
BUILT_IN = f'FILTER(!STRSTARTS(STR(?x), "{OWL}") && !STRSTARTS(STR(?x), "{RDFS}"))'

NOTHING_FOUND = {
    "missing_label": f"{DECLARED} FILTER NOT EXISTS {{ ?x rdfs:label ?label }}",
    "multiple_labels": "?x rdfs:label ?a, ?b FILTER(STR(?a) < STR(?b))",
    "duplicate_label": f"?x rdfs:label ?a . ?y rdfs:label ?a FILTER(STR(?x) < STR(?y)) {LIVE}",
    "label_whitespace": '?x rdfs:label ?a FILTER(REGEX(?a, "^\\\\s|\\\\s$|\\\\s\\\\s"))',
    "missing_definition": f"{DECLARED} {NOT_GENERATED} {LIVE} "
                          "FILTER NOT EXISTS { ?x skos:definition ?text }",
    "multiple_definitions": "?x skos:definition ?a, ?b FILTER(STR(?a) < STR(?b))",
    "duplicate_definition": "?x skos:definition ?a . ?y skos:definition ?a "
                            "FILTER(STR(?x) < STR(?y))",
    "duplicate_exact_synonym": "?x skos:altLabel ?a . ?y skos:altLabel ?a "
                               "FILTER(STR(?x) < STR(?y))",
    # Among entities: nobody enters a schema class, so "movement" may be a word for an entity.
    "duplicate_label_synonym": f"?x rdfs:label ?a ; gluteal:kind ?k . ?y skos:altLabel ?a {LIVE}",
    "deprecated_class_without_replacement":
        "?x owl:deprecated true FILTER NOT EXISTS { ?x dcterms:isReplacedBy ?y }",
    "replaced_by_something_obsolete": "?x dcterms:isReplacedBy ?y . ?y owl:deprecated true",
    "deprecated_class_reference":
        "?x (rdfs:subClassOf|owl:someValuesFrom) ?y . ?y owl:deprecated true",
    "class_of_no_other": "?x a owl:Class ; gluteal:kind ?k "
                         "FILTER NOT EXISTS { ?x rdfs:subClassOf ?y FILTER(isIRI(?y)) }",
    "undeclared_class": "{ ?s rdfs:subClassOf ?x } UNION { ?x rdfs:subClassOf ?s } UNION "
                        "{ ?s owl:someValuesFrom ?x } UNION { ?s owl:disjointWith ?x } UNION "
                        "{ ?s owl:equivalentClass ?x } "
                        f"FILTER(isIRI(?x)) {BUILT_IN} FILTER NOT EXISTS {{ ?x a owl:Class }}",
    "undeclared_object_property":
        "{ ?s owl:onProperty ?x } UNION { ?x rdfs:subPropertyOf ?s } UNION "
        "{ ?s rdfs:subPropertyOf ?x } FILTER NOT EXISTS { ?x a owl:ObjectProperty }",
    "undeclared_annotation_property":
        "SELECT DISTINCT ?x { ?s ?x ?o FILTER(!STRSTARTS(STR(?x), "
        f'"http://www.w3.org/1999/02/22-rdf-syntax-ns#")) {BUILT_IN} '
        "FILTER NOT EXISTS { ?x a owl:AnnotationProperty } }",
    "type_without_class": f"?s a ?x {BUILT_IN} FILTER NOT EXISTS {{ ?x a owl:Class }}",
    "punning": "?x a ?a, ?b FILTER(?a != ?b) "
               "VALUES ?a { owl:Class owl:ObjectProperty owl:AnnotationProperty } "
               "VALUES ?b { owl:ObjectProperty owl:AnnotationProperty owl:NamedIndividual }",
    "relation_between_classes_as_individuals":
        "?x ?p ?y . ?p a owl:ObjectProperty . ?y a owl:Class",
}
FOUND = {
    "ontology_title": "?x a owl:Ontology ; dcterms:title ?y",
    "ontology_description": "?x a owl:Ontology ; dcterms:description ?y",
    "ontology_license": "?x a owl:Ontology ; dcterms:license ?y FILTER(isIRI(?y))",
    "ontology_version": "?x a owl:Ontology ; owl:versionIRI ?y ; owl:versionInfo ?z",
}


@pytest.fixture(scope="module", params=["gluteal", "gluteal-base"])
def released(request: pytest.FixtureRequest, real) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(real / f"{request.param}.owl"), format=ox.RdfFormat.RDF_XML)
    return store


def _rows(store: ox.Store, pattern: str) -> list[str]:
    text = pattern if pattern.startswith("SELECT") else f"SELECT * {{ {pattern} }}"
    return [str(row) for row in store.query(PREFIXES + text)]


@pytest.mark.parametrize("name", NOTHING_FOUND)
def test_the_report_finds_nothing(released, name):
    assert _rows(released, NOTHING_FOUND[name])[:10] == []


@pytest.mark.parametrize("name", FOUND)
def test_the_report_finds_the_metadata(released, name):
    assert len(_rows(released, FOUND[name])) == 1


FAULTS = {
    "missing_label": "gluteal:x a owl:Class",
    "multiple_labels": 'gluteal:Muscle rdfs:label "another"@en',
    "duplicate_label": 'gluteal:x rdfs:label "muscle"@en',
    "label_whitespace": 'gluteal:x rdfs:label "a  b"@en',
    "missing_definition": "gluteal:x a owl:Class",
    "multiple_definitions": 'gluteal:Muscle skos:definition "another"@en',
    "duplicate_definition": 'gluteal:x skos:definition "y"@en . gluteal:z skos:definition "y"@en',
    "duplicate_exact_synonym": 'gluteal:x skos:altLabel "y"@en . gluteal:z skos:altLabel "y"@en',
    "duplicate_label_synonym": 'gluteal:x skos:altLabel "piriformis"@en',
    "deprecated_class_without_replacement": "gluteal:Muscle owl:deprecated true",
    "replaced_by_something_obsolete":
        "gluteal:x dcterms:isReplacedBy gluteal:y . gluteal:y owl:deprecated true",
    "deprecated_class_reference": "gluteal:AnatomicalStructure owl:deprecated true",
    "class_of_no_other": 'gluteal:x a owl:Class ; gluteal:kind "Muscle"',
    "undeclared_class": "gluteal:Muscle rdfs:subClassOf gluteal:x",
    "undeclared_object_property": "gluteal:partOf rdfs:subPropertyOf gluteal:x",
    "undeclared_annotation_property": 'gluteal:Muscle gluteal:x "y"',
    "type_without_class": "gluteal:y a gluteal:x",
    "punning": "gluteal:Muscle a owl:NamedIndividual",
    "relation_between_classes_as_individuals": "gluteal:Muscle gluteal:partOf gluteal:Bone",
}


@pytest.mark.parametrize("name", NOTHING_FOUND)
def test_each_check_of_the_report_finds_its_fault(released, name):
    planted = ox.Store()
    planted.extend(released)
    planted.update(PREFIXES + f"INSERT DATA {{ {FAULTS[name]} }}")
    assert _rows(planted, NOTHING_FOUND[name])
