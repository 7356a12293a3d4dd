"""Manifestations that no document states: anatomy carried into symptoms.

The classified ontology says what each condition can compress, weaken, hurt in and be provoked by.
The CONSTRUCT queries in ``ontology/mechanisms`` turn that into pairs of condition and finding; only
findings that are defined by what they are composed of can be concluded from anatomy.
A pair that has evidence, or that a curator refused, is left out: evidence always replaces a
mechanism. What remains carries the acceptance of the curator who reviewed it, or none.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.axioms import Axiom, Named, Some, SubClassOf, conjunction
from kg.errors import ReasoningError
from kg.iris import BASE, PREFIXES, RDF, camel_case, entity_curie, entity_iri, record_iri, term_iri
from kg.model import (
    Condition,
    Evidence,
    Finding,
    Knowledge,
    MechanismAcceptance,
    MechanismRefusal,
)
from kg.reasoning.mechanism_sources import ChainSources
from kg.reasoning.presentation import HAS_FINDING, PRESENTATION
from kg.reasoning.taxonomy import Taxonomy

Pair = tuple[str, str]
"""A condition and a finding, as CURIEs."""
Review = MechanismAcceptance | MechanismRefusal
"""What a curator says of inferred manifestations."""

_TYPE = ox.NamedNode(RDF + "type")
_SITES = frozenset({"feltAt", "hasPrimarySite", "radiatesTo"})
_NOT_EXPLANATIONS = frozenset({"lay_term", "modifier", "out_of_scope"})
_FACTS = frozenset(
    term_iri(name)
    for name in ("canCauseSensorySymptomIn", "canWeakenMovement", "canHurtDuring",
                 "canBeProvokedBy", "canHurtIn", "canReferPainTo", "regionPartOf")
)


def mechanism_queries(folder: Path) -> dict[str, str]:
    """Return the queries of ``folder`` by the name of their relation (``canHurtIn``)."""
    return {
        camel_case(path.stem.replace("-", "_")): path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.rq"))
    }


def mechanism_pairs(
    knowledge: Knowledge, taxonomy: Taxonomy, queries: Mapping[str, str]
) -> dict[Pair, tuple[str, ...]]:
    """Return every pair of condition and finding that follows from anatomy, sorted, with the
    relations that give it in alphabetical order: also those that are refused or have evidence."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in _facts(knowledge, taxonomy))
    relations: dict[Pair, list[str]] = {}
    for relation, query in sorted(queries.items()):
        for pair in _constructed(store, query):
            relations.setdefault(pair, []).append(relation)
    return {pair: tuple(relations[pair]) for pair in sorted(relations)}


def reviewed_pairs(records: Mapping[str, Review]) -> dict[Pair, str]:
    """Return the identifier of the review of each pair; the first where several name it."""
    pairs: dict[Pair, str] = {}
    for identifier, record in sorted(records.items()):
        for finding in record.findings:
            pairs.setdefault((record.condition, finding), identifier)
    return pairs


def mechanism_rows(
    knowledge: Knowledge, taxonomy: Taxonomy, queries: Mapping[str, str]
) -> dict[str, Evidence]:
    """Return the inferred manifestations by identifier (``M-0004001-0002007``)."""
    known = {(row.condition, row.finding) for row in knowledge.of(Evidence).values()}
    known |= reviewed_pairs(knowledge.of(MechanismRefusal)).keys()
    accepted = reviewed_pairs(knowledge.of(MechanismAcceptance))
    sources = ChainSources(knowledge, taxonomy)
    rows = (
        _row(pair, relations, sources.of(*pair, relations), accepted.get(pair, ""))
        for pair, relations in mechanism_pairs(knowledge, taxonomy, queries).items()
        if pair not in known
    )
    return {row.id: row for row in rows}


def _constructed(store: ox.Store, query: str) -> list[Pair]:
    answer = store.query(query, prefixes=PREFIXES)
    if not isinstance(answer, ox.QueryTriples):
        raise ReasoningError("a mechanism query must be a CONSTRUCT")
    pairs = {(str(triple.subject), str(triple.object)) for triple in answer}
    return sorted(
        (entity_curie(one.strip("<>")), entity_curie(two.strip("<>"))) for one, two in pairs
    )


def mechanism_axioms(rows: Mapping[str, Evidence]) -> Iterator[tuple[Axiom, str]]:
    """Yield the candidate rules of ``rows``, each with the IRI of its row."""
    for row in rows.values():
        support = record_iri("evidence", row.id)
        rule = Named(record_iri("rule", row.id))
        finding = Some(HAS_FINDING, Named(entity_iri(row.finding)))
        condition = Some(term_iri("hasCandidate"), Named(entity_iri(row.condition)))
        yield SubClassOf(conjunction([Named(PRESENTATION), finding]), rule), support
        yield SubClassOf(rule, condition), support


def _row(
    pair: Pair, relations: Sequence[str], sources: tuple[str, ...], acceptance: str
) -> Evidence:
    condition, finding = pair
    number = "-".join(curie.removeprefix("GKG:") for curie in pair)
    return Evidence(
        id=f"M-{number}",
        condition=condition,
        finding=finding,
        basis="mechanism",
        mechanism=" ".join(relations),
        acceptance=acceptance,
        confidence="inferred",
        sources=sources,
        provenance="entailed by the anatomy; no study was read for it",
    )


def _facts(
    knowledge: Knowledge, taxonomy: Taxonomy
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    for entity in knowledge.entities.values():
        subject = ox.NamedNode(entity_iri(entity.id))
        if taxonomy.normalizer.known(subject.value) is None or entity.deprecated:
            continue
        for role, target in sorted(taxonomy.relations(subject.value)):
            if role in _FACTS:
                yield subject, ox.NamedNode(role), ox.NamedNode(target)
        if isinstance(entity, Condition) and entity.ranking_role not in _NOT_EXPLANATIONS:
            yield subject, _TYPE, _term("Explanation")
            if entity.ranking_role != "red_flag":
                yield subject, _TYPE, _term("MechanicalExplanation")
        if isinstance(entity, Finding) and entity.defined:
            for name, value in _parts(knowledge, taxonomy, entity):
                yield subject, _term(name), value


def _parts(
    knowledge: Knowledge, taxonomy: Taxonomy, finding: Finding
) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    """Yield what a finding is composed of: its genus and the ones above, site, movement."""
    for kind in taxonomy.subsumers(entity_iri(finding.type)) if finding.type else ():
        if kind.startswith(BASE + "GKG_"):
            yield "genus", ox.Literal(knowledge.entities[entity_curie(kind)].key)
    yield "partCount", ox.Literal(len(finding.composition))
    for role, filler in finding.composition:
        value = ox.NamedNode(entity_iri(filler))
        if role in _SITES:
            yield "siteFelt", value
        elif role == "aggravatedBy":
            yield "provocation", value
        elif role == "ofMovement":
            yield "movementTested", value


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(term_iri(name))
