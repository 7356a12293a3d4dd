"""From knowledge to the arrays of the engine; done once, when a snapshot is loaded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.clinical.complications import causes, inherited
from kg.clinical.dependency import forest, group_of, groups
from kg.clinical.engine.model import Cell, Model
from kg.clinical.families import (
    DEFAULT_PRIOR_PCT,
    Family,
    default_setting,
    families,
    priors,
)
from kg.clinical.index import Index
from kg.clinical.likelihood import MECHANISM, Figures, figures
from kg.clinical.silence import (
    LEAST,
    best_explained,
    kin_of_speakers,
    needs_none,
    penalty,
    silent_rows,
)
from kg.model import Condition, DependencyGroup, Evidence


@dataclass(frozen=True, slots=True)
class CellSource:
    """Where the figures of a cell come from: its rows of evidence, best first. They are those of
    what causes the condition where ``by_cause`` is set, and those of the condition that explains
    the finding best where the row leaves it ``unexplained``."""

    evidence: Sequence[Evidence]
    figures: Figures | None
    by_cause: bool = False
    unexplained: bool = False


@dataclass(frozen=True, slots=True)
class Arrays:
    """The engine's model with the names of its rows and columns.

    ``frequencies`` gives, by finding, the probability in each row that speaks of it; ``unusable``
    the findings of each row that have rows of evidence and no usable figure.
    """

    model: Model
    families: Sequence[Family]
    rows: Sequence[str]
    findings: Sequence[str]
    number: Mapping[str, int]
    gates: Sequence[str]
    cells: Sequence[CellSource]
    frequencies: Sequence[Sequence[tuple[int, float]]]
    backgrounds: Sequence[float]
    unusable: Sequence[frozenset[int]]
    something_else: float


def build_arrays(index: Index) -> Arrays:
    """Compile the knowledge behind ``index``."""
    knowledge = index.knowledge
    found, rows = families(knowledge)
    findings = sorted(index.findings)
    number = {curie: i for i, curie in enumerate(findings)}
    table = _Table(index, number)
    for family in found:
        for part in family.parts:
            table.add_row(part, rows[part], rows[family.parts[0]])
        table.agree(family.parts)
    table.add_complications(rows, knowledge.conditions())
    known = list(knowledge.of(DependencyGroup).values())
    grouping = group_of(known, findings, index.ancestors)
    table.add_silence([family.parts for family in found], grouping)
    values, other = priors(knowledge, found, rows, default_setting(knowledge))
    model = Model(
        values,
        table.columns(),
        [frozenset(number[a] for a in index.ancestors[f]) for f in findings],
        forest(index, findings, number),
        grouping,
        groups(known, number),
    )
    backgrounds = [(index.findings[f].background_pct or 0.0) / 100.0 for f in findings]
    return Arrays(
        model, found, rows, findings, number, table.gates, table.sources, table.frequencies(),
        backgrounds, [frozenset(table.unusable[r]) for r in range(len(rows))], other,
    )


class _Table:
    """Cells while they are made."""

    def __init__(self, index: Index, number: Mapping[str, int]) -> None:
        self._index = index
        self._number = number
        self._evidence: dict[str, dict[str, list[Evidence]]] = {}
        for row in index.knowledge.of(Evidence).values():
            self._evidence.setdefault(row.condition, {}).setdefault(row.finding, []).append(row)
        self.cells: dict[tuple[int, int], Cell] = {}
        self.gates: list[str] = []
        self.sources: list[CellSource] = []
        self.unusable: dict[int, set[int]] = {}

    def add_row(self, row: int, condition: str, parent: str) -> None:
        """Add the cells of ``condition``; what it says nothing of comes from its parent."""
        own = self._evidence.get(condition, {})
        inherited = self._evidence.get(parent, {})
        self.unusable[row] = set()
        measured = {f for f, rows in {**inherited, **own}.items() if _measured(rows)}
        for finding in sorted({*own, *inherited}):
            if finding in self._number:
                evidence = own.get(finding) or inherited[finding]
                self._add(row, finding, evidence, measured)

    def add_complications(
        self, rows: Sequence[str], conditions: Mapping[str, Condition]
    ) -> None:
        """Let what a complication is silent about come from its causes."""
        row_of = {condition: row for row, condition in enumerate(rows)}
        found: list[tuple[Cell, CellSource]] = []
        for effect, by in causes(conditions, rows).items():
            for finding, column in self._number.items():
                if (row_of[effect], column) not in self.cells:
                    found.extend(self._by_causes(
                        row_of[effect], finding,
                        [(conditions[c].prior_mid_pct or DEFAULT_PRIOR_PCT, row_of[c]) for c in by],
                    ))
        for cell, source in found:
            self._store(cell, source)

    def _by_causes(
        self, row: int, finding: str, by: Sequence[tuple[float, int]]
    ) -> Iterator[tuple[Cell, CellSource]]:
        column = self._number[finding]
        speaking = []
        for prior, cause in by:
            cell = self.cells.get((cause, column))
            source = None if cell is None else self.sources[cell.tag]
            known = None if source is None or source.figures is None else source.figures.frequency
            speaking.append((prior, known, source.evidence if source else ()))
        background = (self._index.findings[finding].background_pct or 0.0) / 100.0
        if (taken := inherited(speaking, background)) is not None:
            mean, ratio, rows = taken
            known_figures = Figures(ratio, None, "", None, None, mean, rows[0])
            cell = Cell(row, column, ratio, 0.0, weak=True)
            yield cell, CellSource(rows, known_figures, by_cause=True)

    def add_silence(self, kin: Sequence[Sequence[int]], grouping: Sequence[int]) -> None:
        """Let what a row leaves unexplained count a little against it, unless one of its ``kin``
        (the rows of its family) explains it."""
        rows = sum(len(parts) for parts in kin)
        cells: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            cells.setdefault(column, {})[row] = cell
        for finding, column in self._number.items():
            index = self._index
            cost = penalty((index.findings[finding].background_pct or 0.0) / 100.0)
            known = index.findings[finding]
            usual = needs_none(known.kind, known.background_pct)
            if finding in index.who or usual or cost > -LEAST:
                continue
            near = {*index.ancestors[finding], *index.descendants[finding]}
            related = [self._number[f] for f in near]
            if grouping[column] >= 0:
                related += [i for i, g in enumerate(grouping) if g == grouping[column]]
            best = best_explained(cells.get(column, {}))
            if best is None:
                continue
            source = CellSource(self.sources[best.tag].evidence, None, unexplained=True)
            spared = kin_of_speakers(kin, cells.get(column, {}))
            for row in silent_rows(column, rows, cells, related):
                if row in spared:
                    continue
                cell = Cell(row, column, cost, 0.0, weak=True, unexplained=True)
                self._store(cell, source)

    def agree(self, parts: Sequence[int]) -> None:
        """Let no part of a family count a finding against it that supports another part."""
        if len(parts) < 2:
            return
        for finding in range(len(self._number)):
            cells = [self.cells[p, finding] for p in parts if (p, finding) in self.cells]
            present = any(max(c.present, c.present_gated) > 0 for c in cells)
            absent = any(max(c.absent, c.absent_gated) > 0 for c in cells)
            for cell in cells:
                self.cells[cell.row, finding] = _without_objection(
                    cell, present=present, absent=absent
                )

    def columns(self) -> list[list[Cell]]:
        """Return the cells by finding."""
        columns: list[list[Cell]] = [[] for _ in self._number]
        for row, finding in sorted(self.cells):
            columns[finding].append(self.cells[row, finding])
        return columns

    def frequencies(self) -> list[list[tuple[int, float]]]:
        """Return the probability of each finding in the rows that speak of it."""
        result: list[list[tuple[int, float]]] = [[] for _ in self._number]
        for (row, finding), cell in sorted(self.cells.items()):
            known = self.sources[cell.tag].figures
            if known is not None and known.frequency is not None:
                result[finding].append((row, known.frequency))
        return result

    def _add(
        self, row: int, finding: str, evidence: Sequence[Evidence], measured: set[str]
    ) -> None:
        column = self._number[finding]
        background = self._index.findings[finding].background_pct
        rows = [e for e in evidence if e.basis != "mechanism"]
        if not rows:
            if measured.isdisjoint({finding, *self._index.ancestors[finding]}):
                self._put(Cell(row, column, MECHANISM, 0.0, weak=True), evidence, None)
            return
        known = None if background is None else figures(rows, background)
        if known is None or _silent(known):
            self.unusable[row].add(column)
            return
        gate = self._gate(known.gate)
        cell = Cell(
            row, column, known.present or 0.0, known.absent or 0.0, gate,
            known.present_gated or 0.0, known.absent_gated or 0.0,
        )
        self._put(cell, rows, known)

    def _put(self, cell: Cell, evidence: Sequence[Evidence], known: Figures | None) -> None:
        self._store(cell, CellSource(evidence, known))

    def _store(self, cell: Cell, source: CellSource) -> None:
        self.cells[cell.row, cell.finding] = replace(cell, tag=len(self.sources))
        self.sources.append(source)

    def _gate(self, text: str) -> int:
        if not text:
            return -1
        if text not in self.gates:
            self.gates.append(text)
        return self.gates.index(text)


def _measured(rows: Sequence[Evidence]) -> bool:
    return any(row.basis != "mechanism" for row in rows)


def _silent(known: Figures) -> bool:
    return (known.present, known.absent, known.present_gated, known.absent_gated) == (None,) * 4


def _without_objection(cell: Cell, *, present: bool, absent: bool) -> Cell:
    if present:
        cell = replace(
            cell, present=max(cell.present, 0.0), present_gated=max(cell.present_gated, 0.0)
        )
    if absent:
        cell = replace(
            cell, absent=max(cell.absent, 0.0), absent_gated=max(cell.absent_gated, 0.0)
        )
    return cell
