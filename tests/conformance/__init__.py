"""The W3C test suites of SPARQL, put through this service's own way of answering a query."""
