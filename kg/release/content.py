"""What a release states: a header, then the asserted or the asserted and inferred axioms.

*Base* is what people wrote. *Full* adds what follows from it: each class's direct superclasses and
what anatomy entails. A subsumption that follows from two others is left out, as in other releases
of ontologies; so are the closures that queries use, which would make individuals of classes.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.iris import BASE, DCTERMS, OWL, RDF, RDFS
from kg.reasoning.taxonomy import Taxonomy

ONTOLOGY = BASE + "ontology"
"""The IRI of the full ontology; that of the base ends in ``-base``."""

_TYPE = ox.NamedNode(RDF + "type")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_INDIVIDUAL = ox.NamedNode(OWL + "NamedIndividual")


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the ontology: the beginning of its file names, its IRI, its triples in order
    (the header, what has a name, the general axioms)."""

    name: str
    iri: str
    triples: tuple[ox.Triple, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What the header says of the release: its version and the digest of its snapshot."""

    number: str
    digest: str


def full_edition(
    triples: Iterable[ox.Triple], direct: Collection[tuple[str, str]], version: Version
) -> Edition:
    """Return everything, with only the ``direct`` subsumptions between named classes of ours."""
    kept = [t for t in triples if not _is_named_subsumption(t) or _pair(t) in direct]
    stated = {_pair(t) for t in kept if _is_named_subsumption(t)}
    kept += [
        ox.Triple(ox.NamedNode(sub), _SUBCLASS, ox.NamedNode(sup))
        for sub, sup in set(direct) - stated
    ]
    return _edition("gluteal", ONTOLOGY, kept, version)


def base_edition(triples: Iterable[ox.Triple], version: Version) -> Edition:
    """Return the ``triples`` that people wrote and no others."""
    return _edition("gluteal-base", f"{ONTOLOGY}-base", list(triples), version)


def direct_subsumptions(taxonomy: Taxonomy) -> set[tuple[str, str]]:
    """Return the pairs of kind and superclass with no class between them, without generated
    classes; classes that are equivalent stand next to each other."""
    above: dict[str, set[str]] = {}
    for sub, sup in taxonomy.subsumptions():
        if is_ours(sub) and is_ours(sup):
            above.setdefault(sub, set()).add(sup)
    pairs = set()
    for sub, sups in above.items():
        passed = {
            far for near in sups for far in above.get(near, ())
            if sub not in above.get(near, ()) and near not in above.get(far, ())
        }
        pairs |= {(sub, sup) for sup in sups - passed}
    return pairs


def is_ours(iri: str) -> bool:
    """Tell whether ``iri`` names an entity or a schema term, not a record or a generated class."""
    return iri.startswith(BASE) and "/" not in iri.removeprefix(BASE)


def _edition(name: str, iri: str, triples: list[ox.Triple], version: Version) -> Edition:
    ontology, own = ox.NamedNode(iri), ox.NamedNode(ONTOLOGY)
    about = [t for t in triples if t.subject == own]
    header = {ox.Triple(ontology, t.predicate, t.object) for t in about}
    header |= set(_version_triples(ontology, version))
    rest = {*triples, *_individuals(triples)}.difference(about)
    ordered = (*sorted(header, key=_order), *sorted(rest, key=_order))
    return Edition(name, iri, ordered)


def _version_triples(ontology: ox.NamedNode, version: Version) -> Iterator[ox.Triple]:
    of_version = ox.NamedNode(f"{ontology.value}/{version.number}")
    yield ox.Triple(ontology, _TYPE, ox.NamedNode(OWL + "Ontology"))
    yield ox.Triple(ontology, ox.NamedNode(OWL + "versionIRI"), of_version)
    yield ox.Triple(ontology, ox.NamedNode(OWL + "versionInfo"), ox.Literal(version.number))
    yield ox.Triple(ontology, ox.NamedNode(DCTERMS + "identifier"), ox.Literal(version.digest))


def _individuals(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Declare every record; editors list individuals by their declarations alone."""
    for triple in triples:
        kind, subject = triple.object, triple.subject
        if triple.predicate == _TYPE and isinstance(kind, ox.NamedNode) and is_ours(kind.value):
            yield ox.Triple(subject, _TYPE, _INDIVIDUAL)


def _is_named_subsumption(triple: ox.Triple) -> bool:
    return (
        triple.predicate == _SUBCLASS
        and isinstance(triple.subject, ox.NamedNode) and is_ours(triple.subject.value)
        and isinstance(triple.object, ox.NamedNode) and is_ours(triple.object.value)
    )


def _pair(triple: ox.Triple) -> tuple[str, str]:
    return triple.subject.value, triple.object.value  # type: ignore[union-attr]


def _order(triple: ox.Triple) -> tuple[bool, str, str, str]:
    """Return what sorts names before blank nodes, and a type before what else is said."""
    is_blank = isinstance(triple.subject, ox.BlankNode)
    predicate = "" if triple.predicate == _TYPE else triple.predicate.value
    return is_blank, str(triple.subject), predicate, str(triple.object)
