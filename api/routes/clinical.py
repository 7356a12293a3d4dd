"""Reasoning about a presentation: differential, explanation, annotation, contrast."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from api.answers import Annotation, Contrast, Differential, Explanation, given_as
from api.models import AnnotateRequest, ContrastRequest, ExplainRequest, Presentation
from api.negotiate import JSON, TEXT, TURTLE, choose, json_answer, wants_json
from api.service import service
from kg.clinical.proof_rdf import turtle
from kg.clinical.prose import explanation_text

routes = APIBlueprint("clinical", __name__, url_prefix="/v1", tag="Reasoning")


def _plain(model: BaseModel) -> dict[str, Any]:
    """Return what the client sent, without what it left out or sent as null."""
    return model.model_dump(exclude_unset=True, exclude_none=True)


@routes.post("/differential")
@routes.input(Presentation, arg_name="presentation")
@routes.output(Differential)
def differential(presentation: Presentation) -> Response:
    """Rank the conditions that explain a presentation.

    Red flags come first and are in every answer. The same body gives the same bytes.
    """
    wants_json()
    return json_answer(service().clinician.differential(_plain(presentation)))


@routes.post("/explain")
@routes.input(ExplainRequest, arg_name="asked")
@routes.output(Explanation)
@routes.doc(responses=given_as(TURTLE, TEXT))
def explain(asked: ExplainRequest) -> Response:
    """Explain one condition for a presentation: its proof, and what would change it.

    The explanation is also given as prose (`text/plain`), its proof as RDF (`text/turtle`).
    """
    media_type = choose([JSON, TURTLE, TEXT])
    answer = service().clinician.explain(_plain(asked))
    if media_type == TURTLE:
        return Response(turtle(answer.get("proof")), mimetype=TURTLE)
    if media_type == TEXT:
        return Response(explanation_text(service().clinician.index, answer), mimetype=TEXT)
    return json_answer(answer)


@routes.post("/annotate")
@routes.input(AnnotateRequest, arg_name="asked")
@routes.output(Annotation)
def annotate(asked: AnnotateRequest) -> Response:
    """Find the concepts in a note; offsets count Unicode code points."""
    wants_json()
    return json_answer(service().clinician.annotate(asked.text))


@routes.post("/contrast")
@routes.input(ContrastRequest, arg_name="asked")
@routes.output(Contrast)
def contrast(asked: ContrastRequest) -> Response:
    """Tell two conditions apart: what they share and what separates them."""
    wants_json()
    one, other = asked.conditions
    return json_answer(service().clinician.contrast(one, other))
