"""SPARQL beside the native Oxigraph server and rdflib-endpoint, on the same snapshot.

The three are asked in turns; a ratio is the median over the rounds, and the figures beside it are
milliseconds of processor time a request, of all processes of a server. Each request to be
answered anew carries a comment of its own.
"""

import statistics
import tempfile
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyoxigraph as ox

from kg.query.header import load_saved
from kg.query.saved import SavedQueries
from kg.query.standalone import standalone
from kg.snapshot.load import Snapshot
from kg.snapshot.manifest import DATASET
from tests.bench.figures import Figure
from tests.bench.servers import Call, Server, gluteal, oxigraph, rdflib_endpoint
from tests.bench.world import ROOT, World

ROUNDS = 9
PAIR = "differential-of-a-pair"
ACCEPT = {"Accept": "application/sparql-results+json"}
LOOKUP = standalone("SELECT ?l WHERE { gluteal:GKG_0004013 rdfs:label ?l }")
CONTAINS = standalone(
    'SELECT ?s ?l WHERE { ?s rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), "piriformis")) }')
_numbers = count()


@dataclass(frozen=True)
class Peer:
    """A server and where it takes queries."""

    server: Server
    path: str

    def call(self, query: str, headers: dict[str, str] | None = None) -> Call:
        """Return the request of a query."""
        address = f"{self.path}?{urllib.parse.urlencode({'query': query})}"
        return Call(address, headers=ACCEPT | (headers or {}))

    def cost(self, query: str, times: int) -> float:
        """Return milliseconds of processor time a request, each answered anew."""
        before = self.server.cpu_seconds()
        for _ in range(times):
            self.server.ask(self.call(f"{query} # {next(_numbers)}"))
        return (self.server.cpu_seconds() - before) / times * 1000


def differential_query(snapshot: Snapshot) -> str:
    """Return the saved query that compares two conditions, with its example's terms inside."""
    saved = load_saved(ROOT / "queries")
    query = saved[PAIR]
    values = {name: p.example for name, p in query.parameters.items()}
    terms = SavedQueries(saved, snapshot.knowledge).bind(query, values)
    text = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    return standalone(text, terms)


def figures(world: World) -> Iterator[Figure]:
    """Measure."""
    dataset = world.snapshot.path / DATASET
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        triples = _triples(dataset, folder / "union.nt")
        ours = Peer(stack.enter_context(gluteal(world.state)), "/sparql")
        native = Peer(stack.enter_context(oxigraph(dataset, folder / "store")), "/query")
        rdflib = Peer(stack.enter_context(rdflib_endpoint(triples)), "/")
        pair = differential_query(world.snapshot)
        yield from _anew(ours, native, "lookup", LOOKUP, 400, 3.0)
        yield from _anew(ours, native, "differential query", pair, 10, 2.0)
        yield from _anew(ours, native, "label CONTAINS", CONTAINS, 40, 1.5)
        yield from _again(ours, native)
        yield _beside_rdflib(ours, rdflib, "lookup", LOOKUP, (200, 40), 5.0)
        yield _beside_rdflib(ours, rdflib, "differential query", pair, (5, 1), 10.0)


def _triples(dataset: Path, path: Path) -> Path:
    quads = ox.parse(path=str(dataset), format=ox.RdfFormat.N_QUADS)
    ox.serialize((quad.triple for quad in quads), str(path), ox.RdfFormat.N_TRIPLES)
    return path


def _rounds(*measures: Callable[[], float]) -> list[list[float]]:
    """Take each measure in turns; the first round warms up and does not count."""
    taken = [[measure() for measure in measures] for _ in range(ROUNDS + 1)]
    return [list(column) for column in zip(*taken[1:], strict=True)]


def _anew(
    ours: Peer, native: Peer, name: str, query: str, times: int, aim: float
) -> Iterator[Figure]:
    mine, theirs = _rounds(lambda: ours.cost(query, times), lambda: native.cost(query, times))
    yield _ratio(f"{name}, not asked before / oxigraph", mine, theirs, aim)


def _again(ours: Peer, native: Peer) -> Iterator[Figure]:
    call = ours.call(LOOKUP)
    held = ours.call(LOOKUP, {"If-None-Match": ours.server.etag(call)})
    held = Call(held.path, headers=held.headers, status=304)
    again, conditional, theirs = _rounds(
        lambda: ours.server.cpu_per_call(call, 400), lambda: ours.server.cpu_per_call(held, 400),
        lambda: native.cost(LOOKUP, 400),
    )
    yield _ratio("lookup, repeated / oxigraph's lookup", again, theirs, 0.5)
    yield _ratio("lookup, conditional / oxigraph's lookup", conditional, theirs, 0.5)


def _beside_rdflib(
    ours: Peer, rdflib: Peer, name: str, query: str, times: tuple[int, int], aim: float
) -> Figure:
    pairs = [(rdflib.cost(query, times[1]), ours.cost(query, times[0])) for _ in range(3)]
    theirs, mine = ([pair[at] for pair in pairs] for at in (0, 1))
    return _ratio(f"{name}, rdflib-endpoint / not asked before", theirs, mine, aim, at_least=True)


def _ratio(
    name: str, one: list[float], other: list[float], aim: float, *, at_least: bool = False
) -> Figure:
    """Return the median ratio; a figure too small for the clock counts as its smallest step."""
    value = statistics.median(a / max(b, 1e-3) for a, b in zip(one, other, strict=True))
    note = f"{statistics.median(one):.3f} ms and {statistics.median(other):.3f} ms"
    return Figure(name, value, "x", aim, note, at_least=at_least)
