"""The arithmetic of the ranking's tables, on numbers that can be checked by hand."""

from tests.bench.ablation import line
from tests.bench.calibration import calibration_error, reliability
from tests.bench.interview import MOST, Interviews
from tests.bench.known_cases import Found, Known


def test_the_calibration_error_is_the_mean_gap_over_the_bins():
    pairs = [(0.25, False), (0.25, True), (0.95, True), (0.95, True)]
    low, high = reliability(pairs)
    assert (low.cases, low.share, low.right) == (2, 0.25, 0.5)
    assert (high.cases, high.right) == (2, 1.0)
    assert abs(calibration_error(pairs) - (2 * 0.25 + 2 * 0.05) / 4) < 1e-9
    assert calibration_error([]) == 0


def test_an_undecidable_case_counts_where_the_answer_says_so():
    nothing = Known("a", "notes", frozenset({"out of scope"}), {})
    known = Known("b", "notes", frozenset({"coccydynia"}), {})
    entry = object()
    found = [
        Found(nothing, "out_of_scope", ()), Found(nothing, "ranked", ((entry, False),)),
        Found(known, "ranked", ((entry, False), (entry, True))),
        Found(known, "insufficient_information", ((entry, True),)),
    ]
    counted = line("", found)
    assert (counted.told, counted.undecidable) == (1, 2)
    assert (counted.cases["notes"], counted.first["notes"], counted.three["notes"]) == (2, 0, 1)


def test_an_interview_that_never_ends_right_is_not_solved():
    way = Interviews("any", [3, MOST + 1], 4.0)
    assert way.solved == 0.5
    assert way.mean == (3 + MOST + 1) / 2
