"""The schema terms and marker classes that generated axioms speak of."""

from kg.axioms import Expression, Named, Some
from kg.iris import entity_iri, record_iri, term_iri

PRESENTATION = Named(term_iri("Presentation"))
COMPLAINT = Named(term_iri("Complaint"))
LEFT, RIGHT = Named(term_iri("LeftSided")), Named(term_iri("RightSided"))
COMPATIBLE = (Named(term_iri("LeftCompatible")), Named(term_iri("RightCompatible")))


def entity(curie: str) -> Named:
    """Return the class of an entity."""
    return Named(entity_iri(curie))


def some(role: str, filler: Expression) -> Some:
    """Return ``role some filler``; ``role`` is the name of a schema property."""
    return Some(term_iri(role), filler)


def marker(folder: str, identifier: str) -> Named:
    """Return a marker class, such as ``candidate-for`` and ``GKG:0004000``."""
    return Named(record_iri(folder, identifier))
