"""Answers of saved queries as tests compare them."""

import json
from collections.abc import Callable

from kg.iris import BASE

Rows = list[dict[str, str]]
Ask = Callable[..., Rows]


def rows_of(body: bytes) -> Rows:
    """Return the rows of a SPARQL JSON result; entities are shown without their base."""
    return [
        {name: term["value"].removeprefix(BASE) for name, term in row.items()}
        for row in json.loads(body)["results"]["bindings"]
    ]


PLACE = ("claimId", "document", "sentence", "start", "end", "verdict", "commercial")
"""What every row of a claim says about its source."""


def traced(rows: Rows, document: str = "") -> Rows:
    """Return ``rows`` after checking that each names its place in a document."""
    assert rows
    for row in rows:
        assert all(row.get(name) for name in PLACE), row
        assert int(row["start"]) < int(row["end"])
        assert not document or row["document"] == document, row
    return rows


def column(rows: Rows, name: str) -> set[str]:
    """Return the values of one variable."""
    return {row[name] for row in rows if name in row}


def where(rows: Rows, **wanted: str) -> Rows:
    """Return the rows that have all these values."""
    return [row for row in rows if wanted.items() <= row.items()]
