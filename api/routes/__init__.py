"""Every route, one module per group of addresses."""

from api.routes import (
    browse,
    clinical,
    graph,
    graph_store,
    health,
    ontology,
    pages,
    queries,
    records,
    search,
    sparql,
)

BLUEPRINTS = (
    clinical.routes,
    search.routes,
    browse.routes,
    records.routes,
    graph.routes,
    queries.routes,
    sparql.routes,
    ontology.routes,
    graph_store.routes,
    pages.routes,
    health.routes,
)
