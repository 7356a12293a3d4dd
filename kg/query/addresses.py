"""Where a store takes queries, graphs and updates, told from one of its addresses."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from kg.errors import SettingError
from kg.query.web import require_address


@dataclass(frozen=True, slots=True)
class Addresses:
    """Of queries, of the Graph Store Protocol and of SPARQL Update; the last two may be empty."""

    query: str
    graph_store: str
    update: str


def addresses(url: str, graph_store: str = "", update: str = "") -> Addresses:
    """Return the addresses of the store at ``url``; those that are given stand as they are.

    Known are the conventions of Oxigraph (``/query``, ``/store``, ``/update``), of Fuseki
    (``/name/query`` or ``/name/sparql``, ``/name/data``, ``/name/update``) and of GraphDB and
    RDF4J (``/repositories/name``, with ``/rdf-graphs/service`` and ``/statements`` below it).
    A bare host is taken for Oxigraph.

    >>> addresses("http://localhost:7878").graph_store
    'http://localhost:7878/store'
    >>> addresses("http://localhost:3030/gluteal/sparql").update
    'http://localhost:3030/gluteal/update'
    >>> addresses("http://localhost:7200/repositories/gluteal").update
    'http://localhost:7200/repositories/gluteal/statements'

    Raises:
        SettingError: an address cannot be used, or where to write cannot be told.
    """
    parts = urlsplit(require_address(url))
    path = parts.path.rstrip("/")

    def at(place: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, place, "", ""))

    folder, _, last = path.rpartition("/")
    if graph_store or update:
        query, graphs, updates = url, "", ""
    elif path in ("", "/query"):
        query, graphs, updates = at("/query"), at("/store"), at("/update")
    elif folder.endswith("/repositories"):
        query, graphs, updates = url, at(f"{path}/rdf-graphs/service"), at(f"{path}/statements")
    elif last in ("query", "sparql"):
        query, graphs, updates = url, at(f"{folder}/data"), at(f"{folder}/update")
    else:
        raise SettingError(
            f"where to write cannot be told from {url}; name it with --graph-store or --update"
        )
    given = [require_address(address) if address else "" for address in (graph_store, update)]
    return Addresses(query, given[0] or graphs, given[1] or updates)
