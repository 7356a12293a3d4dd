"""The review of what follows from anatomy: what is accepted, refused, or looked at by nobody.

An inferred manifestation that nobody reviewed is no fault, so that a curator who adds a condition
is not held up; it is counted and named. A review that no longer fits the inferences is a fault.
An acceptance rests, and is none, where the same pair has evidence: both say that the condition
can give the finding, and adding a row of evidence should touch nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.authoring.problems import Problem
from kg.iris import record_iri
from kg.model import Evidence, Knowledge, MechanismAcceptance, MechanismRefusal
from kg.reasoning.mechanisms import Pair, mechanism_pairs, reviewed_pairs
from kg.reasoning.read import axioms_from_triples, supports_from_triples
from kg.reasoning.taxonomy import Taxonomy

_FOLDERS = {"mechanism-acceptance": MechanismAcceptance, "mechanism-refusal": MechanismRefusal}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One inferred manifestation with its review.

    ``verdict`` is ``accepted``, ``refused`` or ``unreviewed``; ``record`` names the review.
    """

    condition: str
    finding: str
    relations: tuple[str, ...]
    verdict: str
    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class MechanismReview:
    """Every inferred manifestation without evidence, sorted by condition and finding, and what
    is wrong with the reviews."""

    rows: tuple[Reviewed, ...]
    problems: tuple[Problem, ...]

    def of(self, verdict: str) -> tuple[Reviewed, ...]:
        """Return the rows of ``verdict``."""
        return tuple(row for row in self.rows if row.verdict == verdict)


def review_mechanisms(
    triples: Iterable[ox.Triple], knowledge: Knowledge, queries: Mapping[str, str]
) -> MechanismReview:
    """Classify the compiled ``triples`` and compare what follows from them with the reviews.

    Raises:
        ReasoningError: an axiom is outside the fragment that the reasoner reads.
    """
    stated = list(triples)
    axioms = axioms_from_triples(stated)
    taxonomy = Taxonomy.from_axioms(axioms, supports_from_triples(stated, axioms))
    pairs = mechanism_pairs(knowledge, taxonomy, queries)
    evidence = {(row.condition, row.finding) for row in knowledge.of(Evidence).values()}
    rows = tuple(_reviewed(knowledge, pairs, evidence))
    return MechanismReview(rows, tuple(_problems(knowledge, pairs)))


def review_summary(knowledge: Knowledge, review: MechanismReview) -> list[str]:
    """Return the review in lines for a curator: the counts, then what nobody reviewed yet."""
    counts = ", ".join(f"{len(review.of(v))} {v}" for v in ("accepted", "refused", "unreviewed"))
    by_condition: dict[str, list[str]] = {}
    for row in review.of("unreviewed"):
        labels = [knowledge.entities[curie].label for curie in (row.condition, row.finding)]
        by_condition.setdefault(labels[0], []).append(labels[1])
    return [f"manifestations that follow from anatomy alone: {counts}"] + [
        f"not reviewed yet, {condition}: {'; '.join(sorted(findings))}"
        for condition, findings in sorted(by_condition.items())
    ]


def _reviewed(
    knowledge: Knowledge, pairs: Mapping[Pair, tuple[str, ...]], evidence: set[Pair]
) -> Iterator[Reviewed]:
    accepted = reviewed_pairs(knowledge.of(MechanismAcceptance))
    refused = reviewed_pairs(knowledge.of(MechanismRefusal))
    reasons = {
        identifier: record.reason
        for kind in _FOLDERS.values() for identifier, record in knowledge.of(kind).items()
    }
    for pair, relations in pairs.items():
        if pair in refused:
            verdict, record = "refused", refused[pair]
        elif pair in evidence:
            continue
        else:
            record = accepted.get(pair, "")
            verdict = "accepted" if record else "unreviewed"
        yield Reviewed(
            condition=pair[0], finding=pair[1], relations=relations, verdict=verdict,
            record=record, reason=reasons.get(record, ""),
        )


def _problems(knowledge: Knowledge, pairs: Mapping[Pair, object]) -> Iterator[Problem]:
    """Yield the reviews of what does not follow, and what two reviews name."""
    never = {
        (row.condition, row.finding): row.id for row in knowledge.of(Evidence).values()
        if row.frequency_high_pct == 0
    }
    seen: dict[Pair, str] = {}
    for folder, kind in _FOLDERS.items():
        for identifier, record in sorted(knowledge.of(kind).items()):
            for finding in record.findings:
                pair = record.condition, finding
                if message := _fault(pair, kind, pairs, seen, never):
                    label = knowledge.entities[finding].label
                    yield Problem(
                        record_iri(folder, identifier), "findings", f"{label!r} {message[0]}",
                        message[1],
                    )
                seen.setdefault(pair, identifier)


def _fault(
    pair: Pair, kind: type, pairs: Mapping[Pair, object], seen: Mapping[Pair, str],
    never: Mapping[Pair, str],
) -> tuple[str, str] | None:
    """Return what is wrong with reviewing ``pair``, and what to do about it."""
    if pair not in pairs:
        return "does not follow from the relations of this condition any more", "take it out"
    if pair in seen:
        return f"is reviewed by {seen[pair]} too", "keep one of the two"
    if kind is MechanismAcceptance and pair in never:
        return f"is accepted, but {never[pair]} says that it never occurs", "refuse it, or mend one"
    return None
