"""Every route, one module per group of addresses."""

from api.routes import browse, clinical, health, pages, queries, records, search, sparql

BLUEPRINTS = (
    clinical.routes,
    search.routes,
    browse.routes,
    records.routes,
    queries.routes,
    sparql.routes,
    pages.routes,
    health.routes,
)
