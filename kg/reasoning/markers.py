"""Reads a realised presentation: which classes it fell under, and what they stand for."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.axioms import Named, Some
from kg.iris import BASE, entity_iri, record_iri
from kg.model import Criterion, Evidence, Knowledge, RedFlag, TreatmentOption
from kg.reasoning.closure import Single
from kg.reasoning.denial import Scope
from kg.reasoning.presentation import HAS_FINDING, Report
from kg.reasoning.taxonomy import Taxonomy


class Markers:
    """The class numbers of findings, rules, criteria, red flags and contraindications."""

    def __init__(self, knowledge: Knowledge, taxonomy: Taxonomy) -> None:
        """Look every marker of ``knowledge`` up in ``taxonomy``."""
        self._knowledge = knowledge
        self._taxonomy = taxonomy
        known = taxonomy.normalizer.known
        self._has: dict[int, str] = {}
        self._is: dict[int, str] = {}
        for curie in knowledge.findings():
            named = Named(entity_iri(curie))
            self._has[taxonomy.normalizer.left(Some(HAS_FINDING, named))] = curie
            self._is[taxonomy.normalizer.named(named.iri)] = curie
        self._rules: dict[int, tuple[str, str]] = {}
        for identifier, row in knowledge.of(Evidence).items():
            if (number := known(record_iri("rule", identifier))) is not None:
                self._rules[number] = (row.condition, identifier)
        self._criteria = self._numbers("criterion-met", knowledge.of(Criterion))
        self._flags = self._numbers("red-flag-trigger", knowledge.of(RedFlag))
        self._forbidden = self._numbers("contraindicated", knowledge.of(TreatmentOption))
        self._necessary = {
            curie: condition.necessary
            for curie, condition in knowledge.conditions().items()
            if condition.necessary
        }
        self._depth = {
            curie: len(taxonomy.saturation.subsumers(number))
            for number, curie in self._is.items()
        }
        self._found: dict[frozenset[int], tuple[str, ...]] = {}
        self._above: dict[frozenset[int], tuple[str, ...]] = {}
        self._named = {
            number: expression.iri
            for number, expression in enumerate(taxonomy.normalizer.expressions)
            if isinstance(expression, Named) and not expression.iri.startswith(BASE + "GKG_")
        }

    def _numbers(self, folder: str, identifiers: Iterable[str]) -> dict[int, str]:
        known = self._taxonomy.normalizer.known
        found = ((known(record_iri(folder, identifier)), identifier) for identifier in identifiers)
        return {number: identifier for number, identifier in found if number is not None}

    def findings_of(self, single: Single) -> tuple[str, ...]:
        """Return the CURIEs of the findings that one report entails, remembered."""
        if single.presentation not in self._found:
            self._found[single.presentation] = self.findings_in(single.presentation)
        return self._found[single.presentation]

    def findings_in(self, atoms: Collection[int]) -> tuple[str, ...]:
        """Return the CURIEs of the findings that a presentation with ``atoms`` has, sorted."""
        return tuple(sorted(self._has[n] for n in self._has.keys() & atoms))

    def subsuming(self, single: Single) -> tuple[str, ...]:
        """Return the findings that one report is a kind of, the most specific first;
        remembered."""
        if single.finding not in self._above:
            found = [self._is[n] for n in self._is.keys() & single.finding]
            ordered = sorted(found, key=lambda curie: (-self._depth[curie], curie))
            self._above[single.finding] = tuple(ordered)
        return self._above[single.finding]

    def candidates(self, atoms: set[int]) -> dict[str, tuple[str, ...]]:
        """Return the rules that make each condition a candidate."""
        found: dict[str, list[str]] = {}
        for number in self._rules.keys() & atoms:
            condition, rule = self._rules[number]
            found.setdefault(condition, []).append(rule)
        return {curie: tuple(sorted(found[curie])) for curie in sorted(found)}

    def criteria(
        self, atoms: set[int], scopes: Sequence[Scope], reports: Sequence[Report]
    ) -> dict[str, bool]:
        """Return the met criteria, each with whether it needed a side that nobody stated."""
        met = sorted(self._criteria[n] for n in self._criteria.keys() & atoms)
        rows = self._knowledge.of(Criterion)
        return {i: self._side_assumed(rows[i], scopes, reports) for i in met}

    @staticmethod
    def _side_assumed(row: Criterion, scopes: Sequence[Scope], reports: Sequence[Report]) -> bool:
        if not row.sided:
            return False
        members = (*row.all_of, *row.of)
        for scope in scopes:
            reasons = [scope.present[m] for m in members if m in scope.present]
            if any(all(reports[i].side == "unknown" for i in reason) for reason in reasons):
                return True
        return False

    def red_flag_triggers(self, atoms: set[int]) -> frozenset[str]:
        """Return the red-flag rules whose positive part holds."""
        return frozenset(self._flags[n] for n in self._flags.keys() & atoms)

    def refuted(
        self, denied: Mapping[str, tuple[int, ...]], reports: Sequence[Report]
    ) -> dict[str, str]:
        """Return the conditions of which a necessary finding is denied by name, on any side."""
        flatly = {c for c, said in denied.items() if any(not reports[i].denied_sides for i in said)}
        found = {}
        for curie, necessary in self._necessary.items():
            missing = next((finding for finding in necessary if finding in flatly), None)
            if missing is not None:
                found[curie] = missing
        return found

    def contraindicated(
        self, atoms: set[int], present: Mapping[str, object]
    ) -> dict[str, tuple[str, ...]]:
        """Return the forbidden treatment options, each with the findings that forbid it."""
        options = self._knowledge.of(TreatmentOption)
        met = sorted(self._forbidden[n] for n in self._forbidden.keys() & atoms)
        return {i: tuple(f for f in options[i].contraindicated_by if f in present) for i in met}

    def names(self, atoms: set[int]) -> frozenset[str]:
        """Return the IRIs of the named classes in ``atoms``, entities left out."""
        return frozenset([self._named[number] for number in self._named.keys() & atoms])

