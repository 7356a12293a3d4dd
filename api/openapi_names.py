"""Names in the OpenAPI document: which graphs and saved queries there are, and examples of what
the other addresses take, so that requests made from it alone find something."""

from collections.abc import Iterable
from typing import Any

from api.service import Service
from kg.catalogue.kinds import LISTS
from kg.catalogue.records import RULE_FOLDERS
from kg.iris import BASE, entity_iri
from kg.model import Claim, Source
from kg.snapshot.graphs import GRAPHS

MOST_EXAMPLES = 3


def name_values(document: dict[str, Any], service: Service) -> None:
    """Say in ``document`` what the parameters take that hold names."""
    for path, found in _in_paths(service).items():
        for operation in document["paths"][path].values():
            [parameter] = (p for p in operation["parameters"] if p["in"] == "path")
            parameter["schema"] |= found
    for operation in document["paths"]["/sparql"].values():
        for parameter in operation["parameters"]:
            if parameter["name"].endswith("-graph-uri"):
                parameter["schema"]["items"]["enum"] = sorted(service.graphs)


def _in_paths(service: Service) -> dict[str, dict[str, Any]]:
    catalogue = service.catalogue
    records = catalogue.knowledge.records
    entities = [entity.id for entity in catalogue.listed("entities")]
    version = _examples([service.snapshot.manifest.version])
    lists = {
        f"/v1/{name}/{{identifier}}": _examples(entity.slug for entity in catalogue.listed(name))
        for name in ("entities", *LISTS)
    }
    return lists | {
        "/v1/proofs/{identifier}": _examples(
            edge.identifier for edge in service.network.graph.edges if edge.inferred
        ),
        "/v1/rules/{identifier}": _examples(
            key for folder in RULE_FOLDERS for key in records.get(folder, ())
        ),
        "/v1/sources/{key}": _examples(catalogue.knowledge.of(Source)),
        "/v1/claims/{identifier}": _examples(catalogue.knowledge.of(Claim)),
        "/v1/queries/{name}": {"enum": sorted(service.saved.queries)},
        "/rdf-graph-store/{name}": {"enum": sorted(GRAPHS)},
        "/id/{name}": _examples(entity_iri(entity).removeprefix(BASE) for entity in entities),
        "/ontology/{version}": version,
        "/ontology-base/{version}": version,
    }


def _examples(values: Iterable[str]) -> dict[str, Any]:
    return {"examples": sorted(values)[:MOST_EXAMPLES]}
