"""Loads a snapshot into another store: graph by graph, verified, and the same however often.

The graph that names the snapshot goes first and comes last, so that a store which holds half of
one is never taken for the whole.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import StoreFailed
from kg.limits import limit
from kg.query import formats
from kg.query.addresses import Addresses
from kg.query.identity import (
    ASK_COUNTS,
    ASK_DIGEST,
    IDENTITY,
    expected_counts,
    identity_triples,
    read_counts,
    read_digest,
)
from kg.query.web import Web
from kg.query.writing import Writer
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.manifest import DATASET, Manifest

Graphs = dict[str, list[ox.Triple]]


class Publisher:
    """Brings the snapshot in ``folder`` into the store at ``addresses``."""

    def __init__(self, web: Web, addresses: Addresses, folder: Path, manifest: Manifest) -> None:
        """Change nothing yet; the snapshot was verified before."""
        self._web, self._addresses = web, addresses
        self._folder, self._manifest = folder, manifest

    def fault(self) -> str:
        """Return in what the store differs from the snapshot; nothing where it holds it.

        Raises:
            StoreFailed: the store cannot be queried.
            StoreUnavailable: it cannot be reached.
        """
        digest = read_digest(self._asked(ASK_DIGEST, [IDENTITY]))
        if digest != self._manifest.digest:
            return f"it holds {digest[:19] if digest else 'no snapshot'}"
        counts, wanted = self.counts(), expected_counts(self._manifest)
        wrong = [iri for iri in wanted if counts.get(iri) != wanted[iri]]
        wrong += [iri for iri in counts if iri not in wanted]
        said = (f"{counts.get(iri, 0)} triples in {iri} where there should be {wanted.get(iri, 0)}"
                for iri in wrong)
        return "; ".join(said)

    def counts(self) -> dict[str, int]:
        """Return the number of triples of each graph in the store; raises as :meth:`fault`."""
        return read_counts(self._asked(ASK_COUNTS, [*GRAPHS.values()]))

    def publish(self, report: Callable[[str], None], *, to_default: bool = False) -> None:
        """Replace the graphs, tell of each, and verify; with ``to_default`` their union too.

        Raises:
            StoreFailed: the store refuses, or holds something else afterwards.
            StoreUnavailable: it cannot be reached.
        """
        graphs = dataset_graphs(self._folder / DATASET)
        writer = Writer(self._web, self._addresses)
        writer.replace(IDENTITY, [])
        for iri in GRAPHS.values():
            writer.replace(iri, graphs.get(iri, []))
            report(f"{len(graphs.get(iri, [])):>9,} triples in {iri}")
        if to_default:
            union = [triple for triples in graphs.values() for triple in triples]
            writer.replace("", union)
            report(f"{len(union):>9,} triples in the default graph")
        writer.replace(IDENTITY, list(identity_triples(self._manifest)))
        if fault := self.fault():
            raise StoreFailed(f"the store was written, and yet {fault}")

    def _asked(self, query: str, graphs: Sequence[str]) -> bytes:
        fields = [("query", query), *(("named-graph-uri", graph) for graph in graphs)]
        headers = {"Accept": formats.JSON, "Content-Type": "application/x-www-form-urlencoded"}
        deadline = time.monotonic() + limit("store_write_seconds")
        reply = self._web.exchange(
            "POST", self._addresses.query, headers, urlencode(fields).encode(), deadline=deadline
        )
        if reply.status != 200 or reply.media_type != formats.JSON:
            raise StoreFailed(
                f"{self._addresses.query} is no SPARQL endpoint that can be queried: it answered"
                f" {reply.status} {reply.media_type}"
            )
        return reply.body


def dataset_graphs(path: Path) -> Graphs:
    """Return the triples of each graph in the N-Quads of ``path``.

    Raises:
        StoreFailed: graphs share a blank node, which would be two nodes in the store.
    """
    graphs: Graphs = defaultdict(list)
    owner: dict[str, str] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        graphs[name].append(quad.triple)
        for node in (quad.subject, quad.object):
            if isinstance(node, ox.BlankNode) and owner.setdefault(node.value, name) != name:
                raise StoreFailed("two graphs share a blank node and cannot be loaded one by one")
    return graphs
