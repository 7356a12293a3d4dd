"""The graph of a classified ontology, and its layout as the file that is committed."""

from collections.abc import Mapping
from pathlib import Path

from kg.errors import SnapshotError
from kg.graph.edges import all_edges
from kg.graph.lattice import Place
from kg.graph.layout import places_of
from kg.graph.model import GraphData
from kg.model import Knowledge
from kg.reasoning.taxonomy import Taxonomy

LAYOUT = "layout.tsv"
"""The file of places beside the compiled ontology."""
_HEADER = "id\tx\ty"


def graph_of(
    knowledge: Knowledge, taxonomy: Taxonomy, known: Mapping[str, Place]
) -> GraphData:
    """Return the graph of ``knowledge``; entities keep their places in ``known``."""
    edges = all_edges(knowledge, taxonomy)
    # What a mechanism adds repeats the anatomy that it came from and would only blur the picture.
    links = [
        (edge.source, edge.target, 0.2 if edge.inferred else 1.0)
        for edge in edges if not edge.implied and edge.basis != "mechanism"
    ]
    kinds = {curie: e.kind for curie, e in knowledge.entities.items() if not e.deprecated}
    return GraphData(places_of(kinds, links, known), edges)


def layout_tsv(places: Mapping[str, Place]) -> bytes:
    """Return ``places`` as a table in the order of the identifiers."""
    rows = (f"{curie}\t{x}\t{y}" for curie, (x, y) in sorted(places.items()))
    return "".join(f"{line}\n" for line in (_HEADER, *rows)).encode()


def read_layout(path: Path) -> dict[str, Place]:
    """Read what :func:`layout_tsv` wrote; a file that is not there holds no places.

    Raises:
        SnapshotError: the file is damaged, or puts two entities on one point.
    """
    if not path.is_file():
        return {}
    header, *lines = path.read_text(encoding="utf-8").splitlines() or [""]
    try:
        rows = [line.split("\t") for line in lines]
        places = {curie: (int(x), int(y)) for curie, x, y in rows}
    except ValueError as error:
        raise SnapshotError(f"{path}: a row is not an identifier and two integers") from error
    if header != _HEADER or len(set(places.values())) != len(lines):
        raise SnapshotError(f"{path}: not a layout; delete it and build again to make a new one")
    return places
