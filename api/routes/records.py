"""Proofs, rules, sources and claims: where every statement comes from."""

from apiflask import APIBlueprint
from flask import Response, render_template

from api import edge_proof
from api.answers import ItemList, ProofPage, RulePage, given_as
from api.models import ClaimsQuery, Page
from api.negotiate import HTML, JSON, choose, json_answer, wants_json
from api.service import service
from kg.catalogue.records import claim_view, rule, source_view
from kg.model import Claim, Source

routes = APIBlueprint("records", __name__, url_prefix="/v1", tag="Provenance")


@routes.get("/proofs/<identifier>")
@routes.output(ProofPage)
@routes.doc(responses=given_as(HTML))
def proof(identifier: str) -> Response:
    """Prove an inferred relation, down to axioms and their sources.

    `manifestations` are the rules that anatomy alone draws from it, each with its review.
    """
    media_type = choose((JSON, HTML))
    catalogue = service().catalogue
    found = catalogue.prove(identifier).to_json()
    drawn = catalogue.concluded_from(identifier)
    if media_type == HTML:
        shown = edge_proof.page(service().clinician.index, service().network, found, drawn)
        page = render_template("proof_of_edge.html", id=identifier, shown=shown)
        return Response(page, mimetype=HTML)
    return json_answer({"id": identifier, "proof": found, "manifestations": drawn})


@routes.get("/rules/<identifier>")
@routes.output(RulePage)
@routes.doc(responses=given_as(HTML))
def show_rule(identifier: str) -> Response:
    """Show a rule: its pattern, conclusion, basis and sources."""
    media_type = choose((JSON, HTML))
    found = rule(service().catalogue.knowledge, identifier)
    if media_type == HTML:
        return Response(render_template("rule.html", rule=found), mimetype=HTML)
    return json_answer(found)


@routes.get("/sources")
@routes.input(Page, location="query", arg_name="page")
@routes.output(ItemList)
def sources(page: Page) -> Response:
    """List the bibliography."""
    wants_json()
    known = service().catalogue.knowledge.of(Source)
    keys = page.part(sorted(known))
    return json_answer({"total": len(known), "items": [source_view(known[key]) for key in keys]})


@routes.get("/claims")
@routes.input(ClaimsQuery, location="query", arg_name="asked")
@routes.output(ItemList)
def claims(asked: ClaimsQuery) -> Response:
    """List what the source documents state, with the sentence and what contradicts it."""
    wants_json()
    catalogue = service().catalogue
    known = catalogue.knowledge.of(Claim)
    found = [known[key] for key in sorted(known)]
    if asked.about is not None:
        found = catalogue.claims_about(catalogue.find(asked.about))
    items = [claim_view(catalogue.knowledge, claim) for claim in asked.part(found)]
    return json_answer({"total": len(found), "items": items})
