"""Every IRI of the release leads somewhere on the service."""

import re

import pyoxigraph as ox

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.schema import place_of
from kg.iris import BASE
from kg.snapshot.load import load_snapshot

PLACES = re.compile(
    r"/v1/entities/GKG_\d{7}|/v1/(?:rules|claims|sources)/[\w.-]+|"
    r"/ontology(?:-base)?(?:/[\d.]+)?|/ontology#\w+"
)


def test_every_subject_of_the_release_leads_somewhere(real):
    snapshot = load_snapshot(real)
    catalogue = Catalogue(snapshot.knowledge, snapshot.taxonomy)
    quads = ox.parse(path=str(real / "gluteal.ttl"), format=ox.RdfFormat.TURTLE)
    names = {q.subject.value.removeprefix(BASE) for q in quads
             if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(BASE)}
    assert len(names) > 7000
    assert [name for name in sorted(names) if not PLACES.fullmatch(place_of(name, catalogue))] == []


def test_an_entity_that_does_not_exist_leads_nowhere(real):
    snapshot = load_snapshot(real)
    catalogue = Catalogue(snapshot.knowledge, snapshot.taxonomy)
    unknown = ("GKG_9999999", "evidence/F99999", "candidate-for/GKG_9999999", "claim/x", "zork/x")
    for name in unknown:
        assert place_of(name, catalogue) == ""
