"""A presentation that was saved to a file, put back into the form of the assessment."""

from collections.abc import Callable, Mapping
from typing import Any

from api.pages import bodymap, composed
from api.pages.presentation_form import MISREAD, Form, Line


def of_presentation(
    body: Mapping[str, Any], labels: Mapping[str, str], settings: Mapping[str, str],
    read_as: Callable[[str], str] = lambda _: "",
) -> tuple[Form, int]:
    """Return the form that stands for the ``body`` of ``/v1/differential``, such as a saved file
    holds, and how many of its parts no field can show.

    ``labels`` are those of findings by their slugs, ``settings`` the names of clinics by their
    ids; ``read_as`` gives what a composed finding reads like, or nothing.
    """
    patient = body.get("patient") or {}
    lines, lost = [], 0
    for finding in (*(body.get("findings") or ()), *(body.get("history") or ())):
        line = _line(finding, labels, read_as)
        lines.extend([line] if line else [])
        lost += line is None
    sites = []
    for place in body.get("complaints") or ():
        region, side = place.get("site") or "", place.get("side") or ""
        sides = bodymap.BOTH if side == "bilateral" else (side,)
        shown = [f"{region}@{s}" for s in sides if s in bodymap.SIDES.get(region, ())]
        sites.extend(shown)
        lost += not shown or bool(place.get("findings"))
    pregnant = patient.get("pregnant")
    setting = body.get("setting") or ""
    form = Form(
        age=_typed(patient.get("age")), sex=patient.get("sex") or "",
        pregnant="" if pregnant is None else "yes" if pregnant else "no",
        weeks=_typed(body.get("duration_weeks")),
        setting=setting if setting in settings else "", note=body.get("text") or "",
        sites=tuple(dict.fromkeys(sites)), lines=tuple(lines),
    )
    return form, lost + (setting != form.setting)


def _typed(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _line(
    finding: Mapping[str, Any], labels: Mapping[str, str], read_as: Callable[[str], str]
) -> Line | None:
    said = set(finding) - {"concept", "text", "expression", "status", "laterality"}
    misread = finding.get("unknown_reason") == MISREAD
    if said - ({"unknown_reason"} if misread else set()):
        return None
    slug = finding.get("concept") or ""
    expression = composed.written(finding["expression"]) if finding.get("expression") else ""
    text = labels.get(slug, slug) or finding.get("text") or read_as(expression)
    if not text:
        return None
    return Line(text, finding.get("status") or "present", finding.get("laterality") or "",
                slug if slug in labels else "", expression, misread and bool(expression or slug))
