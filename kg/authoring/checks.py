"""Runs ``checks/*-violation.rq``: each row of an answer is a fault.

A check selects ``?subject`` (the entity or record that is wrong) and whatever else explains it;
its first line is a comment that says why such a row is wrong.
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.authoring.faults import Faults, Origin
from kg.authoring.problems import Problem
from kg.iris import BASE, PREFIXES


def violations(store: ox.Store, folder: Path, faults: Faults) -> Iterator[Problem]:
    """Yield a problem for every row of every check; a check that cannot run is a fault."""
    for path in sorted(folder.glob("*-violation.rq")):
        text = path.read_text("utf-8")
        origin = Origin(f"{folder.name}/{path.name}", "")
        reason, _, query = text.partition("\n")
        if not reason.startswith("# "):
            faults.add(origin, "line 1", "must be a comment that says why a row is wrong")
            continue
        try:
            answer = store.query(query, prefixes=PREFIXES)
        except (SyntaxError, OSError) as error:
            faults.add(origin, "", f"cannot run: {error}")
            continue
        if not isinstance(answer, ox.QuerySolutions) or not answer.variables:
            faults.add(origin, "", "must be a SELECT query")
            continue
        yield from _rows(answer, reason.removeprefix("# ").rstrip("."))


def _rows(answer: ox.QuerySolutions, reason: str) -> Iterator[Problem]:
    names = [variable.value for variable in answer.variables]
    for row in answer:
        subject = row[0].value if isinstance(row[0], ox.NamedNode) else ""
        details = ", ".join(
            f"{name} {_short(value)}" for name, value in zip(names[1:], list(row)[1:], strict=True)
            if value is not None)
        yield Problem(subject, "", f"{reason}: {details}" if details else reason)


def _short(value: object) -> str:
    text = value.value if isinstance(value, ox.NamedNode | ox.Literal) else str(value)
    return repr(text) if isinstance(value, ox.Literal) else text.removeprefix(BASE)
