"""The form of the assessment: what its fields say, as the presentation of ``/v1/differential``.

Findings are lines: ``text-3`` holds the wording of the third, ``status-3`` its status, ``side-3``
its side, and ``concept-3`` the slug of a finding that was chosen from a list, ``expression-3`` a
composed one (:mod:`api.pages.composed`). ``ask-SLUG`` holds the answer to a suggested question,
with a side where it corrects what a note says of one, such as ``absent:left``; what is unknown
there becomes no line. ``misread`` says that the note does not say it, which ``misread-3`` keeps.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from api.body import Fields
from api.models import Presentation
from api.pages import bodymap, composed
from kg.errors import InputError, Pointed
from kg.limits import limit

STATUSES = ("present", "absent", "unknown")
SIDES = ("left", "right", "bilateral", "midline")
MISREAD = "misread"
_ANSWERS = {"present": "present", "absent": "absent", MISREAD: "unknown"}
"""Answers that become a line, and its status."""
MOST_FIELDS = 2_000
"""More than the map and the longest list of findings need."""
_LINE = re.compile(r"text-(\d{1,4})")
_ASKED = re.compile(rf"ask-(?=.{{1,400}}$)({composed.SHAPE})")
_CLASH = re.compile(r"contradicts (/\S*)")
_NUMBER = re.compile(r"[+-]?\d{1,9}([.,]\d{1,9})?")
_WORDS = {
    "greater_than_equal": "must not be below {ge:g}", "less_than_equal": "must not be above {le:g}",
    "string_too_long": "must not be longer than {max_length} characters",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: its wording, or the slug of a known one (``concept``) or a composed one
    (``expression``) with its label as the wording. ``misread`` goes with the status unknown."""

    text: str
    status: str = "present"
    side: str = ""
    concept: str = ""
    expression: str = ""
    misread: bool = False

    @property
    def names(self) -> str:
        """What an answer about this finding is asked by; empty where it is wording."""
        return self.concept or self.expression


