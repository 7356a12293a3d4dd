"""Every route, one module per group of addresses."""

from api.routes import (
    assess,
    browse,
    clinical,
    embed,
    explore,
    finding,
    graph,
    graph_store,
    health,
    ontology,
    pages,
    queries,
    records,
    search,
    sparql,
    workbench,
)

BLUEPRINTS = (
    assess.routes,
    clinical.routes,
    search.routes,
    finding.routes,
    browse.routes,
    records.routes,
    graph.routes,
    explore.routes,
    embed.routes,
    queries.routes,
    sparql.routes,
    workbench.routes,
    ontology.routes,
    graph_store.routes,
    pages.routes,
    health.routes,
)
