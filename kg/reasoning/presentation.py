"""A presentation as the reasoners take it: complaints with sides, reports hanging on them.

The same reports become seeds of the request-time reasoner and axioms for HermiT, so that both
answer the same question.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.axioms import Axiom, Expression, Named, Nothing, Some, SubClassOf, conjunction
from kg.iris import term_iri

HAS_FINDING = term_iri("hasFinding")
HAS_COMPLAINT = term_iri("hasComplaint")
PRESENTATION = term_iri("Presentation")
COMPLAINT = term_iri("Complaint")
LEFT, RIGHT = term_iri("LeftSided"), term_iri("RightSided")
SIDES = {
    "left": LEFT,
    "right": RIGHT,
    "bilateral": term_iri("BilateralSided"),
    "midline": term_iri("MidlineSided"),
    "unknown": term_iri("UnknownSided"),
    "none": term_iri("UnsidedFinding"),
}
_DENIED_SIDES = {"left": (LEFT,), "right": (RIGHT,), "bilateral": (LEFT, RIGHT)}


@dataclass(frozen=True, slots=True)
class Report:
    """One reported finding.

    ``expression`` is a named finding or a post-coordinated intersection; ``status`` is present or
    absent; ``side`` is left, right, bilateral, midline, unknown (sided, not said) or none (not
    sided); ``complaint`` is the index of the complaint, or ``None`` for history and systemic
    findings that hang on the presentation; ``input`` is the JSON pointer of where it was said.
    """

    expression: Expression
    status: str
    side: str = "none"
    complaint: int | None = 0
    input: str = ""

    @property
    def denied_sides(self) -> tuple[str, ...]:
        """The side classes that an absence speaks of; empty where it speaks of any side."""
        return _DENIED_SIDES.get(self.side, ())


def sided(report: Report) -> Expression:
    """Return what is present: the expression on its side."""
    return conjunction([report.expression, Named(SIDES[report.side])])


def presentation_axioms(
    name: str, reports: Sequence[Report], complaints: int, ineffective: Iterable[int] = ()
) -> Iterator[Axiom]:
    """Yield the axioms that make the class ``name`` this presentation.

    Complaint ``k`` becomes the class ``<name>/complaint/<k>``. An unsided denial beside a sided
    positive says nothing in logic (it is a warning): its index stands in ``ineffective``.
    """
    whole = Named(name)
    parts = [Named(f"{name}/complaint/{k}") for k in range(complaints)]
    yield SubClassOf(whole, Named(PRESENTATION))
    for part in parts:
        yield SubClassOf(part, Named(COMPLAINT))
        yield SubClassOf(whole, Some(HAS_COMPLAINT, part))
    skipped = frozenset(ineffective)
    for index, report in enumerate(reports):
        owner = whole if report.complaint is None else parts[report.complaint]
        if report.status == "present":
            yield SubClassOf(owner, Some(HAS_FINDING, sided(report)))
        elif index not in skipped:
            # With one complaint, what it denies is denied of the whole.
            yield from _denial(whole if complaints == 1 else owner, report)


def _denial(owner: Named, report: Report) -> Iterator[Axiom]:
    fillers = [conjunction([report.expression, Named(side)]) for side in report.denied_sides]
    for filler in fillers or [report.expression]:
        yield SubClassOf(conjunction([owner, Some(HAS_FINDING, filler)]), Nothing())
