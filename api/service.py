"""What a worker answers from: one snapshot and the objects made of it."""

from dataclasses import dataclass

from flask import current_app

from api.config import Config
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.network import Network
from kg.catalogue.paths import Paths
from kg.clinical.facade import Clinician
from kg.places import data_folder
from kg.query.admission import KNOWN_GRAPHS
from kg.query.client import QueryService
from kg.query.header import load_saved
from kg.query.saved import SavedQueries
from kg.query.store import QueryStore
from kg.snapshot.load import Snapshot, load_snapshot


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that the routes call; made once a worker, never changed."""

    snapshot: Snapshot
    clinician: Clinician
    catalogue: Catalogue
    queries: QueryStore
    saved: SavedQueries
    network: Network
    paths: Paths
    graphs: frozenset[str] = KNOWN_GRAPHS
    """The named graphs that a query may choose."""

    @classmethod
    def open(cls, config: Config) -> "Service":
        """Load the snapshot and connect to the query pool.

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
            queries=QueryService(config.query_socket),
            saved=SavedQueries(load_saved(data_folder("queries")), snapshot.knowledge),
            network=network,
            paths=Paths(network),
        )


def service() -> Service:
    """Return the service of the current application."""
    found: Service = current_app.extensions["gluteal"]
    return found
