"""The examples: presentations with known answers, one TOML file each in ``ontology/examples``.

id = "example-21"
title = "buttock pain and nothing else"
[expected]          # condition or outcome, acceptable, red_flag, triage
outcome = "insufficient_information"
red_flag = false
triage = "routine"
[request]           # a body of POST /v1/differential
findings = [{ concept = "buttock pain" }]
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.clinical.outcome import INSUFFICIENT, OUT_OF_SCOPE
from kg.errors import AuthoringError, Fault
from kg.places import data_folder

FOLDER = "ontology/examples"
TRIAGES = ("routine", "expedited", "urgent", "emergency")
OUTCOMES = (INSUFFICIENT, OUT_OF_SCOPE)
"""What an answer without a ranking can rightly be."""
_KEYS = {"id": str, "title": str, "note": str, "expected": dict, "request": dict}
_EXPECTED = {"condition": str, "outcome": str, "acceptable": list, "red_flag": bool, "triage": str}
_OPTIONAL = {"note", "condition", "outcome", "acceptable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A presentation with its answer.

    ``truth`` is the name of a condition, or an outcome where there is nothing to find, and
    ``acceptable`` are further right answers; ``red_flag`` tells whether a clinician must act
    within days, ``request`` is what is asked; ``pair`` joins two that look alike, and
    ``must_not_miss`` names conditions that must stay in view.
    """

    id: str
    truth: str
    acceptable: tuple[str, ...] = ()
    red_flag: bool = False
    triage: str = ""
    title: str = ""
    note: str = ""
    pair: str = ""
    must_not_miss: tuple[str, ...] = ()
    request: Mapping[str, Any]


def shipped_examples() -> list[Example]:
    """Return the examples that come with the ontology, sorted by identifier.

    Raises:
        AuthoringError: a file is wrong; every fault found is in it.
        FileNotFoundError: the product was built without its data.
    """
    return load_examples(data_folder(FOLDER))


def load_examples(folder: Path) -> list[Example]:
    """Read every example of ``folder``; raises as :func:`shipped_examples`."""
    faults: list[Fault] = []
    examples: dict[str, Example] = {}
    for path in sorted(folder.glob("*.toml")):
        name = f"examples/{path.name}"
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            faults.append(Fault(name, "", f"cannot be read as TOML: {error}"))
            continue
        wrong = [Fault(name, key, message) for key, message in _faults(values, examples)]
        faults += wrong
        if not wrong:
            examples[values["id"]] = _example(values)
    if faults:
        raise AuthoringError(faults)
    return [examples[key] for key in sorted(examples)]


def _faults(values: Mapping[str, Any], known: Collection[str]) -> Iterator[tuple[str, str]]:
    yield from _of_table(values, _KEYS, "")
    expected = values.get("expected")
    if not isinstance(expected, dict):
        return
    yield from _of_table(expected, _EXPECTED, "expected.")
    if ("condition" in expected) is ("outcome" in expected):
        yield "expected", "names either a condition or an outcome"
    if expected.get("outcome", OUTCOMES[0]) not in OUTCOMES:
        yield "expected.outcome", f"is none of {', '.join(OUTCOMES)}"
    if expected.get("triage", TRIAGES[0]) not in TRIAGES:
        yield "expected.triage", f"is none of {', '.join(TRIAGES)}"
    if str(values.get("id")) in known:
        yield "id", "is the identifier of another example"


def _of_table(
    table: Mapping[str, Any], kinds: Mapping[str, type], prefix: str
) -> Iterator[tuple[str, str]]:
    for key in sorted(kinds.keys() - table.keys() - _OPTIONAL):
        yield prefix + key, "is missing"
    for key, value in table.items():
        if key not in kinds:
            yield prefix + key, f"is not one of {', '.join(kinds)}"
        elif not isinstance(value, kinds[key]):
            yield prefix + key, f"must be a {kinds[key].__name__}"


def _example(values: Mapping[str, Any]) -> Example:
    expected = values["expected"]
    return Example(
        id=values["id"], title=values["title"], note=values.get("note", ""),
        truth=expected.get("condition") or expected["outcome"],
        acceptable=tuple(expected.get("acceptable", ())),
        red_flag=expected["red_flag"], triage=expected["triage"], request=values["request"],
    )
