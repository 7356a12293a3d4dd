"""Why a treatment is withheld, each cause told once, with every rule that names it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Reason:
    """A finding or a condition that forbids a treatment; neither where a red flag names none.

    ``parts`` are those of a bundle of treatments that it forbids, and ``is_whole`` says that it
    forbids the whole as well.
    """

    label: str
    is_condition: bool
    rules: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    is_whole: bool = False

    @property
    def text(self) -> str:
        """The reason in words."""
        certainty = "is suspected" if self.rules else "is possible"
        said = f"{self.label} {certainty}" if self.is_condition else self.label
        if not self.parts:
            return said
        names = " and ".join(part.replace("_", " ") for part in self.parts)
        also = "also " if self.is_whole else ""
        return f"{said} ({also}for its part{'s' if len(self.parts) > 1 else ''} {names})"


def reasons(because: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """Return the causes of one withheld treatment of a plan, in the order of the plan.

    A condition that a rule suspects and that ranks as possible, too, is told as suspected.
    """
    found: dict[str, Reason] = {}
    for cause in because:
        condition, finding = cause.get("condition"), cause.get("finding")
        named = finding or condition
        reason = found.setdefault(
            named["id"] if named else "",
            Reason(named["label"] if named else "a red flag", not finding and bool(condition)))
        _add(reason.rules, cause.get("rule"))
        _add(reason.parts, cause.get("part"))
        reason.is_whole |= not cause.get("part")
    return list(found.values())


def _add(known: list[str], name: str | None) -> None:
    if name and name not in known:
        known.append(name)
