"""Another SPARQL store, tested against a real server."""
