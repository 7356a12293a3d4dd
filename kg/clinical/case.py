"""One presentation in all its readings: what was said, what follows, what fired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.clinical.circumstances import Circumstances
from kg.clinical.index import Index
from kg.clinical.presentation import Presentation
from kg.clinical.red_flags import Fired
from kg.reasoning.realise import Realisation


@dataclass(frozen=True, slots=True)
class Case:
    """A presentation, its realisation, and the red flags that fired."""

    presentation: Presentation
    realisation: Realisation
    facts: Circumstances
    flags: Sequence[Fired]

    def facts_in(self, complaint: int) -> Circumstances:
        """Return the circumstances of one complaint, shared findings included."""
        real = self.realisation
        denied = {**real.denied_in[complaint], **real.denied_broadly_in[complaint]}
        return Circumstances(
            self.facts.index, self.presentation.patient, real.present_in[complaint], denied,
            real.candidates,
        )


def circumstances(index: Index, presentation: Presentation, real: Realisation) -> Circumstances:
    """Return what the gates of the whole presentation read."""
    denied = {**real.denied, **real.denied_broadly}
    return Circumstances(index, presentation.patient, real.present, denied, real.candidates)


def most_specific(index: Index, real: Realisation, report: int) -> set[str]:
    """Return the named findings that a report says, without those that follow from others."""
    named = set(real.subsumed_by[report])
    above = {ancestor for finding in named for ancestor in index.ancestors[finding]}
    return named - above


def pointers(
    presentation: Presentation, reasons: Mapping[str, Sequence[int]]
) -> dict[str, list[str]]:
    """Return the pointers of the reports behind each finding."""
    reports = presentation.reports
    return {
        finding: list(dict.fromkeys(reports[i].input for i in indexes))
        for finding, indexes in reasons.items()
    }
