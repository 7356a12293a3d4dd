"""Dependency: what repeats itself counts once, and never so that support lowers a score.

In a group the members furthest from zero count, those that are present before those that are
absent. Outside groups a finding and its own kinds count as the better of the two; in a model that
blends, the weights of the reports take that part. Every rule here is monotone: one more term above
zero never lowers the sum.
"""

from collections.abc import Sequence

from kg.clinical.engine.model import Group, Model, Term
from kg.clinical.engine.terms import DIGITS


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
    present = [t for t in members if t.present]
    counted = _present_side(group, [t for t in present if t.raw != 0])
    if len(present) < len(members):
        denied = _furthest([t for t in members if not t.present], group.max_members)
        sum_present = total_raw(counted)
        if not present or sum_present >= 0 and total_raw(denied) > sum_present:
            counted = denied
    _keep(counted, group.cap)


def _present_side(group: Group, present: Sequence[Term]) -> list[Term]:
    """Return the members that count, or the cluster where it does not lower a positive sum."""
    clusters = [t for t in present if t.cell.finding in group.clusters]
    if not clusters:
        return _furthest(present, group.max_members)
    members = _furthest(
        [t for t in present if t.cell.finding not in group.clusters], group.max_members
    )
    best = _furthest(clusters, 1)
    score = total_raw(members)
    return best if score <= 0 or total_raw(best) >= score else members


def _furthest(terms: Sequence[Term], count: int) -> list[Term]:
    """Return the ``count`` terms furthest from zero; support wins a draw."""
    if len(terms) < 2:
        return list(terms[:count])
    return sorted(terms, key=lambda t: (-abs(t.raw), -t.raw, t.cell.finding))[:count]


def total_raw(terms: Sequence[Term]) -> float:
    """Return the sum of the terms as the cells give them, in log10."""
    return sum([term.raw for term in terms])


def _keep(counted: Sequence[Term], cap: float | None) -> None:
    factor = 1.0
    if cap is not None and (score := total_raw(counted)) > cap:
        factor = cap / score
    for term in counted:
        term.value = term.raw if factor == 1.0 else round(term.raw * factor, DIGITS)


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
