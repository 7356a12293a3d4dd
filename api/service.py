"""What a worker answers from: one snapshot and the objects made of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app, g

from api.config import Config
from api.serving.places import aside
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.network import Network
from kg.catalogue.paths import Paths
from kg.clinical.facade import Clinician
from kg.places import data_folder
from kg.query.admission import KNOWN_GRAPHS
from kg.query.chosen import open_store
from kg.query.header import SavedQuery, load_saved
from kg.query.saved import SavedQueries
from kg.query.store import QueryStore
from kg.snapshot.load import Snapshot, load_snapshot
from kg.snapshot.manifest import MANIFEST


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Service:
    """Everything that the routes call; made once a snapshot, never changed.

    ``made`` is when the snapshot was, in seconds since 1970; ``generation`` counts the snapshots
    that the running service has changed to.
    """

    snapshot: Snapshot
    clinician: Clinician
    catalogue: Catalogue
    queries: QueryStore
    saved: SavedQueries
    network: Network
    paths: Paths
    graphs: frozenset[str] = KNOWN_GRAPHS
    """The named graphs that a query may choose."""
    made: float = field(default_factory=time.time)
    generation: int = 0

    @classmethod
    def open(
        cls,
        config: Config,
        saved: Mapping[str, SavedQuery] | None = None,
        generation: int = 0,
    ) -> "Service":
        """Load the snapshot and connect to the query pool; ``saved`` are read unless given.

        Raises:
            SnapshotError: the snapshot is missing or damaged.
            AuthoringError: a saved query is wrong.
        """
        snapshot = load_snapshot(config.snapshot)
        catalogue = Catalogue(snapshot.knowledge, snapshot.taxonomy)
        network = Network(catalogue, snapshot.graph)
        return cls(
            snapshot=snapshot,
            clinician=Clinician.of(snapshot),
            catalogue=catalogue,
            queries=open_store(config.query_socket, snapshot.manifest, config.store, aside),
            saved=SavedQueries(
                load_saved(data_folder("queries")) if saved is None else saved, snapshot.knowledge
            ),
            network=network,
            paths=Paths(network),
            made=(snapshot.path / MANIFEST).stat().st_mtime,
            generation=generation,
        )


def service() -> Service:
    """Return what this request is answered from, from its beginning to its end."""
    if "service" not in g:
        g.service = current_app.extensions["gluteal"]
    found: Service = g.service
    return found
