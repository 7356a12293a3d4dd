"""Cases with known answers for the bench of the ranking: the examples, and the vignettes.

The examples are coded; the vignettes of ``tests/clinical/corpus`` are read by phrases and by note.
Both are invented by the project, so what is measured on them is an internal check.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.clinical.answer import Answerer
from kg.clinical.index import Index
from kg.clinical.outcome import RANKED
from kg.clinical.ranking import Entry
from kg.errors import ContradictionError, InputError
from kg.evaluation.examples import shipped_examples

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "clinical" / "corpus"
VIGNETTES = CORPUS / "vignettes.jsonl"
SEXES = {"M": "male", "F": "female"}
NOTHING_TO_FIND = frozenset({"insufficient information", "out of scope"})


@dataclass(frozen=True)
class Known:
    """A case: what is asked, the form in which it is put, and the labels of right answers."""

    id: str
    form: str
    right: frozenset[str]
    request: Mapping[str, Any]

    @property
    def decidable(self) -> bool:
        """Tell whether a condition is the answer."""
        return self.right.isdisjoint(NOTHING_TO_FIND)


@dataclass(frozen=True)
class Found:
    """What became of a case: the outcome, and the first complaint's entries by right or wrong."""

    case: Known
    outcome: str
    entries: Sequence[tuple[Entry, bool]]

    @property
    def rank(self) -> int | None:
        """The place of the truth, 1 where there is none and the answer says so."""
        if not self.case.decidable:
            return 1 if self.outcome.replace("_", " ") in self.case.right else None
        places = (i for i, (_, right) in enumerate(self.entries, start=1) if right)
        return next(places, None) if self.outcome == RANKED else None


def known_cases(split: str = "dev") -> list[Known]:
    """Return the examples and the vignettes of ``split`` in both forms."""
    cases = [
        Known(e.id, "examples", frozenset(n.replace("_", " ") for n in (e.truth, *e.acceptable)),
              e.request)
        for e in shipped_examples()
    ]
    return [*cases, *known_vignettes(VIGNETTES, split)]


def known_vignettes(file: Path, split: str = "") -> list[Known]:
    """Return the vignettes of ``file`` (those of ``split``, if one is named) in both forms."""
    cases = []
    for line in file.read_text(encoding="utf-8").splitlines():
        vignette = json.loads(line)
        if split in ("", vignette["split"]):
            right = frozenset({vignette["truth"], *vignette["acceptable"]})
            for form, request in _requests(vignette):
                cases.append(Known(vignette["id"], form, right, request))
    return cases


def _requests(vignette: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    patient = {"sex": SEXES.get(vignette["sex"], "unknown"), "age": vignette["age"]}
    patient = {key: value for key, value in patient.items() if value is not None}
    texts = [*vignette["present"], *vignette["absent"]]
    yield "phrases", {
        "patient": patient, "findings": [{"text": text} for text in texts],
        "history": [{"text": text} for text in vignette["history"]],
    }
    yield "notes", {"patient": patient, "text": vignette["free_text"]}


def put(answerer: Answerer, index: Index, case: Known) -> Found:
    """Put a case to an answerer."""
    try:
        worked = answerer.work(case.request)
    except (InputError, ContradictionError):
        return Found(case, "refused", ())
    ranked = worked.rankings[0].entries if worked.rankings else ()
    labels = index.conditions
    return Found(
        case, worked.outcome, [(e, labels[e.condition].label in case.right) for e in ranked]
    )
