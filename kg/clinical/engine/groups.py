"""Dependency: what repeats itself counts once, and never so that support lowers a score.

In a group the members furthest from zero count, those that are present before those that are
absent. Outside groups a finding and its own kinds count as the better of the two; in a model that
blends, the weights of the reports take that part. Every rule here is monotone: one more term above
zero never lowers the sum.
"""

from collections.abc import Sequence

from kg.clinical.engine.model import Group, Model, Term
from kg.clinical.engine.terms import DIGITS

Member = tuple[float, int]
"""What a finding of a group adds to a row before the group is settled (log10), and the finding."""


def settle(model: Model, terms: Sequence[Term]) -> None:
    """Set ``value`` (and ``group``) of each of the terms of one row."""
    if len(terms) == 1:
        _alone(model, terms)
        return
    grouped: dict[int, list[Term]] = {}
    for term in terms:
        grouped.setdefault(model.group[term.cell.finding], []).append(term)
    for index, members in grouped.items():
        if index < 0:
            _forest(model, members)
        else:
            for term in members:
                term.group = index
            _group(model.groups[index], members)


def _alone(model: Model, terms: Sequence[Term]) -> None:
    (term,) = terms
    index = model.group[term.cell.finding]
    if index < 0:
        term.value = term.raw
    else:
        term.group = index
        _group(model.groups[index], terms)


def total(terms: Sequence[Term]) -> float:
    """Return the sum of what counts, in log10."""
    return sum([term.value for term in terms])


def _group(group: Group, members: Sequence[Term]) -> None:
    if len(members) == 1 and group.cap is None:
        members[0].value = members[0].raw
        return
    known = {t.cell.finding: t for t in members}
    for finding, value in counted(
        group, [(t.raw, t.cell.finding) for t in members if t.present],
        [(t.raw, t.cell.finding) for t in members if not t.present],
    ):
        known[finding].value = value


def counted(
    group: Group, present: Sequence[Member], denied: Sequence[Member]
) -> list[tuple[int, float]]:
    """Return the findings of a group that count for a row, with what each adds (log10)."""
    best = _present_side(group, [m for m in present if m[0] != 0])
    if denied:
        furthest = _furthest(denied, group.max_members)
        score = _sum(best)
        if not present or score >= 0 and _sum(furthest) > score:
            best = furthest
    if group.cap is not None and (score := _sum(best)) > group.cap:
        factor = group.cap / score
        return [(finding, round(raw * factor, DIGITS)) for raw, finding in best]
    return [(finding, raw) for raw, finding in best]


def _present_side(group: Group, present: Sequence[Member]) -> Sequence[Member]:
    """Return the members that count, or the cluster where it does not lower a positive sum."""
    clusters = [m for m in present if m[1] in group.clusters] if group.clusters else ()
    if not clusters:
        return _furthest(present, group.max_members)
    members = _furthest([m for m in present if m[1] not in group.clusters], group.max_members)
    best = _furthest(clusters, 1)
    score = _sum(members)
    return best if score <= 0 or _sum(best) >= score else members


def _furthest(members: Sequence[Member], count: int) -> Sequence[Member]:
    """Return the ``count`` members furthest from zero; support wins a draw."""
    if len(members) < 2:
        return members[:count]
    return sorted(members, key=_distance)[:count]


def _distance(member: Member) -> tuple[float, float, int]:
    raw, finding = member
    return -abs(raw), -raw, finding


def _sum(members: Sequence[Member]) -> float:
    return sum([raw for raw, _ in members])


def _forest(model: Model, members: Sequence[Term]) -> None:
    """Count the ungrouped: a positive parent or its positive kinds, whichever is more."""
    for term in members:
        term.value = term.raw
    present = {t.cell.finding: t for t in members if t.present}
    if model.blend is not None or len(present) < 2:
        return
    children: dict[int, list[Term]] = {}
    for finding, term in present.items():
        if (above := _above(model, finding, present)) >= 0:
            children.setdefault(above, []).append(term)
    for finding in sorted(children, key=lambda f: -_depth(model, f)):
        _choose(present[finding], children[finding], children)


def _choose(term: Term, kinds: Sequence[Term], children: dict[int, list[Term]]) -> None:
    if term.raw <= 0:
        term.value = 0.0
        return
    below = [t for kind in kinds for t in _subtree(kind, children)]
    positive = [t for t in below if t.value > 0]
    if total(positive) >= term.raw:
        term.value = 0.0
    else:
        for kind in positive:
            kind.value = 0.0


def _subtree(term: Term, children: dict[int, list[Term]]) -> list[Term]:
    nested = [t for kind in children.get(term.cell.finding, ()) for t in _subtree(kind, children)]
    return [term, *nested]


def _above(model: Model, finding: int, present: dict[int, Term]) -> int:
    above = model.parent[finding]
    while above >= 0 and above not in present:
        above = model.parent[above]
    return above


def _depth(model: Model, finding: int) -> int:
    depth = 0
    while (finding := model.parent[finding]) >= 0:
        depth += 1
    return depth
