"""Absence by refutation: what a denial rules out, and which reports clash.

``P and (hasFinding some G) => Nothing`` denies G and every kind of G. A finding that is denied
by name can refute a condition; one that is denied only through a broader denial cannot. An
unsided denial beside a sided positive ("no straight leg raise sign" with a positive left one) is
taken as unspecific and has no effect.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from kg.axioms import And, Expression, Named, Some
from kg.iris import entity_iri
from kg.model import Knowledge
from kg.reasoning.closure import ClosureCache, Single
from kg.reasoning.presentation import HAS_FINDING, Report
from kg.reasoning.taxonomy import Taxonomy

Positive = tuple[int, int | None, Single]
"""The index of a present report, its complaint, and what follows from it alone."""
_Parts = tuple[list[int | None], list[tuple[int, int | None]]]


@dataclass(frozen=True, slots=True)
class Scope:
    """The present findings of complaint ``complaint`` (``None``: of the whole presentation),
    shared findings included, with the reports that they follow from; ``joined`` are those that
    only several reports of the scope together give."""

    complaint: int | None
    present: dict[str, tuple[int, ...]]
    joined: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Clashes:
    """Pairs (present, absent) of clashing reports, denials that say nothing, and the others."""

    contradictions: tuple[tuple[int, int], ...]
    ineffective: tuple[int, ...]
    effective: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Denied:
    """Findings denied by name and through a broader denial, with the denying reports."""

    directly: dict[str, tuple[int, ...]]
    broadly: dict[str, tuple[int, ...]]


class Denials:
    """What absent reports deny, over one classified ontology."""

    def __init__(self, knowledge: Knowledge, taxonomy: Taxonomy, cache: ClosureCache) -> None:
        """Index the kinds of each finding."""
        self._taxonomy = taxonomy
        self._cache = cache
        self._curies = {entity_iri(curie): curie for curie in knowledge.findings()}
        self._numbers = {
            taxonomy.normalizer.named(iri): curie for iri, curie in self._curies.items()
        }
        self._kinds: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def clashes(
        self, reports: Sequence[Report], scopes: Sequence[Scope], whole: Scope
    ) -> Clashes:
        """Compare every denial with every positive report in its reach."""
        pairs: list[tuple[int, int]] = []
        ineffective: list[int] = []
        effective: list[int] = []
        told = self._positives(reports)
        for index, report in enumerate(reports):
            if report.status != "absent":
                continue
            # With one complaint, what it denies is denied of the whole.
            reach = None if len(scopes) == 1 else report.complaint
            positives = [p for p in told if reach is None or p[1] == reach]
            parts = self._parts(report.expression)
            met = [i for i, _, one in positives if self._entails(one.finding, one.edges, parts)]
            same = [i for i in met if self._same_side(reports[i], report)]
            scope = whole if reach is None else scopes[reach]
            derived = () if same or met else self._derived(positives, reach, scope, report)
            pairs.extend((i, index) for i in (*same, *derived))
            beside_sided = met and not same and not report.denied_sides
            (ineffective if beside_sided else effective).append(index)
        return Clashes(tuple(pairs), tuple(ineffective), tuple(effective))

    def of(self, reports: Sequence[Report], effective: Sequence[int], scope: Scope) -> Denied:
        """Return what the effective denials in reach of ``scope`` deny; present wins."""
        directly: dict[str, tuple[int, ...]] = {}
        broadly: dict[str, tuple[int, ...]] = {}
        for index in effective:
            report = reports[index]
            if report.complaint not in (scope.complaint, None):
                continue
            same, kinds = self._kinds_of(report.expression)
            for curie in same - scope.present.keys():
                directly[curie] = (*directly.get(curie, ()), index)
            for curie in kinds - scope.present.keys():
                broadly[curie] = (*broadly.get(curie, ()), index)
        return Denied(directly, {k: v for k, v in broadly.items() if k not in directly})

    def overall(
        self,
        reports: Sequence[Report],
        effective: Sequence[int],
        by_complaint: Sequence[Denied],
        whole: Scope,
    ) -> Denied:
        """Return what is denied of the whole presentation: by a shared denial, or in every
        complaint."""
        shared = self.of(reports, effective, whole)
        directly, broadly = dict(shared.directly), dict(shared.broadly)
        if by_complaint:
            first, *others = by_complaint
            for curie, indexes in first.directly.items():
                if curie not in whole.present and all(curie in d.directly for d in others):
                    directly.setdefault(curie, indexes)
            for curie, indexes in first.broadly.items():
                if curie not in whole.present and all(
                    curie in d.broadly or curie in d.directly for d in others
                ):
                    broadly.setdefault(curie, indexes)
        return Denied(directly, {k: v for k, v in broadly.items() if k not in directly})

    def _positives(self, reports: Sequence[Report]) -> list[Positive]:
        return [
            (index, report.complaint, self._cache.single(report))
            for index, report in enumerate(reports) if report.status == "present"
        ]

    @staticmethod
    def _same_side(positive: Report, denial: Report) -> bool:
        if not denial.denied_sides:
            return not positive.denied_sides
        return bool(set(denial.denied_sides) & set(positive.denied_sides))

    def _derived(
        self, positives: Sequence[Positive], reach: int | None, scope: Scope, denial: Report
    ) -> tuple[int, ...]:
        """Return the reports from which a denied finding follows although none of them is one:
        pain on both sides, said in one report or in two, makes a bilateral pain."""
        if not isinstance(denial.expression, Named) or denial.denied_sides:
            return ()
        curie = self._curies.get(denial.expression.iri, "")
        has = self._taxonomy.normalizer.left(Some(HAS_FINDING, denial.expression))
        alone = [
            index for index, _, single in positives
            if has in (single.presentation if reach is None else single.complaint)
        ]
        return tuple(alone) or scope.joined.get(curie, ())

    def _parts(self, expression: Expression) -> _Parts:
        """Return the numbers of the classes of ``expression``, and of its roles with fillers."""
        normalizer = self._taxonomy.normalizer
        operands = expression.operands if isinstance(expression, And) else (expression,)
        return (
            [normalizer.known(p.iri) for p in operands if isinstance(p, Named)],
            [(normalizer.role(p.role), normalizer.known(p.filler.iri)) for p in operands
             if isinstance(p, Some) and isinstance(p.filler, Named)],
        )

    def _entails(
        self, subs: Container[int | None], edges: Iterable[tuple[int, int]], parts: _Parts
    ) -> bool:
        """Tell whether a finding with ``subs`` and ``edges`` has all ``parts``."""
        for name in parts[0]:
            if name not in subs:
                return False
        subsumers = self._taxonomy.saturation.subsumers
        return all(
            any(r == role and filler in subsumers(n) for r, n in edges)
            for role, filler in parts[1]
        )

    def _kinds_of(self, expression: Expression) -> tuple[frozenset[str], frozenset[str]]:
        """Return the findings equivalent to ``expression``, and those strictly below it."""
        if expression.text not in self._kinds:
            above = self._cache.single(Report(expression, "present")).finding
            same, below = set[str](), set[str]()
            parts = self._parts(expression)
            for number, curie in self._numbers.items():
                context = self._taxonomy.saturation.context(number)
                if self._entails(context.subs, context.edges, parts):
                    (same if number in above else below).add(curie)
            self._kinds[expression.text] = frozenset(same), frozenset(below)
        return self._kinds[expression.text]
