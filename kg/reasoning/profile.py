"""Checks that the axioms stay where both reasoners agree: OWL 2 EL, as this project uses it."""

from collections.abc import Iterable

import networkx as nx

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
    needs: nx.DiGraph[str] = nx.DiGraph()
    for axiom in inclusions:
        inner = set(axiom.chain)
        if len(axiom.chain) == 2 and axiom.sup in axiom.chain:
            inner.discard(axiom.sup)
        needs.add_edges_from((axiom.sup, role) for role in inner)
    circles = [part for part in nx.strongly_connected_components(needs) if len(part) > 1]
    circles += [{role} for role in nx.nodes_with_selfloops(needs)]
    roles = sorted(set().union(*circles))
    return [f"the inclusions of {role} are not regular: it depends on itself" for role in roles]
