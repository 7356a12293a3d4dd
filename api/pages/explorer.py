"""What the explorer's page shows: the edges of a neighbourhood or of paths as rows of a table,
counts by relation, and the addresses that expand, narrow or widen what is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from kg.catalogue.network import Network
from kg.catalogue.records import RULE_FOLDERS, cited
from kg.graph.model import relation_label

Json = Mapping[str, Any]


def address(path: str = "/explore", **values: Any) -> str:
    """Return ``path`` with the parameters of ``values`` that say something.

    >>> address(of="piriformis,sciatic-nerve", depth=None)
    '/explore?of=piriformis,sciatic-nerve'
    """
    given = {name.rstrip("_"): value for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(given, quote_via=quote, safe=',')}" if given else path


def rows(network: Network, document: Json) -> list[dict[str, Any]]:
    """Return the edges of ``document`` as rows with names, sources and the address of what each
    rests on; in the order of their sources, relations and targets as they read."""
    nodes = {node["id"]: node for node in document["nodes"]}
    knowledge = network.catalogue.knowledge
    found = [
        {
            "edge": edge,
            "source": nodes[edge["source"]],
            "target": nodes[edge["target"]],
            "proof": f"/v1/proofs/{edge['proof']}" if edge["proof"] else "",
            "records": [(name, record_address(network, name)) for name in edge["records"]],
            "sources": cited(knowledge, tuple(edge["sources"])),
        }
        for edge in document["edges"]
    ]
    return sorted(found, key=lambda row: (
        row["source"]["label"], row["edge"]["label"], row["target"]["label"]))


def record_address(network: Network, record: str) -> str:
    """Return the address of a rule or a claim; empty for a record that has none."""
    records = network.catalogue.knowledge.records
    if record in records.get("claim", {}):
        return f"/v1/claims/{quote(record)}"
    known = any(record in records.get(folder, {}) for folder in RULE_FOLDERS)
    return f"/v1/rules/{quote(record)}" if known else ""


def counted(
    document: Json, starts: Sequence[Any], asked: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return for each node with hidden neighbours how many there are by relation, and the
    addresses that show them beside what is asked for already; the starts first."""
    found = []
    slugs = [entity.slug for entity in starts]
    for node in document["nodes"]:
        if not node.get("hidden"):
            continue
        of = ",".join(dict.fromkeys([*slugs, node["slug"]]))
        found.append({
            "node": node,
            "all": address(**{**asked, "of": of}),
            "relations": [
                {"name": relation_label(name), "count": count,
                 "address": address(of=node["slug"], relations=name)}
                for name, count in node["hidden_by_relation"].items()
            ],
        })
    return found


def choices(network: Network, kinds: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what the filters offer: relations and ``kinds`` by the names that requests use."""
    relations = {edge.relation for edge in network.graph.edges}
    return {
        "relations": dict(sorted(((n, relation_label(n)) for n in relations),
                                 key=lambda pair: pair[1])),
        "kinds": dict(kinds),
    }


def tally(edges: Iterable[Json]) -> list[tuple[str, int]]:
    """Return how many of ``edges`` there are of each relation, the most frequent first."""
    found = Counter(edge["label"] for edge in edges)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
