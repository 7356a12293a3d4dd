"""What follows from each report alone, remembered, and what follows from several together."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.axioms import And, Expression, Named, Some
from kg.errors import ReasoningError
from kg.reasoning.presentation import (
    COMPLAINT,
    HAS_COMPLAINT,
    HAS_FINDING,
    PRESENTATION,
    SIDES,
    Report,
)
from kg.reasoning.saturation import Derivation, Saturation
from kg.reasoning.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Single:
    """The consequences of one report alone.

    ``finding`` and ``edges`` are those of the finding itself; ``complaint`` and ``presentation``
    the class numbers that a complaint and a presentation get from it.
    """

    finding: frozenset[int]
    edges: frozenset[tuple[int, int]]
    complaint: frozenset[int]
    presentation: frozenset[int]


@dataclass(frozen=True, slots=True)
class Fired:
    """A conjunction over several reports that holds, with all that it adds."""

    atoms: frozenset[int]
    reports: tuple[int, ...]


class ClosureCache:
    """Remembers single-report consequences; they depend on the ontology, never on a patient."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """Prepare the conjunctions of ``taxonomy`` that can join several reports."""
        self.taxonomy = taxonomy
        self._normalizer = taxonomy.normalizer
        self.presentation = self._normalizer.named(PRESENTATION)
        self.complaint = self._normalizer.named(COMPLAINT)
        self._singles: dict[tuple[str, str, bool], Single] = {}
        self._added: dict[tuple[int, bool], tuple[frozenset[int], frozenset[int]]] = {}
        self.joining = self._joining_rules()

    def _joining_rules(self) -> dict[int, list[tuple[frozenset[int], int]]]:
        """Index the conjunctions of two or more reports by their least shared operand."""
        rules = self._normalizer.rules
        apart = {self.presentation, self.complaint}
        joining: dict[int, list[tuple[frozenset[int], int]]] = {}
        for operands, head, _ in rules.conjunctions:
            needed = frozenset(operands)
            if len(needed - apart) > 1:
                watched = min(needed - apart, key=lambda o: (rules.uses[o], o))
                joining.setdefault(watched, []).append((needed, head))
        return joining

    def single(self, report: Report) -> Single:
        """Return the consequences of a present ``report`` alone."""
        shared = report.complaint is None
        key = (report.expression.text, report.side, shared)
        if key not in self._singles:
            self._singles[key] = self._saturate(report, shared=shared)
        return self._singles[key]

    def added(self, head: int, *, complaint: bool) -> tuple[frozenset[int], frozenset[int]]:
        """Return what a complaint (empty unless ``complaint``) and a presentation get from
        being a ``head``."""
        key = (head, complaint)
        if key not in self._added:
            first = len(self._normalizer.texts)
            layer = Saturation(self._normalizer, self.taxonomy.saturation)
            edges: list[tuple[int, int]] = []
            found: frozenset[int] = frozenset()
            if complaint:
                part = layer.seed(first, [self.complaint, head], (), ("entered",))
                edges = [(self._normalizer.role(HAS_COMPLAINT), first)]
                found = frozenset(part.subs)
            heads = [self.presentation] if complaint else [self.presentation, head]
            whole = layer.seed(first + 1, heads, edges, ("entered",))
            self._added[key] = (found, frozenset(whole.subs))
        return self._added[key]

    def seed_finding(
        self, saturation: Saturation, number: int, report: Report, why: Derivation
    ) -> None:
        """Open ``number`` in ``saturation`` as the finding of ``report`` on its side."""
        subs, edges = self._parts(report.expression)
        subs.append(self._normalizer.named(SIDES[report.side]))
        saturation.seed(number, subs, edges, why)

    def _saturate(self, report: Report, *, shared: bool) -> Single:
        first = len(self._normalizer.texts)
        has_finding, has_complaint = map(self._normalizer.role, (HAS_FINDING, HAS_COMPLAINT))
        layer = Saturation(self._normalizer, self.taxonomy.saturation)
        self.seed_finding(layer, first, report, ("entered",))
        owner = layer.seed(first + 1, [self.complaint], [(has_finding, first)], ("entered",))
        edge = (has_finding, first) if shared else (has_complaint, first + 1)
        whole = layer.seed(first + 2, [self.presentation], [edge], ("entered",))
        finding = layer.contexts[first]
        return Single(
            frozenset(finding.subs),
            frozenset(finding.edges),
            frozenset() if shared else frozenset(owner.subs),
            frozenset(whole.subs),
        )

    def _parts(self, expression: Expression) -> tuple[list[int], list[tuple[int, int]]]:
        subs, edges = list[int](), list[tuple[int, int]]()
        operands = expression.operands if isinstance(expression, And) else (expression,)
        for part in operands:
            if isinstance(part, Named):
                subs.append(self._known(part))
            elif isinstance(part, Some) and isinstance(part.filler, Named):
                edges.append((self._normalizer.role(part.role), self._known(part.filler)))
            else:
                raise ReasoningError(f"a report cannot contain {part.text}")
        return subs, edges

    def _known(self, name: Named) -> int:
        number = self._normalizer.known(name.iri)
        if number is None:
            raise ReasoningError(f"the ontology does not know {name.iri}")
        return number


class Closure:
    """All consequences of a presentation's present reports.

    ``complaints[k]`` and ``presentation`` are sets of class numbers; ``fired`` lists the joining
    conjunctions by complaint (``None``: those that needed the whole presentation).
    """

    def __init__(self, cache: ClosureCache, reports: Sequence[Report], complaints: int) -> None:
        """Close ``reports``."""
        self._cache = cache
        self.presentation: set[int] = {cache.presentation}
        self.complaints: list[set[int]] = [{cache.complaint} for _ in range(complaints)]
        self.fired: dict[int | None, list[Fired]] = {None: []}
        present = [(i, r, cache.single(r)) for i, r in enumerate(reports) if r.status == "present"]
        for k, atoms in enumerate(self.complaints):
            own = [(i, s.complaint) for i, r, s in present if r.complaint == k]
            for _, found in own:
                atoms |= found
            self.fired[k] = self._join(atoms, own, complaint=True)
        whole = [(i, single.presentation) for i, _, single in present]
        for _, found in whole:
            self.presentation |= found
        for k in range(complaints):
            for firing in self.fired[k]:
                self.presentation |= firing.atoms
                whole.extend((index, firing.atoms) for index in firing.reports)
        self.fired[None] = self._join(self.presentation, whole, complaint=False)

    def _join(
        self, atoms: set[int], given: list[tuple[int, frozenset[int]]], *, complaint: bool
    ) -> list[Fired]:
        """Fire joining conjunctions until none adds anything; ``atoms`` grows in place."""
        fired: list[Fired] = []
        sources = list(given)
        joining = self._cache.joining
        fresh = atoms & joining.keys()
        while True:
            found = [
                (needed, head)
                for watched in sorted(fresh)
                for needed, head in joining[watched]
                if head not in atoms and needed <= atoms
            ]
            if not found:
                return fired
            for needed, head in found:
                if head in atoms:
                    continue
                part, whole = self._cache.added(head, complaint=complaint)
                reports = self._used(needed, sources)
                fired.append(Fired(whole, reports))
                added = part if complaint else whole
                atoms |= added
                sources.extend((index, added) for index in reports)
            fresh = atoms & joining.keys()

    @staticmethod
    def _used(needed: frozenset[int], sources: list[tuple[int, frozenset[int]]]) -> tuple[int, ...]:
        used = set[int]()
        for operand in needed:
            holders = [index for index, found in sources if operand in found]
            if holders and len(holders) < len(sources):
                used.add(holders[0])
        return tuple(sorted(used)) or tuple(sorted({index for index, _ in sources}))
