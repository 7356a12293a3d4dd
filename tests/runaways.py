"""Eight queries that would run without end, each in another way."""

_DOUBLED = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(36))
_NUMBERS = " ".join(map(str, range(300)))
_PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"

RUNAWAYS = {
    "a product of three, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a product, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
    "a product, distinct texts":
        "SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f), STR(?i))) AS ?n)"
        " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "paths within paths":
        "SELECT (COUNT(*) AS ?n) { ?s ((!a)|^(!a))* ?o . ?o ((!a)|^(!a))+ ?x . ?x (!a)* ?y }",
    "a path after a path": "SELECT (COUNT(*) AS ?n) { ?s (((!a)|^(!a))*/((!a)|^(!a))*)* ?o ."
                           " ?o (((!a)|^(!a))+/((!a)|^(!a))+)* ?x }",
    "a pattern over a product":
        "SELECT (COUNT(*) AS ?n) { " + _PRODUCT
        + " FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i), STR(?l)), '^(a+)+$')) }",
    "a text that doubles":
        f"SELECT (STRLEN(?v36) AS ?n) {{ BIND('{'x' * 64}' AS ?v0) {_DOUBLED} }}",
    "a product of values":
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?x{n} {{ {_NUMBERS} }}" for n in range(5)) + " }",
}
"""Queries by what they do; on any snapshot none ends within its time."""
