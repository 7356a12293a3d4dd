"""The engine on arrays that mean nothing: additive, monotone, independent of order."""

import math

from hypothesis import given
from hypothesis import strategies as st

from kg.clinical.engine.groups import settle, total
from kg.clinical.engine.information import Information, binary_entropy
from kg.clinical.engine.model import Cell, Group, Model, Observed, Term
from kg.clinical.engine.rank import log_sum, rank_family, row_terms, shares_of

N = 8
VALUE = st.floats(-1.5, 1.5).map(lambda x: round(x, 2))


def ancestors_of(parents: list[int]) -> list[frozenset[int]]:
    found: list[frozenset[int]] = []
    for finding in range(N):
        above, at = set(), parents[finding]
        while at >= 0:
            above.add(at)
            at = parents[at]
        found.append(frozenset(above))
    return found


@st.composite
def models(draw: st.DrawFn) -> Model:
    parents = [draw(st.integers(-1, f - 1)) if f else -1 for f in range(N)]
    group = draw(st.lists(st.integers(-1, 1), min_size=N, max_size=N))
    groups = [
        Group(f"G{i}", draw(st.integers(1, 2)), draw(st.sampled_from([None, 0.4])),
              frozenset(draw(st.sets(st.integers(0, N - 1), max_size=1))))
        for i in range(2)
    ]
    columns: list[list[Cell]] = []
    for finding in range(N):
        cells = []
        for row in range(2):
            if draw(st.booleans()):
                low, high = sorted((draw(VALUE), draw(VALUE)))
                less, more = sorted((draw(VALUE), draw(VALUE)))
                gate = draw(st.sampled_from([-1, 0, 1]))
                cells.append(Cell(row, finding, low, less, gate, high, more))
        columns.append(cells)
    return Model([-1.0, -2.0], columns, ancestors_of(parents), parents, group, groups)


CASES = st.lists(st.integers(0, N - 1), max_size=5, unique=True)


def observe(model: Model, named: list[int], absent: list[int], *, gates: int = 0) -> Observed:
    present: dict[int, list[int]] = {}
    for report, finding in enumerate(named):
        for entailed in (finding, *model.ancestors[finding]):
            present.setdefault(entailed, []).append(report)
    weights = {}
    for finding in absent:
        kinds = [f for f in range(N) if finding in model.ancestors[f]]
        for kind in kinds:
            if kind not in present:
                weights.setdefault(kind, 0.5)
        if finding not in present:
            weights[finding] = 1.0
    return Observed(present, frozenset(named), weights, lambda gate: gate < gates)


@given(models(), CASES, CASES)
def test_score_is_prior_plus_terms(model, named, absent):
    rows = row_terms(model, observe(model, named, absent))
    for part in (0, 1):
        ranked = rank_family(model.priors, rows, [part])
        terms = math.fsum(t.value for t in ranked.terms)
        assert abs(ranked.score - ranked.prior - terms) < 1e-9


@given(models(), CASES, CASES)
def test_family_is_the_log_sum_of_its_parts(model, named, absent):
    rows = row_terms(model, observe(model, named, absent))
    parts = [rank_family(model.priors, rows, [p]).score for p in (0, 1)]
    family = rank_family(model.priors, rows, [0, 1])
    assert abs(family.score - log_sum(parts)) < 1e-3
    assert abs(family.score - family.prior - math.fsum(t.value for t in family.terms)) < 1e-9
    assert abs(sum(share for _, share in family.shares) - 1) < 1e-2


@given(models(), CASES, CASES, st.integers(0, N - 1), st.integers(0, 2))
def test_bar_91_support_never_lowers_a_score(model, named, absent, new, gates):
    """A finding that supports a row is one of which no figure of that row is below zero."""
    before = row_terms(model, observe(model, named, absent, gates=gates))
    if new in named or any(new == a or a in model.ancestors[new] for a in absent):
        return
    for row in (0, 1):
        cells = [c for c in model.columns[new] if c.row == row]
        if cells and min(cells[0].present, cells[0].present_gated) > 0:
            for opened in range(gates, 3):
                after = row_terms(model, observe(model, [*named, new], absent, gates=opened))
                assert total(after[row]) >= total(before[row]) - 2e-3


@given(models(), st.permutations(range(5)), CASES)
def test_bar_91_order_never_matters(model, order, absent):
    one = row_terms(model, observe(model, list(range(5)), absent))
    other = row_terms(model, observe(model, list(order), absent))
    assert [total(terms) for terms in one] == [total(terms) for terms in other]


@given(models(), CASES, CASES, st.integers(0, 2))
def test_sums_are_those_of_the_terms(model, named, absent, gates):
    """The short way of adding columns gives what settling each row does."""
    rows = row_terms(model, observe(model, named, absent, gates=gates))
    for row, known in enumerate(rows):
        assert abs(rows.totals[row] - math.fsum(t.value for t in known)) < 1e-9


@given(models(), CASES, CASES)
def test_a_wider_finding_counts_where_nothing_nearer_is_said(model, named, absent):
    """Row by row as it is defined, against the sets of rows that the engine works with."""
    seen = observe(model, named, absent)
    cells = {(c.row, c.finding): c for column in model.columns for c in column}
    for row, known in enumerate(row_terms(model, seen)):
        spoken = {f for r, f in cells if r == row}
        expected = []
        for finding in sorted(seen.present.keys() & spoken):
            nearer = {f for f in seen.present.keys() & spoken if finding in model.ancestors[f]}
            left = set(seen.present[finding]) - {r for f in nearer for r in seen.present[f]}
            if finding in seen.direct or left:
                expected.append((finding, True))
        for finding in sorted(seen.absent.keys() & spoken):
            wider = {f for f in seen.absent.keys() & spoken if f in model.ancestors[finding]}
            speaks_for = round(cells[row, finding].absent * seen.absent[finding], 4) > 0
            if seen.absent[finding] == 1.0 or not wider or speaks_for:
                expected.append((finding, False))
        assert [(t.cell.finding, t.present) for t in known] == expected


