"""Back-off by mixture: additive, monotone, independent of order, the same sums in both ways."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clinical.engine.blend import column
from kg.clinical.engine.hierarchy import decades, lineages, novelty
from kg.clinical.engine.model import Blend, Cell, Model, Observed
from kg.clinical.engine.profiles import columns, raised, shares
from kg.clinical.engine.rank import rank_family, row_terms
from kg.clinical.engine.totals import Totals

N, ROWS = 9, 4
LONE = [-1] * N


def closed(_: int) -> bool:
    return False


@st.composite
def hierarchies(draw: st.DrawFn) -> list[frozenset[int]]:
    """A directed acyclic graph: finding 0 is the root, the others have one or two parents."""
    found = [frozenset[int]()]
    for finding in range(1, N):
        parents = draw(st.sets(st.integers(0, finding - 1), min_size=1, max_size=2))
        found.append(frozenset(parents).union(*(found[p] for p in parents)))
    return found


PROFILE = st.dictionaries(
    st.integers(1, N - 1), st.floats(0.05, 1.0).map(lambda x: round(x, 2)), max_size=5
)
PROFILES = st.lists(PROFILE, min_size=ROWS, max_size=ROWS).filter(any)
FINDINGS = st.lists(st.integers(0, N - 1), max_size=5, unique=True)


def model_of(ancestors: list[frozenset[int]], profiles: list[dict[int, float]]) -> Model:
    rows = [raised(profile, ancestors) for profile in profiles]
    information = [decades(share) for share in shares(rows, N)]
    cells = columns(rows, N, breadth=0.65, background_rows=len(rows))
    blend = Blend(lineages(ancestors, information, decay=0.67, least=0.05), 7 / 3)
    return Model([-float(r) for r in range(len(rows))], cells, ancestors, LONE, LONE, (), blend)


def observe(
    named: list[int], absent: list[int] = (), weights: dict[int, float] | None = None
) -> Observed:
    present = {finding: (i,) for i, finding in enumerate(named)}
    denied = {f: 1.0 for f in absent if f not in present}
    return Observed(present, frozenset(named), denied, closed, weights or {})


def scores(model: Model, observed: Observed) -> list[float]:
    rows = row_terms(model, observed)
    return [rank_family(model.priors, rows, [row]).score for row in range(len(model.priors))]


@given(hierarchies(), PROFILES, FINDINGS, FINDINGS, st.floats(0.1, 1.0))
def test_the_sums_over_all_rows_are_those_of_the_terms(ancestors, profiles, named, absent, weight):
    model = model_of(ancestors, profiles)
    assert model.blend is not None
    observed = observe(named, absent, dict.fromkeys(named[:2], weight))
    totals = Totals(model, model.blend)
    assert totals.scores(observed) == pytest.approx(scores(model, observed), abs=2e-9)
    assert totals.scores(observed) == totals.scores(observed)


@given(hierarchies(), PROFILES, FINDINGS, st.integers(0, N - 1))
def test_one_more_report_never_lowers_a_score(ancestors, profiles, named, more):
    model = model_of(ancestors, profiles)
    before, after = scores(model, observe(named)), scores(model, observe([*named, more]))
    assert all(a >= b for a, b in zip(after, before, strict=True))


@given(hierarchies(), PROFILES, FINDINGS, FINDINGS, st.integers(0, N - 1))
def test_a_denied_finding_never_raises_a_score(ancestors, profiles, named, absent, more):
    model = model_of(ancestors, profiles)
    before = scores(model, observe(named, absent))
    after = scores(model, observe(named, [*absent, more]))
    assert all(a <= b for a, b in zip(after, before, strict=True))


@given(hierarchies(), PROFILES, FINDINGS, FINDINGS)
def test_order_does_not_matter_and_terms_add_up(ancestors, profiles, named, absent):
    model = model_of(ancestors, profiles)
    reversed_ = observe(named[::-1], absent[::-1])
    assert scores(model, observe(named, absent)) == scores(model, reversed_)
    for row, terms in enumerate(row_terms(model, observe(named, absent))):
        ranked = rank_family(model.priors, row_terms(model, observe(named, absent)), [row])
        assert abs(ranked.score - model.priors[row] - math.fsum(t.value for t in terms)) < 1e-8


@given(hierarchies(), PROFILES, st.integers(0, N - 1))
def test_a_column_is_the_mixture_computed_plainly(ancestors, profiles, finding):
    model = model_of(ancestors, profiles)
    assert model.blend is not None
    found = column(model, model.blend, finding, closed)
    known = dict(zip(found.rows, found.values, strict=True))
    for row in range(ROWS):
        mixture = sum(
            share * 10**cell.present
            for above, share in model.blend.lineages[finding]
            for cell in model.columns[above] if cell.row == row
        )
        assert known.get(row, 0.0) == pytest.approx(math.log10(1 + 7 / 3 * mixture))


def test_a_nearer_match_counts_for_more():
    # 0 is the root; 2 and 3 are kinds of 1
    branch = frozenset({0})
    ancestors = [frozenset(), branch, branch | {1}, branch | {1}, *[branch] * 5]
    model = model_of(ancestors, [{2: 0.9}, {3: 0.9}, {4: 0.9}, {4: 0.9}])
    found = scores(Model([0.0] * ROWS, *_rest(model)), observe([2]))
    assert found[0] > found[1] > found[2] == found[3] == 0.0
    terms = row_terms(model, observe([2]))
    assert [(t.cell.finding, t.direct) for t in terms[0]] == [(2, True)]
    assert [(t.cell.finding, t.direct) for t in terms[1]] == [(1, False)]


def _rest(model: Model):
    return (model.columns, model.ancestors, model.parent, model.group, model.groups, model.blend)


def test_a_long_profile_gives_each_of_its_findings_the_less():
    ancestors = [frozenset(), *[frozenset({0})] * (N - 1)]
    rows = [raised(p, ancestors) for p in ({1: 1.0, 2: 1.0}, dict.fromkeys(range(1, N), 1.0))]
    for breadth, smaller in ((0.0, False), (0.65, True)):
        cells = columns(rows, N, breadth=breadth, background_rows=2)[1]
        assert (cells[1].present < cells[0].present) is smaller


def test_rows_beyond_the_background_do_not_change_the_others():
    ancestors = [frozenset(), *[frozenset({0})] * (N - 1)]
    rows = [raised(p, ancestors) for p in ({1: 0.5}, {2: 0.9}, {1: 0.9})]
    cells = columns(rows[:2], N, breadth=0.5, background_rows=2)
    more = columns(rows, N, breadth=0.5, background_rows=2)
    assert [[c for c in column if c.row < 2] for column in more] == cells


@given(hierarchies(), PROFILES)
def test_shares_of_a_lineage_sum_to_one_and_fall_with_what_is_lost(ancestors, profiles):
    rows = [raised(profile, ancestors) for profile in profiles]
    information = [decades(share) for share in shares(rows, N)]
    for finding, line in enumerate(lineages(ancestors, information, decay=1.0, least=0.05)):
        weights = [share for _, share in line]
        assert weights == sorted(weights, reverse=True)
        assert not line or sum(weights) == pytest.approx(1.0)
        assert {f for f, _ in line} == {
            f for f in (finding, *ancestors[finding]) if information[f] >= 0.05
        }


@given(hierarchies(), FINDINGS, st.floats(0.0, 1.0))
def test_novelty_is_a_share_and_falls_with_more_reports(ancestors, named, power):
    information = [0.3 * len(above) for above in ancestors]
    alone = novelty(named[:1], ancestors, information, power=power)
    found = novelty(named, ancestors, information, power=power)
    assert all(0.0 < value <= 1.0 + 1e-12 for value in found.values())
    assert all(found[f] <= alone[f] + 1e-12 for f in alone)
    assert set(novelty(named, ancestors, information, power=0.0).values()) <= {1.0}


def test_two_kinds_of_one_finding_repeat_half_of_each_other():
    ancestors = [frozenset(), frozenset({0}), frozenset({0, 1}), frozenset({0, 1}), frozenset({0})]
    information = [0.0, 1.0, 2.0, 2.0, 2.0]
    assert novelty([2, 3, 4], ancestors, information, power=1.0) == {2: 0.75, 3: 0.75, 4: 1.0}


def test_sums_without_terms_refuse_gates_and_groups():
    gated = Model([0.0], [[Cell(0, 0, 1.0, 0.0, gate=0)]], [frozenset()], [-1], [-1], ())
    grouped = Model([0.0], [[Cell(0, 0, 1.0, 0.0)]], [frozenset()], [-1], [0], ())
    for model in (gated, grouped):
        with pytest.raises(ValueError, match="term by term"):
            Totals(model, Blend([[(0, 1.0)]], 1.0))


def test_a_gate_opens_a_blended_cell():
    model = Model([0.0], [[Cell(0, 0, 0.0, 0.0, 0, 1.0, 0.0)]], [frozenset()], [-1], [-1], (),
                  Blend([[(0, 1.0)]], 1.0))
    for open_, ratio in ((False, 1.0), (True, 10.0)):
        observed = Observed({0: (0,)}, frozenset({0}), {}, lambda _, o=open_: o)
        (term,) = row_terms(model, observed)[0]
        assert (term.gated, term.value) == (open_, pytest.approx(math.log10(1 + ratio)))
