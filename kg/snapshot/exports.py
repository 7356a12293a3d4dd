"""The named graphs as files, written and compressed when the snapshot is made.

To export a graph is then to send a file: it costs no query, and no limit of queries stands in the
way of a large one.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.iris import PREFIXES
from kg.snapshot.graphs import GRAPHS

EVERYTHING = "default"
"""The name of all graphs together."""
EXPORTED = (
    ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD,
)
"""The formats that there are files of."""
_LEVEL = 5
_SIZE_BYTES = 4


def export_files(quads: Iterable[ox.Quad]) -> dict[str, bytes]:
    """Return the files of all graphs by their names; the same for the same quads in this order."""
    names = {f"<{iri}>": name for name, iri in GRAPHS.items()}
    triples: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in quads:
        triple = quad.triple
        triples[EVERYTHING].append(triple)
        triples[names[str(quad.graph_name)]].append(triple)
    return {
        export_name(name, form): gzip.compress(_written(triples[name], form), _LEVEL, mtime=0)
        for name in (*GRAPHS, EVERYTHING) for form in EXPORTED
    }


def export_name(graph: str, form: ox.RdfFormat) -> str:
    """Return the name of the file of a graph, by its name in ``GRAPHS`` or :data:`EVERYTHING`.

    >>> export_name("relations", ox.RdfFormat.TURTLE)
    'graph-relations.ttl.gz'
    """
    return f"graph-{graph}.{form.file_extension}.gz"


def plain_size(packed: bytes) -> int:
    """Return how many bytes the file ``packed`` holds, which gzip writes at its end (RFC 1952)."""
    return int.from_bytes(packed[-_SIZE_BYTES:], "little")


def plain(packed: bytes) -> bytes:
    """Return what the file ``packed`` holds."""
    return gzip.decompress(packed)


def _written(triples: list[ox.Triple], form: ox.RdfFormat) -> bytes:
    return ox.serialize(triples, format=form, prefixes=PREFIXES) or b""
