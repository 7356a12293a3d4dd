"""Findings told by words that stand together in any order: "MRI: tear of the labrum, R hip".

A row of ``together.tsv`` names groups of words. All of them must stand near each other in one
clause; the picture that a row asks for ("MRI") may be named earlier in the sentence.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from kg.clinical.index import Index
from kg.clinical.text.clauses import side_of
from kg.clinical.text.context import context
from kg.clinical.text.mentions import Mention
from kg.clinical.text.phrases import stem_of
from kg.clinical.text.shorthand import words_written_out
from kg.clinical.text.stems import stem
from kg.clinical.text.tables import TOGETHER, in_sets
from kg.clinical.text.told import bare_keys, plain_forms
from kg.clinical.words import Token

NEAR = 9
"""Words at most from the first to the last of a row's groups, the picture not counted."""
_UNDONE = frozenset({"planned", "if"})
"""Words beside which a picture shows nothing yet."""
_CARRIED = 3
"""Groups at most of which an occurrence is tried."""

_ONE_SIDE = "side"
"""The group that any word for the left or the right is."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says: the finding, whether it is there, the groups by number, and the number of
    the group that names the picture (-1 where any clause will do)."""

    finding: str
    status: str
    groups: tuple[int, ...]
    picture: int


@dataclass(frozen=True, slots=True)
class Stand:
    """A row that a clause tells: the places of its words, the spans of its groups, last first."""

    row: Row
    places: frozenset[int]
    spans: tuple[Span, ...]


class Together:
    """All rows, by the words of their groups."""

    def __init__(self, index: Index) -> None:
        """Read the rows of the findings that the ontology has."""
        self._groups: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._rows: dict[int, list[Row]] = defaultdict(list)
        self._pictures: set[int] = set()
        self._longest = 1
        numbers: dict[str, int] = {_ONE_SIDE: 0}
        self._side = 0
        for line in TOGETHER:
            key, status, picture, told = line
            if not (curie := index.curie(key)):
                continue
            groups = tuple(self._number(one, numbers) for one in told.split(" + "))
            shown = self._number(f"{{{picture}}}", numbers) if picture else -1
            self._pictures |= {shown} - {-1}
            self._rows[groups[-1]].append(Row(curie, status, groups, shown))

    def _number(self, words: str, numbers: dict[str, int]) -> int:
        """Return the number of a group of words, which a new one gets."""
        if words not in numbers:
            numbers[words] = len(numbers)
            for phrase in plain_forms(in_sets(words)):
                stems = [stem(word) for word in words_written_out(phrase)]
                if named := tuple(key for key, _, _ in bare_keys(stems)):
                    self._groups[named].add(numbers[words])
                    self._longest = max(self._longest, len(named))
        return numbers[words]

    def _spans(self, clause: Sequence[Token]) -> dict[int, list[Span]]:
        """Return where the groups stand in a clause, the longer of two at one place first."""
        found = bare_keys([stem_of(token) for token in clause])
        names = [key for key, _, _ in found]
        spans: dict[int, list[Span]] = defaultdict(list)
        for start in range(len(names)):
            for end in range(min(len(names), start + self._longest), start, -1):
                for group in self._groups.get(tuple(names[start:end]), ()):
                    spans[group].append((found[start][1], found[end - 1][2]))
        for place, token in enumerate(clause):
            if side_of(token) in {"left", "right"}:
                spans[self._side].append((place, place + 1))
        return spans

    def read(
        self, clause: Sequence[Token], shown: frozenset[int]
    ) -> tuple[list[Stand], frozenset[int]]:
        """Return the rows that ``clause`` tells, and the pictures named so far in its sentence,
        ``shown`` being those before it."""
        spans = self._spans(clause)
        if not _UNDONE.isdisjoint(t.word for t in clause):
            return [], frozenset()
        pictures = shown | (self._pictures & spans.keys())
        stands = [
            stand for group in spans for row in self._rows.get(group, ())
            if row.picture in {-1, *pictures} and (stand := _stand(row, spans))
        ]
        return stands, pictures


def _stand(row: Row, spans: dict[int, list[Span]]) -> Stand | None:
    """Return where a row stands in a clause; ``None`` where a group is missing or far away."""
    if any(group not in spans for group in row.groups):
        return None
    for chosen in product(*(spans[group][:_CARRIED] for group in reversed(row.groups))):
        places = [place for first, last in chosen for place in range(first, last)]
        if len(set(places)) == len(places) and max(places) - min(places) < NEAR:
            return Stand(row, frozenset(places), chosen)
    return None


def together(text: str, clause: Sequence[Token], stands: Sequence[Stand]) -> Iterator[Mention]:
    """Yield the mentions of the rows that a clause tells: one that says a finding is there is
    denied as any other; one that says it is not says nothing where it is denied itself."""
    for stand in stands:
        around = [context(clause, *span, normal=False, named=True) for span in stand.spans]
        denied = [one for one in around if one.status == "absent"]
        seen = denied[0] if denied and stand.row.status == "present" else around[0]
        if stand.row.status == "absent":
            if seen.status == "absent":
                continue
            seen = replace(seen, status="absent")
        start, end = clause[min(stand.places)].start, clause[max(stand.places)].end
        yield Mention(start, end, text[start:end], stand.row.finding, seen)
