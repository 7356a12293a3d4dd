"""Claims that the reasoner uses become relations of their subject."""

import dataclasses
from collections.abc import Mapping

from kg.authoring.faults import Faults, Origin, did_you_mean
from kg.authoring.schema import Schema
from kg.iris import camel_case, record_iri
from kg.model import Claim, Finding, Knowledge


def with_claimed_relations(
    knowledge: Knowledge, schema: Schema, origins: Mapping[str, Origin], faults: Faults,
) -> Knowledge:
    """Return ``knowledge`` with the relation that each axiom claim states added to its subject,
    and each claim's property under its schema name."""
    entities = dict(knowledge.entities)
    claims: dict[str, Claim] = {}
    for claim in knowledge.of(Claim).values():
        origin = origins[record_iri("claim", claim.id)]
        name = camel_case(claim.property)
        if claim.property and name not in schema.properties.values():
            faults.add(origin, "property", f"{claim.property!r} is not a property of the schema",
                       did_you_mean(claim.property, schema.properties))
        claims[claim.id] = dataclasses.replace(claim, property=name)
        if claim.stance != "axiom":
            continue
        if not (claim.subject and name and claim.object):
            faults.add(origin, "stance", "an axiom needs a subject, a property and an object")
        elif claim.subject in entities:
            subject = entities[claim.subject]
            pairs = {*subject.relations, (name, claim.object)}
            if isinstance(subject, Finding):
                pairs -= set(subject.composition)
            entities[subject.id] = dataclasses.replace(subject, relations=tuple(sorted(pairs)))
    records = {**knowledge.records, "claim": claims} if claims else knowledge.records
    return Knowledge(entities=entities, records=records)
