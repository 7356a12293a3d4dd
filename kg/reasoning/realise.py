"""Request-time realisation of a presentation, without Java and in well under a millisecond.

EL is monotone, and every inference here uses one finding at a time or a conjunction of class
names. So the consequences of each single report are computed once by the general reasoner and
remembered; a presentation is their union, closed under the conjunctions that need several
reports. The tests hold the result equal to HermiT's and to the general reasoner's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.model import Knowledge
from kg.reasoning.closure import Closure, ClosureCache
from kg.reasoning.denial import Denials, Scope
from kg.reasoning.markers import Markers
from kg.reasoning.presentation import HAS_COMPLAINT, HAS_FINDING, Report
from kg.reasoning.proof import Proof, Prover
from kg.reasoning.saturation import Saturation
from kg.reasoning.taxonomy import Taxonomy

Reasons = Mapping[str, tuple[int, ...]]
"""What holds, by CURIE, with the indexes of the reports that it follows from."""


@dataclass(frozen=True, slots=True)
class Realisation:
    """What follows from a presentation.

    ``contradictions`` pairs a present with an absent report; where there are any, the rest is
    filled with present winning over absent. ``present_in`` is per complaint, its own findings
    with the shared ones. ``denied_broadly`` is denied only through a broader denial. ``criteria``
    maps a met criterion to whether it needed a side that nobody stated. ``ineffective`` lists
    unsided denials that stand beside a sided positive.
    """

    contradictions: tuple[tuple[int, int], ...]
    present: Reasons
    present_in: tuple[Reasons, ...]
    denied: Reasons
    denied_broadly: Reasons
    denied_in: tuple[Reasons, ...]
    denied_broadly_in: tuple[Reasons, ...]
    candidates: Mapping[str, tuple[str, ...]]
    criteria: Mapping[str, bool]
    red_flag_triggers: frozenset[str]
    refuted: Mapping[str, str]
    refuted_in: tuple[Mapping[str, str], ...]
    contraindicated: Mapping[str, tuple[str, ...]]
    subsumed_by: tuple[tuple[str, ...], ...]
    ineffective: tuple[int, ...]
    markers: frozenset[str]


class Realiser:
    """Realises presentations over one classified ontology."""

    def __init__(self, knowledge: Knowledge, taxonomy: Taxonomy) -> None:
        """Index the markers of ``knowledge`` in ``taxonomy``."""
        self._taxonomy = taxonomy
        self._markers = Markers(knowledge, taxonomy)
        self._cache = ClosureCache(taxonomy)
        self._denials = Denials(knowledge, taxonomy, self._cache)

    def realise(self, reports: Sequence[Report], complaints: int) -> Realisation:
        """Return what follows from ``reports`` over ``complaints`` complaints (at least one)."""
        closure = Closure(self._cache, reports, complaints)
        scopes = [self._scope(closure, reports, k) for k in range(complaints)]
        whole = self._scope(closure, reports, None)
        clash = self._denials.clashes(reports, scopes, whole)
        denied_in = [self._denials.of(reports, clash.effective, scope) for scope in scopes]
        denied = self._denials.overall(reports, clash.effective, denied_in, whole)
        read = self._markers
        atoms = closure.presentation
        return Realisation(
            contradictions=clash.contradictions,
            present=whole.present,
            present_in=tuple(scope.present for scope in scopes),
            denied=denied.directly,
            denied_broadly=denied.broadly,
            denied_in=tuple(d.directly for d in denied_in),
            denied_broadly_in=tuple(d.broadly for d in denied_in),
            candidates=read.candidates(atoms),
            criteria=read.criteria(atoms, scopes, reports),
            red_flag_triggers=read.red_flag_triggers(atoms),
            refuted=read.refuted(denied.directly, reports),
            refuted_in=tuple(read.refuted(d.directly, reports) for d in denied_in),
            contraindicated=read.contraindicated(atoms, whole.present),
            subsumed_by=tuple(self._named(report) for report in reports),
            ineffective=clash.ineffective,
            markers=read.names(atoms),
        )

    def prove(self, reports: Sequence[Report], complaints: int, goal: str) -> Proof | None:
        """Prove that the presentation is a ``goal`` (a marker's IRI); ``None`` if it is not."""
        number = self._taxonomy.normalizer.known(goal)
        if number is None:
            return None
        saturation = Saturation(self._taxonomy.normalizer)
        names = self._seed(saturation, reports, complaints)
        whole = max(names)
        if number not in saturation.context(whole).subs:
            return None
        texts = self._taxonomy.normalizer.texts
        prover = Prover(
            saturation, self._taxonomy.supports, lambda n: names[n] if n in names else texts[n]
        )
        return prover.subsumption(whole, number)

    def _scope(self, closure: Closure, reports: Sequence[Report], k: int | None) -> Scope:
        present: dict[str, tuple[int, ...]] = {}
        joined: dict[str, tuple[int, ...]] = {}
        for index, report in enumerate(reports):
            if report.status == "present" and (k is None or report.complaint in (k, None)):
                for finding in self._markers.findings_of(self._cache.single(report)):
                    present[finding] = (*present.get(finding, ()), index)
        only = len(closure.complaints) == 1
        for other, found in closure.fired.items():
            # What needs the whole presentation clashes with a denial about the whole only.
            within = other == k or (other is None and only) or k is None
            for firing in found if within or other is None else ():
                for finding in self._markers.findings_in(firing.atoms):
                    present.setdefault(finding, firing.reports)
                    if within:
                        joined.setdefault(finding, firing.reports)
        return Scope(k, present, joined)

    def _named(self, report: Report) -> tuple[str, ...]:
        return self._markers.subsuming(self._cache.single(report))

    def _seed(
        self, saturation: Saturation, reports: Sequence[Report], complaints: int
    ) -> dict[int, str]:
        """Seed all reports with their derivations; the presentation has the highest number."""
        first = len(self._taxonomy.normalizer.texts)
        parts = [first + 1000 + k for k in range(complaints)]
        whole = first + 2000
        names = {whole: "<presentation>"}
        names.update((part, f"<presentation/complaint/{k}>") for k, part in enumerate(parts))
        role = self._taxonomy.normalizer.role
        for index, report in enumerate(reports):
            if report.status == "present":
                finding = first + index
                names[finding] = f"<presentation/finding/{index}>"
                self._cache.seed_finding(saturation, finding, report, ("entered", index))
                owner = whole if report.complaint is None else parts[report.complaint]
                why = ("entered", index)
                saturation.seed(owner, (), [(role(HAS_FINDING), finding)], why)
        for part in parts:
            saturation.seed(part, [self._cache.complaint], (), ("entered",))
            saturation.seed(whole, (), [(role(HAS_COMPLAINT), part)], ("entered",))
        saturation.seed(whole, [self._cache.presentation], (), ("entered",))
        return names
