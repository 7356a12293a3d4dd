"""One pool over the data of all cases, and the way of a case through it.

Every data file is two named graphs of one store: under its own IRI, as queries name it, and as a
default graph. A case then chooses its graphs by the parameters of the protocol.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.query import formats
from kg.query.admission import Admitted, admit
from kg.query.client import QueryService
from kg.query.pool import start_pool
from tests.conformance.manifest import BASE, Case

DATASETS = (".trig", ".nq")
EMPTY = "urn:gluteal:empty"
RESULTS = {
    formats.JSON: ox.QueryResultsFormat.JSON, formats.XML: ox.QueryResultsFormat.XML,
    formats.TSV: ox.QueryResultsFormat.TSV,
}


class AnyGraph(Collection[str]):
    """Knows every graph: the suites name graphs that only they have."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def default_graph(path: str) -> str:
    """Return the graph in which ``path`` is loaded to serve as default graph."""
    return f"{BASE}{path}?default"


@contextmanager
def pool_over(suites: Path, cases: Iterable[Case], folder: Path) -> Iterator[QueryService]:
    """Run a pool over the data of ``cases``."""
    lines = bytearray()
    for path in sorted(_files(suites, cases)):
        is_dataset = path.endswith(DATASETS)
        for graph in (default_graph(path),) if is_dataset else (BASE + path, default_graph(path)):
            lines += ox.serialize(_quads(suites / path, BASE + path, graph),
                                  format=ox.RdfFormat.N_QUADS) or b""
    (folder / "dataset.nq").write_bytes(lines)
    with start_pool(folder) as pool:
        yield QueryService(pool.socket_path)


def _files(suites: Path, cases: Iterable[Case]) -> set[str]:
    """Return the data of ``cases``; a query may also choose files of its folder itself."""
    named = {path for case in cases for path in (*case.data, *case.named)}
    chosen = {
        path.relative_to(suites).as_posix()
        for case in cases if not case.data for path in (suites / case.group).glob("data*.ttl")
    }
    return named | chosen


def _quads(path: Path, base: str, graph: str) -> Iterator[ox.Quad]:
    syntax = ox.RdfFormat.from_extension(path.suffix[1:])
    for quad in ox.parse(path=str(path), format=syntax, base_iri=base, rename_blank_nodes=True):
        name = quad.graph_name
        into = ox.NamedNode(graph) if isinstance(name, ox.DefaultGraph) else name
        yield ox.Quad(quad.subject, quad.predicate, quad.object, into)


def admitted(suites: Path, case: Case) -> Admitted:
    """Return the query of ``case`` with its graphs; relative names are those of its file."""
    text = (suites / case.query).read_bytes().decode()
    text = f"BASE <{BASE}{case.query}>\n{text}"
    plain = admit(text, known=AnyGraph())
    if plain.chooses_graphs:
        return plain
    default = [default_graph(path) for path in case.data] or [EMPTY]
    named = [BASE + path for path in case.named]
    for path in case.data:
        if path.endswith(DATASETS):
            quads = _quads(suites / path, BASE + path, default[0])
            named += {quad.graph_name.value for quad in quads} - {*default}
    return admit(text, default, named, AnyGraph())
