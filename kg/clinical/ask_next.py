"""What to ask next: first what safety needs, then what separates the leading conditions."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.clinical.arrays import Arrays
from kg.clinical.case import Case
from kg.clinical.engine.information import Information
from kg.clinical.index import COSTS, Index, Json
from kg.clinical.must_not_miss import SHOWN as SCREENS
from kg.clinical.must_not_miss import Open
from kg.clinical.ranking import Ranking
from kg.clinical.safety import ask_before_examination, is_known, is_safe

LEADERS = 16
"""How many conditions a diagnostic question may separate; among eight, simulated interviews took
more questions and found the condition less often."""
SHOWN = 8
LEAST_BITS = 0.001
CLOSED = frozenset({"equivocal", "could_not_be_done"})
"""Reasons of an unknown that make asking again pointless."""


class Questions:
    """Knows which findings can be asked for, what they cost and what they would tell."""

    def __init__(self, index: Index, arrays: Arrays) -> None:
        """Prepare the askable findings of each row."""
        self._index = index
        self._arrays = arrays
        self._costs = [index.cost(curie) for curie in arrays.findings]
        self._information = Information(
            len(arrays.rows), arrays.frequencies, arrays.backgrounds,
            {n for n, curie in enumerate(arrays.findings) if index.is_asked(curie)},
        )

    def safety(
        self, opened: Sequence[Open], case: Case, first: Iterable[tuple[str, str]]
    ) -> list[Json]:
        """Return the unanswered screening questions of the conditions that are shown, by harm;
        ``first`` those that a test or a treatment needs (key of the finding, CURIE of what needs
        it)."""
        asked: dict[str, list[str]] = {}
        for key, reason in first:
            if not is_known(self._index, case, key):
                _note(asked, self._index.curie(key), reason)
        for entry in opened[:SCREENS]:
            for question in entry.ask:
                _note(asked, question, entry.screen.condition)
        return [
            {
                "finding": self._index.ref(finding),
                "question": self._index.question(finding),
                "for": [self._index.ref(reason) for reason in reasons],
            }
            for finding, reasons in asked.items()
        ]

    def diagnostic(
        self, case: Case, ranking: Ranking, suspects: Collection[str]
    ) -> tuple[list[Json], list[tuple[str, str]]]:
        """Return the most telling questions by bits per cost, and what to ask before them."""
        weights = {
            entry.ranked.lead: entry.share for entry in ranking.entries[:LEADERS]
        }
        shown: list[Json] = []
        before: list[tuple[str, str]] = []
        for finding, bits in self.telling(weights, self._closed(case, ranking)):
            curie = self._arrays.findings[finding]
            examinations = self._index.examinations.get(curie, ())
            if len(shown) == SHOWN:
                break
            if is_safe(case, examinations, suspects):
                shown.append(self._question(finding, bits, weights))
                before.extend(
                    (key, e.id) for e in examinations if (key := ask_before_examination(e))
                )
        return shown, before

    def telling(
        self, weights: Mapping[int, float], closed: Collection[int]
    ) -> list[tuple[int, float]]:
        """Return the findings that tell something about the weighted rows, with their bits, the
        most bits per cost first; those apart that are ``closed``."""
        scored = [
            (-bits / COSTS[self._costs[finding]], finding, bits)
            for finding, bits in self.bits(weights, closed).items() if bits >= LEAST_BITS
        ]
        return [(finding, bits) for _, finding, bits in sorted(scored)]

    def bits(self, weights: Mapping[int, float], closed: Collection[int]) -> dict[int, float]:
        """Return what the answers to all questions would tell about the weighted rows, in bits;
        ``closed`` are the findings that are not asked for."""
        return self._information.bits(weights, closed)

    def _closed(self, case: Case, ranking: Ranking) -> set[int]:
        """Return the findings that were answered, implied, or cannot be answered."""
        observed, number = ranking.observed, self._arrays.number
        return observed.present.keys() | observed.absent.keys() | {
            number[finding] for finding, reason in case.presentation.unknown.items()
            if reason in CLOSED and finding in number
        }

    def _question(self, finding: int, bits: float, weights: dict[int, float]) -> Json:
        curie = self._arrays.findings[finding]
        known = sorted(
            ((p, row) for row, p in self._arrays.frequencies[finding] if row in weights),
            key=lambda pair: (-weights[pair[1]] * abs(pair[0] - 0.5), pair[1]),
        )
        rows = [row for _, row in known[:2]]
        rows += [row for row in weights if row not in rows][: 2 - len(rows)]
        return {
            "finding": self._index.ref(curie),
            "question": self._index.question(curie),
            "cost": self._costs[finding],
            "gain_bits": round(bits, 4),
            "separates": [self._index.ref(self._arrays.rows[row]) for row in rows],
        }


def _note(asked: dict[str, list[str]], finding: str, reason: str) -> None:
    reasons = asked.setdefault(finding, [])
    if reason not in reasons:
        reasons.append(reason)
