"""The proof of a condition as a page shows it: a tree down to what was entered and asserted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.service import Service
from kg.clinical.proofs import STEPS, readable
from kg.iris import BASE

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what holds, why, and what that rests on.

    ``kind`` is ``entered``, ``asserted`` (an axiom with its records) or ``inferred``.
    """

    text: str
    kind: str
    why: str
    pointer: str
    records: tuple[str, ...]
    premises: tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation with its proof in words, or without one."""

    answer: Json
    proof: Step | None

    @property
    def condition(self) -> Json:
        """The condition that is explained."""
        found: Json = self.answer["condition"]
        return found


def proof_of(service: Service, presentation: Mapping[str, Any], condition: str) -> Explained:
    """Explain ``condition`` (a slug) for ``presentation``.

    Raises:
        InputError: there is no such condition.
    """
    answer = service.clinician.explain({**presentation, "condition": condition})
    tree = answer.get("proof")
    return Explained(answer, None if tree is None else _step(service, tree))


def _step(service: Service, tree: Mapping[str, Any]) -> Step:
    entered = tree["entered"]
    kind = "entered" if entered is not None else "inferred" if tree["premises"] else "asserted"
    return Step(
        text=readable(service.clinician.index, str(tree["conclusion"])), kind=kind,
        why=STEPS.get(str(tree["rule"]), str(tree["rule"])), pointer=entered or "",
        records=tuple(iri.removeprefix(BASE) for iri in tree["support"]),
        premises=tuple(_step(service, premise) for premise in tree["premises"]),
    )
