"""What each part of the ranking is worth: the cases again with one part taken out at a time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from kg.clinical import likelihood
from kg.clinical.answer import Answerer
from kg.clinical.arrays import Arrays, build_arrays
from kg.clinical.engine import terms
from kg.clinical.engine.model import Cell
from kg.clinical.facade import Clinician
from kg.clinical.families import default_setting
from tests.bench.known_cases import Found, Known, put

FORMS = ("examples", "phrases", "notes")
ONE_BACKGROUND = 20.0
"""Percent; stands for every background where backgrounds are taken out."""

EQUAL_PRIOR = -1.9
"""Log10 of one share in about eighty rows."""


@dataclass(frozen=True)
class Line:
    """One line of the table: the part that was taken out, and by form the decidable cases with
    the truth in the first place and among three, and the undecidable ones that were told."""

    part: str
    cases: dict[str, int]
    first: dict[str, int]
    three: dict[str, int]
    told: int
    undecidable: int


def ablation(clinician: Clinician, cases: Sequence[Known]) -> Iterator[Line]:
    """Yield the whole first, then what is left without each part."""
    variants = Variants(clinician)
    for part, make in variants.parts().items():
        with make() as answerer:
            yield line(part, [put(answerer, clinician.index, case) for case in cases])


def line(part: str, found: Sequence[Found]) -> Line:
    """Count over what was found."""
    decidable = [f for f in found if f.case.decidable]
    others = [f for f in found if not f.case.decidable]

    def count(form: str, top: int) -> int:
        return sum(
            f.rank is not None and f.rank <= top for f in decidable if f.case.form == form
        )

    return Line(
        part, {form: sum(f.case.form == form for f in decidable) for form in FORMS},
        {form: count(form, 1) for form in FORMS}, {form: count(form, 3) for form in FORMS},
        sum(f.rank == 1 for f in others), len(others),
    )


class Variants:
    """Answerers over one snapshot, each without one part of the ranking."""

    def __init__(self, clinician: Clinician) -> None:
        """Keep what every variant shares."""
        self._index = clinician.index
        self._whole = clinician._answerer
        self._arrays = self._whole.arrays

    def parts(self) -> dict[str, Callable[[], AbstractContextManager[Answerer]]]:
        """Return by part how to make an answerer without it."""
        return {
            "everything in use": lambda: self._with(self._arrays),
            "population gates": lambda: self._with(self._cells(_opened)),
            "shrinkage by sample size": lambda: self._built(likelihood, "SHRINKAGE", 0),
            "dependency groups": lambda: self._with(self._model(group=self._ungrouped())),
            "backgrounds (20 % each)": self._one_background,
            "back-off to wider findings": lambda: self._built(terms, "BACK_OFF", 0.0),
            "reverse penalty": lambda: self._with(self._cells(_explained)),
            "complications take over": lambda: self._with(self._cells(self._own)),
            "subtypes and levels": lambda: self._with(self._parents()),
            "priors (all equal)": self._equal_priors,
            "region of the complaint": self._anywhere,
        }

    @contextmanager
    def _with(self, arrays: Arrays) -> Iterator[Answerer]:
        yield self._answerer(arrays)

    def _answerer(self, arrays: Arrays) -> Answerer:
        return Answerer(
            self._index, arrays, self._whole._understander, self._whole.realiser
        )

    @contextmanager
    def _built(self, module: ModuleType, name: str, value: float) -> Iterator[Answerer]:
        kept = getattr(module, name)
        setattr(module, name, value)
        try:
            yield self._answerer(build_arrays(self._index))
        finally:
            setattr(module, name, kept)

    @contextmanager
    def _one_background(self) -> Iterator[Answerer]:
        kept = self._index.findings
        self._index.findings = {
            curie: replace(f, background_pct=ONE_BACKGROUND) for curie, f in kept.items()
        }
        try:
            yield self._answerer(build_arrays(self._index))
        finally:
            self._index.findings = kept

    @contextmanager
    def _equal_priors(self) -> Iterator[Answerer]:
        answerer = self._answerer(self._arrays)
        for clinic in ("", default_setting(self._index.knowledge).id):
            known, other = answerer.priors(clinic)
            answerer._priors[clinic] = [EQUAL_PRIOR] * len(known), other
        yield answerer

    @contextmanager
    def _anywhere(self) -> Iterator[Answerer]:
        answerer = self._answerer(self._arrays)
        reach = answerer.ranker.reach
        reach.places = [replace(place, factor=0.0) for place in reach.places]
        yield answerer

    def _model(self, **fields: Any) -> Arrays:
        return replace(self._arrays, model=replace(self._arrays.model, **fields))

    def _cells(self, change: Callable[[Cell], Cell | None]) -> Arrays:
        columns = [
            [new for cell in column if (new := change(cell)) is not None]
            for column in self._arrays.model.columns
        ]
        return self._model(columns=columns)

    def _ungrouped(self) -> list[int]:
        return [-1] * len(self._arrays.model.group)

    def _own(self, cell: Cell) -> Cell | None:
        return None if self._arrays.cells[cell.tag].by_cause else cell

    def _parents(self) -> Arrays:
        families = [replace(f, parts=f.parts[:1]) for f in self._arrays.families]
        return replace(self._arrays, families=families)


def _opened(cell: Cell) -> Cell:
    if cell.gate < 0:
        return cell
    return replace(cell, present=cell.present_gated, absent=cell.absent_gated, gate=-1)


def _explained(cell: Cell) -> Cell | None:
    return None if cell.unexplained else cell
