"""The right answers of an example by name: conditions, and outcomes that name none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.catalogue.names import plain
from kg.clinical.facade import Clinician
from kg.clinical.lexicon import AmbiguousNameError
from kg.errors import UnknownEntityError
from kg.evaluation.examples import OUTCOMES, Example
from kg.model import Condition

_REMARK = re.compile(r"\s*\([^()]*\)")
_OUTCOMES = {plain(outcome.replace("_", " ")): outcome for outcome in OUTCOMES}


@dataclass(frozen=True, slots=True)
class Truths:
    """What counts as right: CURIEs of ``conditions``, ``outcomes``, and names ``unknown`` to us."""

    conditions: frozenset[str]
    outcomes: frozenset[str]
    unknown: tuple[str, ...]


def outcome_named(name: str) -> str | None:
    """Return the outcome that ``name`` means, such as "insufficient information", or ``None``."""
    return _OUTCOMES.get(plain(name.replace("_", " ")))


def truths(clinician: Clinician, example: Example) -> Truths:
    """Resolve the truth of ``example`` and whatever else it accepts."""
    names = (example.truth, *example.acceptable)
    outcomes = {found for name in names if (found := outcome_named(name))}
    conditions: set[str] = set()
    unknown: list[str] = []
    for name in names:
        if outcome_named(name) is None:
            meant = conditions_named(clinician, name)
            conditions |= meant
            unknown += [] if meant else [name]
    return Truths(frozenset(conditions), frozenset(outcomes), tuple(unknown))


def condition_named(clinician: Clinician, name: str) -> str | None:
    """Return the condition of that label, synonym, key, id or slug; ``None`` if it is nobody's."""
    try:
        return clinician.lexicon.resolve(name, lambda e: isinstance(e, Condition)).curie
    except (UnknownEntityError, AmbiguousNameError):
        return None


def conditions_named(clinician: Clinician, name: str) -> set[str]:
    """Return the conditions that ``name`` means: one, or those that slashes separate
    ("sciatica / lumbosacral radiculopathy"), of which some may be unknown. A remark in brackets
    ("sciatica (syndrome)") is left out where nobody is called that with it. What follows a colon
    ("malignancy: myeloma") is meant, or what it is a kind of, where only that is known."""
    whole = condition_named(clinician, name)
    if not whole and (bare := _REMARK.sub("", name)) != name:
        return conditions_named(clinician, bare)
    if not whole and ":" in name:
        kind, _, narrower = name.partition(":")
        return conditions_named(clinician, narrower) or conditions_named(clinician, kind)
    parts = [whole] if whole else [condition_named(clinician, part) for part in name.split("/")]
    return {part for part in parts if part}


def unknown_names(clinician: Clinician, examples: Iterable[Example]) -> list[tuple[str, str]]:
    """Return (example, name) of every right answer that no condition and no outcome is named."""
    return [(e.id, name) for e in examples for name in truths(clinician, e).unknown]
