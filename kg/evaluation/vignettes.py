"""Vignettes of a user's own: JSON lines with texts as a clinician writes them, and a truth."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import AuthoringError, Fault

SECTIONS = ("present", "absent", "history")
STATUSES = frozenset({"present", "absent", "unknown", "none"})
_SEXES = {"m": "male", "f": "female"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a vignette; ``status`` is what a reader must make of it, if somebody said."""

    text: str
    section: str
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vignette:
    """A case in words. A line that is only a phrase with a status has no ``truth``.

    ``pair`` joins two look-alike cases; ``must_not_miss`` names conditions to be kept in view;
    ``split`` tells parts of a file apart, such as those that nobody may tune to.
    """

    id: str
    truth: str = ""
    acceptable: tuple[str, ...] = ()
    red_flag: bool = False
    triage: str = ""
    pair: str = ""
    must_not_miss: tuple[str, ...] = ()
    age: float | None = None
    sex: str = "unknown"
    phrases: Sequence[Phrase] = ()
    note: str = ""
    split: str = ""


def read_vignettes(file: Path) -> list[Vignette]:
    """Read the vignettes of ``file``.

    Raises:
        AuthoringError: a line is no JSON object with a truth, or a phrase with a status; every
            such line is in it.
        OSError: the file cannot be read.
    """
    faults: list[Fault] = []
    found: list[Vignette] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            found.append(_vignette(json.loads(line), f"{number}"))
        except json.JSONDecodeError as error:
            faults.append(Fault(file.name, where, f"is not JSON lines: {error}"))
        except ValueError as error:
            faults.append(Fault(file.name, where, str(error)))
        except (TypeError, KeyError, AttributeError):
            faults.append(Fault(file.name, where, "is no vignette with a truth"))
    if faults:
        raise AuthoringError(faults)
    return found


def _vignette(line: Mapping[str, Any], number: str) -> Vignette:
    if "truth" not in line and "text" in line:
        return Vignette(id=str(line.get("id") or number), phrases=[_phrase(line, "present")])
    sex = str(line.get("sex") or "unknown").lower()
    return Vignette(
        id=str(line.get("id") or number),
        truth=str(line["truth"]),
        acceptable=_names(line, "acceptable"),
        red_flag=bool(line.get("red_flag")),
        triage=str(line.get("triage") or ""),
        pair=str(line.get("pair") or ""),
        must_not_miss=_names(line, "must_not_miss"),
        age=line.get("age"),
        sex=_SEXES.get(sex, sex),
        phrases=[_phrase(p, s) for s in SECTIONS for p in line.get(s) or ()],
        note=str(line.get("free_text") or ""),
        split=str(line.get("split") or ""),
    )


def _names(line: Mapping[str, Any], member: str) -> tuple[str, ...]:
    names = line.get(member) or ()
    if isinstance(names, str):
        raise ValueError(f"{member} is a text where a list of names belongs")
    return tuple(str(name) for name in names)


def _phrase(said: str | Mapping[str, Any], section: str) -> Phrase:
    if isinstance(said, str):
        return Phrase(said, section)
    status = str(said.get("status") or "")
    if status and status not in STATUSES:
        raise ValueError(f"{status!r} is none of {', '.join(sorted(STATUSES))}")
    return Phrase(str(said["text"]), section, status)
