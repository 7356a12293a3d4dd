"""Presentations whose reports clash: which phrases, and what is asked without the denials."""

import copy
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import ContradictionError


@dataclass(frozen=True, slots=True)
class Clash:
    """Two reports that contradict each other: their words, and what each was taken for."""

    present: str
    absent: str
    present_finding: str
    absent_finding: str

    def to_json(self) -> dict[str, str]:
        """Return the clash as JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        """Return both sides in one line."""
        return (
            f"{self.present!r} (read as {self.present_finding or 'composed'}) against"
            f" {self.absent!r} (read as no {self.absent_finding or 'composed'})"
        )


def clashes(request: Mapping[str, Any], error: ContradictionError) -> list[Clash]:
    """Return the clashing reports of ``request`` in its own words."""
    return [
        Clash(
            _words(request, pair["present"]["input"]), _words(request, pair["absent"]["input"]),
            _label(pair["present"]), _label(pair["absent"]),
        )
        for pair in _pairs(error)
    ]


def without_clashing_denials(
    request: Mapping[str, Any], error: ContradictionError
) -> dict[str, Any]:
    """Return ``request`` without the denied reports that clash: what is present is kept, so that
    nothing dangerous is lost."""
    dropped = {pair["absent"]["input"] for pair in _pairs(error)}
    rest: dict[str, Any] = copy.deepcopy(dict(request))
    for member in ("findings", "history"):
        if member in rest:
            rest[member] = [
                item for i, item in enumerate(rest[member]) if f"/{member}/{i}" not in dropped
            ]
    return rest


def _pairs(error: ContradictionError) -> list[dict[str, Any]]:
    pairs: Any = error.answer.get("contradictions") or []
    return list(pairs)


def _label(side: Mapping[str, Any]) -> str:
    return str(side["finding"]["label"]) if side["finding"] else ""


def _words(request: Mapping[str, Any], pointer: str) -> str:
    """Return what the client wrote at ``pointer``; the pointer itself where that is no finding."""
    _, _, path = pointer.partition("/")
    member, _, place = path.partition("/")
    items = request.get(member)
    if not isinstance(items, list) or not place.isdigit() or int(place) >= len(items):
        return pointer
    item = items[int(place)]
    return str(item.get("text") or item.get("concept") or pointer)
