"""The order and the dependency groups of findings, as the engine takes them."""

import math
from collections.abc import Mapping, Sequence

from kg.clinical.engine.model import Group
from kg.clinical.index import Index
from kg.model import DependencyGroup


def groups(known: Sequence[DependencyGroup], number: Mapping[str, int]) -> list[Group]:
    """Return the authored groups in their order; caps become log10."""
    return [
        Group(
            group.id,
            group.max_members,
            None if group.product_cap is None else math.log10(group.product_cap),
            frozenset(number[f] for f in group.clusters if f in number),
        )
        for group in known
    ]


def group_of(
    known: Sequence[DependencyGroup],
    findings: Sequence[str],
    ancestors: Mapping[str, frozenset[str]],
) -> list[int]:
    """Return the group of each finding, or -1.

    A finding in no group joins that of its nearest grouped ancestor, else that of its first
    grouped kind: a general finding and its kinds never count as independent.
    """
    authored: dict[str, int] = {}
    for index, group in enumerate(known):
        for finding in (*group.findings, *group.clusters):
            authored.setdefault(finding, index)
    inherited = dict(authored)
    for finding in findings:
        if finding not in authored:
            above = [a for a in ancestors[finding] if a in authored]
            if above:
                inherited[finding] = authored[_nearest(above, ancestors)]
    for finding in sorted(authored):
        for ancestor in ancestors.get(finding, ()):
            inherited.setdefault(ancestor, authored[finding])
    return [inherited.get(finding, -1) for finding in findings]


def forest(index: Index, findings: Sequence[str], number: Mapping[str, int]) -> list[int]:
    """Return one parent of each finding (or -1): the authored one, else the nearest."""
    parents = []
    for finding in findings:
        above = index.ancestors[finding]
        chosen = index.findings[finding].parent
        if chosen not in above:
            chosen = _nearest(above, index.ancestors) if above else ""
        parents.append(number.get(chosen, -1))
    return parents


def _nearest(above: Sequence[str] | frozenset[str], order: Mapping[str, frozenset[str]]) -> str:
    return min(above, key=lambda a: (-len(order[a]), a))
