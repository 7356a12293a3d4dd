"""Proofs, rules, sources and claims: where every statement comes from."""

from apiflask import APIBlueprint
from flask import Response

from api.answers import ItemList, ProofPage, RulePage
from api.models import ClaimsQuery, Page
from api.negotiate import json_answer, wants_json
from api.service import service
from kg.catalogue.records import claim_view, rule, source_view
from kg.model import Claim, Source

routes = APIBlueprint("records", __name__, url_prefix="/v1", tag="Provenance")


@routes.get("/proofs/<identifier>")
@routes.output(ProofPage)
def proof(identifier: str) -> Response:
    """Prove an inferred relation, down to axioms and their sources.

    `manifestations` are the rules that anatomy alone draws from it, each with its review.
    """
    wants_json()
    catalogue = service().catalogue
    found = catalogue.prove(identifier).to_json()
    drawn = catalogue.concluded_from(identifier)
    return json_answer({"id": identifier, "proof": found, "manifestations": drawn})


@routes.get("/rules/<identifier>")
@routes.output(RulePage)
def show_rule(identifier: str) -> Response:
    """Show a rule: its pattern, conclusion, basis and sources."""
    wants_json()
    return json_answer(rule(service().catalogue.knowledge, identifier))


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