@dataclass(frozen=True, slots=True)
class Form:
    """What the fields hold, as they were typed; ``faults`` are by the name of a field."""

    age: str = ""
    sex: str = ""
    pregnant: str = ""
    weeks: str = ""
    setting: str = ""
    note: str = ""
    sites: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was entered that could be ranked."""
        return not (self.note.strip() or self.sites or self.lines)


def of_fields(
    fields: Fields, labels: Mapping[str, str], named: Callable[[str], str] = lambda _: "",
    read_as: Callable[[str], str] = lambda _: "",
) -> Form:
    """Return what was sent; ``labels`` are those of findings by their slugs, and ``named`` gives
    the slug of the finding that a whole wording names, or nothing; ``read_as`` what a composed
    finding reads like, or nothing.

    Empty lines are left out, answered suggestions become lines. A name that is denied is the
    finding itself, because as wording it would say that the finding is there.
    """
    def first(name: str) -> str:
        return next(iter(fields.get(name, ())), "")

    numbers = sorted(int(m[1]) for name in fields if (m := _LINE.fullmatch(name)))
    lines = [_line(n, text, first, labels, named, read_as)
             for n in numbers if (text := first(f"text-{n}").strip())]
    known = {line.names for line in lines}
    for name in fields:
        asked = _ASKED.fullmatch(name)
        label = (labels.get(asked[1], "") or read_as(asked[1])) if asked else ""
        answer, _, side = first(name).partition(":")
        if asked and label and asked[1] not in known and answer in _ANSWERS:
            concept, expression = (asked[1], "") if asked[1] in labels else ("", asked[1])
            lines.append(Line(label, _ANSWERS[answer], _among(side, SIDES), concept, expression,
                              answer == MISREAD))
    return Form(
        age=first("age").strip(), sex=first("sex"), pregnant=first("pregnant"),
        weeks=first("weeks").strip(), setting=first("setting"), note=_plain(first("note")),
        sites=tuple(dict.fromkeys(fields.get(bodymap.FIELD, ()))), lines=tuple(lines),
    )


def _line(
    n: int, text: str, first: Callable[[str], str], labels: Mapping[str, str],
    named: Callable[[str], str], read_as: Callable[[str], str],
) -> Line:
    status = _among(first(f"status-{n}"), STATUSES) or "present"
    expression = first(f"expression-{n}")
    if expression and read_as(expression) != text:
        expression = ""
    concept = "" if expression else _concept(first(f"concept-{n}"), text, labels) or (
        named(text) if status == "absent" else "")
    misread = bool(first(f"misread-{n}") and status == "unknown" and (concept or expression))
    return Line(text, status, _among(first(f"side-{n}"), SIDES), concept, expression, misread)


def _plain(text: str) -> str:
    """Return the text as it was typed: forms send line ends as two characters."""
    return text.replace("\r\n", "\n")


def _among(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


def _concept(slug: str, text: str, labels: Mapping[str, str]) -> str:
    """Return the slug unless its label was typed over."""
    return slug if labels.get(slug) == text else ""


def presentation(form: Form) -> dict[str, Any]:
    """Return the body of ``POST /v1/differential`` that ``form`` stands for.

    Raises:
        InputError: a field is wrong; the pointers are those of the body.
    """
    faults: list[Pointed] = []
    age, weeks = (_number(form, name, faults) for name in ("age", "weeks"))
    pregnant = {"yes": True, "no": False}.get(form.pregnant)
    patient = {"age": age, "sex": form.sex or None, "pregnant": pregnant}
    places: list[dict[str, str]] = []
    try:
        places = bodymap.complaints(form.sites, "complaints")
    except InputError as error:
        faults.extend(error.errors)
    said = {
        "patient": {name: value for name, value in patient.items() if value is not None},
        "findings": [_finding(line) for line in form.lines],
        "text": form.note if form.note.strip() else "",
        "complaints": places,
        "setting": form.setting,
    }
    found: dict[str, Any] = {name: value for name, value in said.items() if value}
    if weeks is not None:
        found["duration_weeks"] = weeks
    faults.extend(_checked(found))
    if faults:
        raise InputError(faults)
    return found


_POINTERS = {"age": "/patient/age", "weeks": "/duration_weeks", "sex": "/patient/sex",
             "setting": "/setting", "note": "/text", bodymap.FIELD: "/complaints"}


def _number(form: Form, name: str, faults: list[Pointed]) -> float | None:
    """Return the number in a field; ``None``, and a fault, where it holds something else."""
    typed = str(getattr(form, name))
    if not typed:
        return None
    if not _NUMBER.fullmatch(typed):
        faults.append(Pointed(_POINTERS[name], "must be a number, such as 34"))
        return None
    number = float(typed.replace(",", "."))
    return int(number) if number.is_integer() else number


def _finding(line: Line) -> dict[str, Any]:
    """Return a line as a finding; wording that is present speaks for itself ("no fever")."""
    found: dict[str, Any] = {"text": line.text}
    if line.names:
        found = {"concept": line.concept} if line.concept else {
            "expression": composed.read(line.expression)}
    if line.names or line.status != "present":
        found["status"] = line.status
    if line.misread:
        found["unknown_reason"] = MISREAD
    if line.side:
        found["laterality"] = line.side
    return found


def _checked(found: Mapping[str, Any]) -> list[Pointed]:
    """Return what the model of the body finds wrong, in words for a form."""
    try:
        Presentation.model_validate(found)
    except ValidationError as error:
        return [
            Pointed("".join(f"/{part}" for part in fault["loc"]), _wording(fault))
            for fault in error.errors(include_url=False, include_input=False)
        ]
    return []


def _wording(fault: Any) -> str:
    words = _WORDS.get(fault["type"])
    return words.format(**fault.get("ctx", {})) if words else "is not one of the choices"


def faults_of(error: InputError, form: Form) -> dict[str, str]:
    """Return what is wrong by the name of a field; what no field stands for is under ``form``."""
    found: dict[str, str] = {}
    for fault in error.errors:
        near = f"; perhaps {', '.join(fault.candidates[:3])}" if fault.candidates else ""
        name = _field_of(fault.pointer, form)
        found.setdefault(name, f"{in_words(fault.detail, form)}{near}")
    return found


def in_words(detail: str, form: Form) -> str:
    """Return ``detail`` with a part of the form as its reader knows it in place of a pointer."""
    return _CLASH.sub(lambda m: f"contradicts {_name_of(m[1], form)}", detail)


def _name_of(pointer: str, form: Form) -> str:
    """Return what a reader knows as the part of the form that ``pointer`` means."""
    name = _field_of(pointer, form)
    if name.startswith("text-"):
        return f"“{form.lines[int(name.removeprefix('text-'))].text}”"
    known = {"note": "the note", bodymap.FIELD: "the body map", "weeks": "the duration"}
    return known.get(name, f"the {name}")


def _field_of(pointer: str, form: Form) -> str:
    for name, start in _POINTERS.items():
        if pointer == start or pointer.startswith(f"{start}/"):
            return name
    parts = pointer.split("/")
    if parts[1:2] == ["findings"] and len(parts) > 2 and parts[2].isdigit() and (
        int(parts[2]) < min(len(form.lines), int(limit("findings")))
    ):
        return f"text-{parts[2]}"
    return "findings" if parts[1:2] == ["findings"] else "form"
