"""The assessment: the form, the ranking that answers it, the proof of a condition and the plan."""

import json
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request

from api import body
from api.answers import given_as
from api.body import FORM, form_fields
from api.models import Presentation, ProofFormat
from api.negotiate import HTML, JSON, TURTLE, choose, json_answer
from api.pages import bodymap
from api.pages.assessment import (
    RED,
    WIDTHS,
    WITHHELD,
    Assessed,
    assess,
    composed_named,
    finding_labels,
    finding_named,
    settings,
)
from api.pages.presentation_form import MOST_FIELDS, SIDES, STATUSES, Form, of_fields
from api.pages.proof_page import Explained, proof_of
from api.pages.saved_presentation import of_presentation
from api.pages.withheld import reasons
from api.problems import Problem
from api.service import service
from kg.clinical.proof_rdf import turtle

routes = APIBlueprint("assess", __name__, tag="Assessment")
PART = "Gluteal-Part"
"""Request header of the components: which part of the page they want instead of all of it."""
PARTS = {"results": "results_part.html", "form": "form_part.html", "proof": "proof_part.html",
         "plan": "plan_swap.html"}
_FIELDS = {
    "age": "age in years", "sex": "female, male, intersex or unknown", "pregnant": "yes or no",
    "weeks": "how long it has lasted", "setting": "id of a kind of clinic",
    "note": "a clinical note",
    "site": "places such as upper-buttock@left", "text-0": "wording of the first finding",
    "status-0": "present, absent or unknown", "side-0": "its side",
    "condition": "slug of the condition to explain",
}
_SCHEMA: dict[str, Any] = {"type": "object", "properties": {
    name: {"type": "string", "description": text} for name, text in _FIELDS.items()
}}
_BODY = {"content": {FORM: {"schema": _SCHEMA}}}
_BODY_OR_FILE = {"content": {FORM: {"schema": _SCHEMA}, JSON: {"schema": {"type": "object"}}}}


@routes.get("/")
@routes.doc(responses=given_as(HTML))
def home() -> Response:
    """Show an empty assessment."""
    choose([HTML])
    return _page("assess.html", Assessed(Form()))


@routes.post("/assess")
@routes.doc(responses=given_as(HTML), extensions={"requestBody": _BODY_OR_FILE})
def assessed() -> Response:
    """Show the form as it was sent, with the ranking that answers it.

    The body of `POST /v1/differential`, sent as JSON, fills in the form. With the header
    `Gluteal-Part: results` only the results are given. Nothing of the body is kept.
    """
    choose([HTML])
    lost = 0
    if request.mimetype == JSON:
        sent = body.parse(Presentation).model_dump(exclude_unset=True, exclude_none=True)
        form, lost = of_presentation(
            sent, finding_labels(service()), settings(service()), composed_named(service()))
    else:
        form, _ = _read()
    return _page("assess.html", assess(service(), form), lost=lost)


@routes.post("/assess/proof")
@routes.input(ProofFormat, location="query", arg_name="wanted")
@routes.doc(responses=given_as(HTML, JSON, TURTLE), extensions={"requestBody": _BODY})
def assessed_proof(wanted: ProofFormat) -> Response:
    """Show why a condition stands where it stands: its proof down to what was entered.

    With `format` it is a file instead: what `POST /v1/explain` answers, or its proof as Turtle.
    """
    if not wanted.format:
        choose([HTML])
    form, fields = _read()
    condition, _, finding = next(iter(fields.get("condition", ())), "").partition(":")
    found = assess(service(), form)
    if not found.presentation or found.form.faults:
        return _page("assess.html", found)
    explained = proof_of(service(), found.presentation, condition)
    if wanted.format:
        return _as_file(explained, wanted.format)
    return _page("proof.html", found, explained=explained, asked=finding)


def _as_file(explained: Explained, suffix: str) -> Response:
    if suffix == "ttl":
        response = Response(turtle(explained.answer.get("proof")), mimetype=TURTLE)
    else:
        response = json_answer(explained.answer)
    response.headers["Content-Disposition"] = f'attachment; filename="proof.{suffix}"'
    return response


@routes.post("/assess/file")
@routes.doc(responses=given_as(JSON, HTML), extensions={"requestBody": _BODY})
def assessed_file() -> Response:
    """Give the form as a file: the body of `POST /v1/differential`."""
    form, _ = _read()
    found = assess(service(), form)
    if found.form.faults and not found.answer:
        return _page("assess.html", found)
    text = json.dumps(found.presentation, ensure_ascii=False, indent=1) + "\n"
    response = Response(text, mimetype=JSON)
    response.headers["Content-Disposition"] = 'attachment; filename="presentation.json"'
    return response


@routes.get("/plan")
@routes.doc(responses=given_as(HTML))
def plan_page() -> Response:
    """Say where a plan begins."""
    choose([HTML])
    return _page("plan.html", Assessed(Form()))


@routes.post("/plan")
@routes.doc(responses=given_as(HTML), extensions={"requestBody": _BODY})
def plan() -> Response:
    """Show the plan for the presentation of the form."""
    choose([HTML])
    form, _ = _read()
    found = assess(service(), form)
    return _page("plan.html" if found.answer.get("plan") else "assess.html", found)


def _read() -> tuple[Form, body.Fields]:
    fields = form_fields(body.read(FORM), MOST_FIELDS)
    read_as = composed_named(service())
    form = of_fields(fields, finding_labels(service()), finding_named(service()), read_as)
    return form, fields


def _page(name: str, found: Assessed, **others: Any) -> Response:
    part = request.headers.get(PART, "")
    if part and part not in PARTS:
        raise Problem(400, "bad-request", f"there are the parts {', '.join(PARTS)}")
    # A field that is half typed is no failed request: parts say what is wrong and are answers.
    status = 422 if found.form.faults and not part else 200
    if part:
        name = PARTS["form" if name == "assess.html" and part not in ("results", "form") else part]
    # The results have no map.
    places = {} if part == "results" else _regions(found.form)
    text = render_template(
        name, found=found, form=found.form, answer=found.answer,
        regions=places, figures=bodymap.FIGURES, statuses=STATUSES, sides=SIDES,
        widths=WIDTHS, withheld=WITHHELD, red=RED, settings=settings(service()), reasons=reasons,
        **others,
    )
    return Response(text, status, mimetype=HTML)


def _regions(form: Form) -> dict[str, list[bodymap.Row]]:
    return bodymap.regions(service().catalogue, form.sites)
