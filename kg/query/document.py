"""Writes the page of the saved queries: their headers, a call of each, and what it answers.

The page is ``docs/queries.md``; ``gluteal query --document`` prints it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

from kg.iris import PREFIXES
from kg.query.header import Parameter, SavedQuery

Row = Mapping[str, str]
"""The values of one row by variable; what is unbound is missing."""

SHOWN_ROWS = 2
"""How many rows of each answer the page shows."""
_CELL = 60
_BEGINNING = f"""\
# Saved queries
Written by `gluteal query --document` from the headers of `queries/*.rq`; do not edit.

Each query is a call of its own, `GET /v1/queries/NAME?parameter=value`. `Accept` chooses
`application/sparql-results+json`, `text/csv`, `text/tab-separated-values` or
`application/sparql-results+xml`. An entity is named by its identifier (`GKG:0000105`), label, slug
or synonym. On the command line: `gluteal query NAME parameter=value --csv`. In the answers,
entities are IRIs that stay what they are, beside a column with the label, which may change.
`docs/competency-questions.md` says which query answers which question.

Below, each variable stands with its meaning and its values in the first {SHOWN_ROWS} rows of the
answer to the example; `https://w3id.org/gluteal/` is left out and long texts are cut.
"""


def document(queries: Mapping[str, SavedQuery], answer: Callable[[str], Sequence[Row]]) -> str:
    """Return the page as Markdown; ``answer`` gives the rows of a query for its examples."""
    lines = [_BEGINNING, "| query | answers |", "|---|---|"]
    lines += [f"| [{q.name}](#{q.name}) | {_cell(q.summary)} |" for q in queries.values()]
    for query in queries.values():
        lines += ["", *_section(query, answer(query.name))]
    return "\n".join(lines) + "\n"


def _section(query: SavedQuery, rows: Sequence[Row]) -> Iterator[str]:
    yield f"## {query.name}"
    yield f"**{query.summary}.** {query.description} ({', '.join(query.tags)})"
    yield ""
    if query.parameters:
        yield "| parameter | type | | meaning |"
        yield "|---|---|---|---|"
        yield from (_parameter(p) for p in query.parameters.values())
        yield ""
    yield "```sh"
    yield f"curl -s -H 'Accept: text/csv' '{_address(query)}'"
    yield "```"
    shown = rows[:SHOWN_ROWS]
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    heads = "".join(f" row {number} |" for number in range(1, len(shown) + 1))
    yield f"| of {count} | meaning |{heads}"
    yield "|---|---|" + "---|" * len(shown)
    for name, meaning in query.returns.items():
        values = "".join(f" {_cell(_short(row.get(name, '')))} |" for row in shown)
        yield f"| `{name}` | {_cell(meaning)} |{values}"


def _parameter(parameter: Parameter) -> str:
    kinds = f" ({' or '.join(parameter.kinds)})" if parameter.kinds else ""
    need = "required" if parameter.required else "optional"
    meaning = f"{_cell(parameter.description)}, as {_cell(parameter.example)}"
    return f"| `{parameter.name}` | {parameter.type}{kinds} | {need} | {meaning} |"


def _address(query: SavedQuery) -> str:
    asked = urlencode({name: p.example for name, p in query.parameters.items()})
    return f"http://127.0.0.1:8080/v1/queries/{query.name}" + (f"?{asked}" if asked else "")


def _short(value: str) -> str:
    for prefix, base in PREFIXES.items():
        if value.startswith(base):
            return value.removeprefix(base) if prefix == "gluteal" else value.replace(
                base, f"{prefix}:")
    return value if len(value) <= _CELL else value[: _CELL - 1].rstrip() + "…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
