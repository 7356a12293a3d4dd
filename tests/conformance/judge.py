"""What becomes of one case: passed, or why not."""

from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query import formats
from kg.query.admission import Admitted
from kg.query.client import QueryService
from tests.conformance.answers import expected, table, text_table, triples
from tests.conformance.compare import Table, reduces, same
from tests.conformance.manifest import BASE, Case
from tests.conformance.suite import RESULTS, admitted

GRAPHS = {
    formats.TURTLE: ox.RdfFormat.TURTLE, formats.N_TRIPLES: ox.RdfFormat.N_TRIPLES,
}


def fault(suites: Path, case: Case, queries: QueryService) -> str:
    """Return what is wrong with how ``case`` is answered; nothing where it is right."""
    if "Syntax" in case.kind:
        return _syntax_fault(suites, case, queries)
    try:
        query = admitted(suites, case)
        wanted = expected(suites / case.result, BASE + case.result, is_ordered=_is_ordered(query))
        return "; ".join(
            media_type for media_type, answer in _answers(case, query, queries)
            if not _fits(answer, wanted, case)
        )
    except QueryError as error:
        return f"{type(error).__name__}: {error}"


def _syntax_fault(suites: Path, case: Case, queries: QueryService) -> str:
    try:
        queries.run(admitted(suites, case))
    except QueryError as error:
        return "" if "Negative" in case.kind else f"{type(error).__name__}: {error}"
    return "it is answered" if "Negative" in case.kind else ""


def _is_ordered(query: Admitted) -> bool:
    """Tell whether the query orders its rows, and not only those of a part of it."""
    return "ORDER BY" in query.text.upper().rpartition("}")[2]


def _answers(case: Case, query: Admitted, queries: QueryService):
    """Yield the answer in every format that keeps all of it."""
    if case.kind == "CSVResultFormatTest":
        yield formats.CSV, text_table(queries.run(query, accept=formats.CSV).body)
    elif query.form in ("select", "ask"):
        for media_type, syntax in RESULTS.items():
            yield media_type, table(queries.run(query, accept=media_type).body, syntax)
    else:
        for media_type, rdf in GRAPHS.items():
            yield media_type, triples(queries.run(query, accept=media_type).body, rdf)


def _fits(answer: object, wanted: object, case: Case) -> bool:
    if case.is_lax and isinstance(answer, Table) and isinstance(wanted, Table):
        return reduces(answer, wanted)
    return same(answer, wanted)
