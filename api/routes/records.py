"""Proofs, rules, sources and claims: where every statement comes from."""

from apiflask import APIBlueprint
from flask import Response, render_template

from api.answers import ClaimPage, ItemList, ProofPage, RulePage, SourcePage, given_as
from api.models import ClaimsQuery, Page
from api.negotiate import HTML, JSON, choose, json_answer
from api.pages import edge_proof, rule_page
from api.service import service
from kg.catalogue.records import claim, claim_view, rule, source, source_view
from kg.catalogue.schema import place_of
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
    knowledge = service().catalogue.knowledge
    found = rule(knowledge, identifier)
    if media_type == HTML:
        by_key = {entity.key: entity for entity in knowledge.entities.values() if entity.key}
        shown = rule_page.page(found, by_key.get)
        return Response(render_template("rule.html", rule=found, shown=shown), mimetype=HTML)
    return json_answer(found)


@routes.get("/sources")
@routes.input(Page, location="query", arg_name="page")
@routes.output(ItemList)
@routes.doc(responses=given_as(HTML))
def sources(page: Page) -> Response:
    """List the bibliography; as a page all of it."""
    media_type = choose((JSON, HTML))
    known = service().catalogue.knowledge.of(Source)
    found = [source_view(known[key]) for key in sorted(known)]
    if media_type == HTML:
        return Response(render_template("sources.html", sources=found), mimetype=HTML)
    return json_answer({"total": len(found), "items": page.part(found)})


@routes.get("/sources/<key>")
@routes.output(SourcePage)
@routes.doc(responses=given_as(HTML))
def show_source(key: str) -> Response:
    """Show an entry of the bibliography, with the rules that rest on it."""
    media_type = choose((JSON, HTML))
    found = source(service().catalogue.knowledge, key)
    if media_type == HTML:
        return Response(render_template("source.html", source=found), mimetype=HTML)
    return json_answer(found)


@routes.get("/claims")
@routes.input(ClaimsQuery, location="query", arg_name="asked")
@routes.output(ItemList)
@routes.doc(responses=given_as(HTML))
def claims(asked: ClaimsQuery) -> Response:
    """List what the source documents state, with the sentence and what contradicts it; as a page
    all of it."""
    media_type = choose((JSON, HTML))
    catalogue = service().catalogue
    known = catalogue.knowledge.of(Claim)
    about = None if asked.about is None else catalogue.find(asked.about)
    found = [known[key] for key in sorted(known)] if about is None else (
        catalogue.claims_about(about))
    if media_type == HTML:
        views = [claim_view(catalogue.knowledge, one) for one in found]
        page = render_template("claims.html", claims=views, about=about)
        return Response(page, mimetype=HTML)
    items = [claim_view(catalogue.knowledge, one) for one in asked.part(found)]
    return json_answer({"total": len(found), "items": items})


@routes.get("/claims/<identifier>")
@routes.output(ClaimPage)
@routes.doc(responses=given_as(HTML))
def show_claim(identifier: str) -> Response:
    """Show what one sentence of a source document states, and what contradicts it."""
    media_type = choose((JSON, HTML))
    catalogue = service().catalogue
    found = claim(catalogue.knowledge, identifier)
    if media_type == HTML:
        places = {name: place_of(f"claim/{name}", catalogue)
                  for name in found.get("contradicts", ())}
        page = render_template("claim.html", claim=found, places=places)
        return Response(page, mimetype=HTML)
    return json_answer(found)
