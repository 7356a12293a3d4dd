"""How well a reader of notes does on the phrases of the corpus.

A reader is a function from text to reports; the reasoner decides whether a report says what was
expected, so that "pain radiating to the calf" counts as "leg pain of any site".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kg.axioms import Expression
from kg.clinical.expressions import broader_sites
from kg.reasoning.presentation import Report
from tests.bench.corpus import Judge, Phrase

Read = Callable[[str], Sequence[Report]]
Entails = Callable[[Expression, Expression], bool]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over phrases: right of judged ones, found of wanted and fitting of given reports."""

    right: int = 0
    judged: int = 0
    found: int = 0
    wanted: int = 0
    fitting: int = 0
    given: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sum of two tallies."""
        names = self.__dataclass_fields__
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def accuracy(self) -> float:
        """Share of the phrases that are read right; 1 if none was judged."""
        return self.right / self.judged if self.judged else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected reports that came out; 1 if none was expected."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """Share of the reports that were expected or allowed; 1 if none came out."""
        return self.fitting / self.given if self.given else 1.0


def tally(judge: Judge, phrase: Phrase, given: Sequence[Report]) -> Tally:
    """Count one phrase that was read as ``given``.

    It is right if each expected finding came out with its status and side, nothing forbidden did,
    and nothing at all where nothing may. Where a finding is missing in the vocabulary, what came
    out in its stead is not counted.
    """
    found = [
        any(_is_said(judge.entails, wanted, given) for wanted in alternatives)
        for alternatives in phrase.expected
    ]
    wrong = any(_says(judge.entails, report, bad) for bad in phrase.forbidden for report in given)
    fitting = [_fits(judge, report, phrase) for report in given]
    right = all(found) and not wrong and not (phrase.silent and not all(fitting))
    judged = bool(phrase.expected or phrase.forbidden or phrase.silent)
    counted = 0 if phrase.gap else len(given)
    return Tally(
        int(right and judged), int(judged), sum(found), len(found),
        sum(fitting) if counted else 0, counted,
    )


def status_alone(judge: Judge, phrase: Phrase, given: Sequence[Report]) -> Tally:
    """Count one phrase by the status alone: right if a report is of something expected, wider or
    narrower and on any side, with its status, and none says the opposite of anything expected;
    where nothing may come out, if nothing does."""
    if not phrase.expected:
        return tally(judge, phrase, given)
    wanted = [one for alternatives in phrase.expected for one in alternatives]
    told = any(_is_near(judge.entails, report, one) for report in given for one in wanted)
    turned = any(
        _is_near(judge.entails, replace(report, status=_OPPOSITE[report.status]), one[0])
        for report in given for one in phrase.expected
        if len(one) == 1 and not _fits(judge, report, phrase)
    )
    wrong = any(_says(judge.entails, report, bad) for bad in phrase.forbidden for report in given)
    return Tally(int(told and not turned and not wrong), 1)


def score(judge: Judge, listed: Iterable[Phrase], read: Read) -> dict[str, Tally]:
    """Return the tally of each category, and of all under the empty name."""
    tallies: dict[str, Tally] = {"": Tally()}
    for phrase in listed:
        one = tally(judge, phrase, read(phrase.text))
        for name in ("", phrase.category):
            tallies[name] = tallies.get(name, Tally()) + one
    return tallies


_OPPOSITE = {"present": "absent", "absent": "present"}


def _is_near(entails: Entails, report: Report, wanted: Report) -> bool:
    """Tell whether ``report`` has the status of ``wanted`` and is it, or wider or narrower."""
    one, other = report.expression, wanted.expression
    return report.status == wanted.status and (entails(one, other) or entails(other, one))


def _says(entails: Entails, report: Report, wanted: Report) -> bool:
    """Tell whether ``report`` says at least ``wanted``, sides apart."""
    if report.status != wanted.status:
        return False
    if wanted.status == "present":
        return entails(report.expression, wanted.expression)
    return entails(wanted.expression, report.expression)


def _is_said(entails: Entails, wanted: Report, given: Sequence[Report]) -> bool:
    """Tell whether ``given`` says ``wanted`` on its side; two sides make both sides, and what
    takes no side, or is denied of every side, is on any."""
    sides = {report.side for report in given if _says(entails, report, wanted)}
    if wanted.side == "unknown":
        return bool(sides)
    everywhere = {"none"} | ({"unknown"} if _both_denied(wanted) else set())
    return bool(sides & {wanted.side, *everywhere}) or (
        wanted.side == "bilateral" and {"left", "right"} <= sides
    )


def _both_denied(wanted: Report) -> bool:
    return wanted.status == "absent" and wanted.side == "bilateral"


def _fits(judge: Judge, report: Report, phrase: Phrase) -> bool:
    """Tell whether ``report`` is of what was expected or allowed, wider or narrower, and on no
    other side; every band of an expected number fits."""
    expected = [wanted for alternatives in phrase.expected for wanted in alternatives]
    return any(_is_of(judge, report, wanted) for wanted in (*expected, *phrase.allowed))


def _is_of(judge: Judge, report: Report, wanted: Report) -> bool:
    measure = judge.measured(wanted.expression)
    if measure and measure == judge.measured(report.expression):
        return True
    # A site that a text names may be any role of a site.
    wider = [report, *(replace(report, expression=e) for e in broader_sites(report.expression))]
    related = _says(judge.entails, report, wanted) or any(
        _says(judge.entails, wanted, one) for one in wider
    )
    anywhere = {"unknown", "none"}
    return related and (
        report.side in {wanted.side, *anywhere} or wanted.side in {"bilateral", *anywhere}
    )
