"""RDF terms as JSON between processes, in the form of the SPARQL results format."""

from typing import Any

import pyoxigraph as ox

Term = ox.NamedNode | ox.Literal


def term_to_json(term: Term) -> dict[str, str]:
    """Return ``term`` as in SPARQL JSON results."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def term_from_json(stored: dict[str, Any]) -> Term:
    """Restore what :func:`term_to_json` returned."""
    if stored["type"] == "uri":
        return ox.NamedNode(stored["value"])
    if language := stored.get("xml:lang"):
        return ox.Literal(stored["value"], language=language)
    return ox.Literal(stored["value"], datatype=ox.NamedNode(stored["datatype"]))
