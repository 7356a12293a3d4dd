"""Checks that the axioms stay where both reasoners agree: OWL 2 EL, as this project uses it."""

from collections.abc import Iterable

from kg.axioms import Axiom, SubPropertyOf

CONCLUSION_ROLES = ("hasCandidate", "meetsCriteriaFor", "hasRedFlag")


def profile_faults(axioms: Iterable[Axiom], has_finding: str) -> list[str]:
    """Return what leaves the profile or breaks a rule of the knowledge model, in words.

    The reader already refuses expressions outside EL. What remains to check is the roles: chains
    of at most two, a regular order (a role may stand in its own chain only as a transitive role
    or at one end), and nothing dispositional that chains into ``hasFinding``.
    """
    inclusions = [axiom for axiom in axioms if isinstance(axiom, SubPropertyOf)]
    faults = [f"a chain of more than two roles: {a.text}" for a in inclusions if len(a.chain) > 2]
    faults += _findings_from_dispositions(inclusions, has_finding)
    faults += _cycles(inclusions)
    return faults


def _findings_from_dispositions(inclusions: list[SubPropertyOf], has_finding: str) -> list[str]:
    return [
        f"a disposition or candidate must not become a finding: {axiom.text}"
        for axiom in inclusions
        if axiom.sup == has_finding
        for role in axiom.chain
        if role.rpartition("/")[2].startswith("can")
        or role.rpartition("/")[2] in CONCLUSION_ROLES
    ]


def _cycles(inclusions: list[SubPropertyOf]) -> list[str]:
    """Return the roles whose inclusions depend on themselves in a way that is not regular."""
    below: dict[str, set[str]] = {}
    for axiom in inclusions:
        inner = set(axiom.chain)
        if len(axiom.chain) == 2 and axiom.sup in (axiom.chain[0], axiom.chain[1]):
            inner.discard(axiom.sup)
        below.setdefault(axiom.sup, set()).update(inner)
    faults = []
    for role in sorted(below):
        reached: set[str] = set()
        todo = [role]
        while todo:
            for inner_role in below.get(todo.pop(), ()):
                if inner_role not in reached:
                    reached.add(inner_role)
                    todo.append(inner_role)
        if role in reached:
            faults.append(f"the inclusions of {role} are not regular: it depends on itself")
    return faults
