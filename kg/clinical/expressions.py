"""Post-coordinated findings: members of a request become an intersection of classes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.axioms import And, Expression, Named, Some, conjunction
from kg.clinical.index import Index
from kg.clinical.lexicon import AmbiguousNameError, Lexicon, Match
from kg.errors import Pointed, UnknownEntityError
from kg.iris import entity_iri, snake_case, term_iri
from kg.model import Condition, Entity, Finding

PLACES = frozenset({
    "AnatomicalStructure", "Muscle", "Nerve", "NerveRoot", "Joint", "Bone", "IntervertebralDisc",
    "Ligament", "Tendon", "Bursa", "Fascia", "Vessel", "Skin", "BodyRegion", "PainRegion",
})
"""Kinds of entity that are a place of the body."""


def is_finding(entity: Entity) -> bool:
    """Tell whether ``entity`` can be reported."""
    return isinstance(entity, Finding)


def is_type(entity: Entity) -> bool:
    """Tell whether ``entity`` can be the genus of an expression."""
    return entity.kind == "FindingType" or isinstance(entity, Finding)


def is_site(entity: Entity) -> bool:
    """Tell whether ``entity`` is a place of the body."""
    return entity.kind in PLACES


def of_kinds(*kinds: str) -> Callable[[Entity], bool]:
    """Return a test for entities of ``kinds``."""
    return lambda entity: entity.kind in kinds


MEMBERS: Mapping[str, tuple[str, Callable[[Entity], bool]]] = {
    "site": ("hasPrimarySite", is_site),
    "radiates_to": ("radiatesTo", is_site),
    "aggravated_by": ("aggravatedBy", of_kinds("Activity", "Movement", "Event")),
    "relieved_by": ("relievedBy", of_kinds("Activity", "Movement", "Event", "Treatment")),
    "quality": ("hasQuality", of_kinds("PainQuality")),
    "severity": ("hasSeverity", of_kinds("Severity")),
    "course": ("hasCourse", of_kinds("Course")),
    "onset": ("hasOnset", of_kinds("Onset")),
    "of_movement": ("ofMovement", of_kinds("Movement")),
}
"""Members of an expression: the property they stand for, and what they may name."""
CALLED = {
    "radiates_to": "site", "aggravated_by": "aggravating activity",
    "relieved_by": "relieving activity",
}
"""What a filler of a member is called in a message, where that is not the member's name."""
PRIMARY_SITE = term_iri("hasPrimarySite")
SITE_ROLES = ("feltAt", "signAt", "hasPathologicalSite")
"""The roles of a site that a primary site may stand for."""


@dataclass(slots=True)
class Resolver:
    """Resolves names of a request; what cannot be resolved is collected in ``errors``."""

    index: Index
    lexicon: Lexicon
    errors: list[Pointed] = field(default_factory=list)

    def name(
        self, name: str, accept: Callable[[Entity], bool], pointer: str, what: str
    ) -> Match | None:
        """Return what ``name`` means, or note the error at ``pointer``."""
        try:
            return self.lexicon.resolve(name, accept)
        except AmbiguousNameError as error:
            detail = f"this name may mean any of {len(error.candidates)} {what}s"
            self.errors.append(Pointed(pointer, detail, error.candidates))
        except UnknownEntityError as error:
            detail, candidates = self._unresolved(name, accept, what)
            self.errors.append(Pointed(pointer, detail, candidates or error.candidates))
        return None

    def _unresolved(
        self, name: str, accept: Callable[[Entity], bool], what: str
    ) -> tuple[str, tuple[str, ...]]:
        """Return why ``name`` stands for no ``what``, and what is near to it."""
        near = self.lexicon.loosely(name, accept)
        meant = self.lexicon.meaning(name)
        if meant is None:
            others = self.lexicon.loosely(name)
            if near or others:
                return f"this code implies no {what} that is known here", near or others
            return f"no {what} is known by this name", ()
        kind = snake_case(meant.kind).replace("_", " ").strip()
        detail = f"this means the {kind} {meant.label!r}, which is no {what}"
        if isinstance(meant, Condition):
            detail += ": conditions are concluded, so report what was found"
        return detail, near

    def expression(
        self, members: Mapping[str, Any], pointer: str
    ) -> tuple[Expression, dict[str, Any]] | None:
        """Return the class of an expression and the expression with references for names."""
        before = len(self.errors)
        genus = self.name(str(members.get("type", "")), is_type, f"{pointer}/type", "finding type")
        echo: dict[str, Any] = {} if genus is None else {"type": self.index.ref(genus.curie)}
        parts: list[Expression] = [] if genus is None else [Named(entity_iri(genus.curie))]
        for member in MEMBERS:
            if member in members and members[member] is not None:
                fillers = self._fillers(members[member], member, f"{pointer}/{member}")
                parts.extend(restriction(member, curie) for curie in fillers)
                echo[member] = [self.index.ref(curie) for curie in fillers]
        if len(self.errors) > before:
            return None
        return conjunction(parts), echo

    def modifiers(self, members: Mapping[str, Any], pointer: str) -> list[Expression]:
        """Return the restrictions of a finding's severity, course and onset."""
        return [
            restriction(member, curie)
            for member in ("severity", "course", "onset")
            if members.get(member) is not None
            for curie in self._fillers(members[member], member, f"{pointer}/{member}")
        ]

    def _fillers(self, value: str | Sequence[str], member: str, pointer: str) -> list[str]:
        names = [value] if isinstance(value, str) else list(value)
        accept = MEMBERS[member][1]
        what = CALLED.get(member, member)
        found = []
        for position, name in enumerate(names):
            where = pointer if isinstance(value, str) else f"{pointer}/{position}"
            match = self.name(name, accept, where, what)
            if match is not None:
                found.append(match.curie)
        return found


def restriction(member: str, curie: str) -> Expression:
    """Return ``property some filler`` for a member of an expression."""
    return Some(term_iri(MEMBERS[member][0]), Named(entity_iri(curie)))


def broader_sites(denied: Expression) -> list[Expression]:
    """Return what else is denied with an expression that names a site.

    Who has no pain in the buttock neither feels it there in the first place nor shows it there:
    the site of a denial is every role of a site, not the primary one alone.
    """
    parts = denied.operands if isinstance(denied, And) else (denied,)
    sites = [p for p in parts if isinstance(p, Some) and p.role == PRIMARY_SITE]
    return [
        conjunction([Some(term_iri(role), p.filler) if p in sites else p for p in parts])
        for role in SITE_ROLES
    ] if sites else []