def term(finding: int, raw: float, *, present: bool = True) -> Term:
    return Term(Cell(0, finding, raw, raw), raw, present=present)


def settled(model: Model, *terms: Term) -> list[float]:
    settle(model, terms)
    return [t.value for t in terms]


def grouped(**fields: object) -> Model:
    group = Group("G", **fields)
    return Model([0.0], [[]] * 4, [frozenset()] * 4, [-1] * 4, [0] * 4, [group])


def test_the_member_furthest_from_zero_counts():
    assert settled(grouped(), term(0, 0.3), term(1, -0.6), term(2, 0.5)) == [0, -0.6, 0]


def test_two_members_may_count():
    assert settled(grouped(max_members=2), term(0, 0.3), term(1, 0.2), term(2, 0.5)) == [
        0.3, 0, 0.5
    ]


def test_absent_members_count_only_without_present_ones():
    assert settled(grouped(), term(0, 0.1), term(1, -0.9, present=False)) == [0.1, 0]
    assert settled(grouped(), term(1, -0.9, present=False)) == [-0.9]


def test_cluster_replaces_members_only_where_that_raises():
    model = grouped(clusters=frozenset({3}))
    assert settled(model, term(0, 0.3), term(3, 0.5)) == [0, 0.5]
    assert settled(model, term(0, 0.6), term(3, 0.5)) == [0.6, 0]


def test_cap_limits_a_positive_group():
    assert sum(settled(grouped(max_members=2, cap=0.4), term(0, 0.3), term(1, 0.5))) == 0.4


def test_kind_and_kin_count_once():
    model = Model([0.0], [[]] * 3, [frozenset(), frozenset({0}), frozenset({0})],
                  [-1, 0, 0], [-1] * 3, [])
    assert settled(model, term(0, 0.4), term(1, 0.3), term(2, 0.2)) == [0, 0.3, 0.2]
    assert settled(model, term(0, 0.9), term(1, 0.3), term(2, 0.2)) == [0.9, 0, 0]
    assert settled(model, term(0, -0.9), term(1, 0.3)) == [0, 0.3]


def test_back_off_is_discounted_and_gives_way_to_what_is_said():
    cells = [[Cell(0, 0, 1.0, -1.0)], [], [Cell(0, 2, 0.2, 0.0)]]
    model = Model([0.0], cells, [frozenset(), frozenset({0}), frozenset({0})], [-1, 0, 0],
                  [-1] * 3, [])
    unsaid = row_terms(model, Observed({0: [0], 1: [0]}, frozenset({1}), {}, bool))
    said = row_terms(model, Observed({0: [0], 2: [0]}, frozenset({2}), {}, bool))
    named = row_terms(model, Observed({0: [0, 1], 2: [0]}, frozenset({0, 2}), {}, bool))
    assert [total(rows[0]) for rows in (unsaid, said, named)] == [0.7, 0.2, 1.0]


def test_shares_leave_room_for_something_else():
    assert sum(shares_of([0.0, 0.0], 0.0)) == 2 / 3


def bits(frequencies: list[tuple[int, float]], background: float) -> float:
    known = Information(2, [frequencies], [background], {0})
    return known.bits({0: 0.5, 1: 0.5}, ())[0]


def test_bits_of_a_perfect_and_a_useless_question():
    assert bits([(0, 1.0), (1, 0.0)], 0.5) == 1.0
    assert bits([(0, 0.3), (1, 0.3)], 0.3) < 1e-9
    assert binary_entropy(0.5) == 1.0


PROBABILITY = st.floats(0.0, 1.0)


@given(
    st.lists(PROBABILITY, min_size=3, max_size=3), st.lists(st.none() | PROBABILITY, min_size=3,
                                                          max_size=3), PROBABILITY,
)
def test_bits_are_the_mutual_information(shares, frequencies, background):
    """Against the definition, over the joint distribution of the answer and the row."""
    total_share = sum(shares) + 1.0
    weights = {row: share / total_share for row, share in enumerate(shares)}
    known = [(row, p) for row, p in enumerate(frequencies) if p is not None]
    rows = [(weights[row], p) for row, p in known]
    rows.append((1.0 - sum(w for w, _ in rows), background))
    mean = sum(w * p for w, p in rows)
    mutual = sum(
        w * part * math.log2(part / whole)
        for w, p in rows for part, whole in ((p, mean), (1.0 - p, 1.0 - mean))
        if part > 0.0 and whole > 0.0
    )
    found = Information(3, [known, []], [background, 0.5], {0, 1}).bits(weights, ())
    assert found.keys() == ({0} if known else set())
    assert all(abs(bits - max(0.0, mutual)) < 1e-9 for bits in found.values())


def test_what_is_closed_is_not_asked():
    known = Information(1, [[(0, 0.9)], [(0, 0.9)], [(0, 0.9)]], [0.1] * 3, {0, 1})
    assert known.bits({0: 0.5}, {0}).keys() == {1}
