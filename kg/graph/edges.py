"""All edges of the graph: relations and records, each pair of entities once per relation."""

from collections.abc import Iterable
from dataclasses import replace

from kg.graph.model import Edge
from kg.graph.records import record_edges
from kg.graph.relations import relation_edges
from kg.model import Knowledge
from kg.reasoning.taxonomy import Taxonomy


def all_edges(knowledge: Knowledge, taxonomy: Taxonomy) -> tuple[Edge, ...]:
    """Return the edges in the order of source, relation and target.

    What is said twice is one edge with the records of both, of the stronger strength; it is
    inferred only where nobody stated it. Obsolete entities and loops have no edges.
    """
    found: dict[tuple[str, str, str], Edge] = {}
    living = {curie for curie, entity in knowledge.entities.items() if not entity.deprecated}
    for edge in (*relation_edges(knowledge, taxonomy), *record_edges(knowledge)):
        if edge.source in living and edge.target in living and edge.source != edge.target:
            key = edge.source, edge.relation, edge.target
            found[key] = _merged(found[key], edge) if key in found else edge
    return tuple(found[key] for key in sorted(found))


def _merged(one: Edge, other: Edge) -> Edge:
    if one.inferred != other.inferred:
        return other if one.inferred else one
    quantified = [edge for edge in (one, other) if edge.strength] or [one, other]
    best = max(quantified, key=lambda edge: edge.weight)
    return replace(
        best, records=_joined((one.records, other.records)),
        sources=_joined((one.sources, other.sources)),
    )


def _joined(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({item for items in several for item in items}))
