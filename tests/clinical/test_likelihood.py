"""Figures of evidence rows."""

import math

from hypothesis import given
from hypothesis import strategies as st

from kg.clinical.likelihood import CAP, figures
from kg.model import Evidence


def evidence(**fields: object) -> Evidence:
    return Evidence(id="F", condition="c", finding="f", **fields)


def test_frequency_over_background_is_smoothed():
    known = figures([evidence(frequency_low_pct=80, frequency_high_pct=80,
                              band_basis="published_figure")], 20.0)
    assert 0.58 < known.present < math.log10(4)


def test_negatives_are_clamped_by_how_they_are_known():
    floors = {}
    for basis in ("author_estimate", "published_figure", "definitional_criterion"):
        row = evidence(frequency_low_pct=99, frequency_high_pct=100, band_basis=basis)
        floors[basis] = figures([row], 5.0).absent
    assert floors == {"author_estimate": -0.5, "published_figure": -1.0,
                      "definitional_criterion": -1.5}


def test_absent_row_is_turned_round():
    row = evidence(status="absent", frequency_low_pct=90, frequency_high_pct=90)
    known = figures([row], 50.0)
    assert known.present < 0 < known.absent


def test_ratio_is_shrunk_by_sample_size_and_halved_by_its_interval():
    plain = figures([evidence(lr_pos=10.0, n=60, usable_as_lr="yes")], 10.0)
    halved = figures([evidence(lr_pos=10.0, n=60, usable_as_lr="yes",
                               note="n=60; 95% CI of LR+ 0.78-34.9 includes 1")], 10.0)
    assert plain.present == 0.5
    assert halved.present == 0.25


def test_interval_of_the_other_ratio_does_not_count():
    row = evidence(lr_neg=0.1, n=60, usable_as_lr="yes", note="95% CI of LR+ 0.78-34.9")
    assert figures([row], 10.0).absent == -0.5


def test_ratios_that_never_rank_leave_the_band():
    row = evidence(lr_pos=30.0, sensitivity=0.6, usable_as_lr="subpopulation_only", gate="never")
    known = figures([row], 10.0)
    assert known.ratio is None
    assert 0 < known.present < 0.8


def test_no_usable_figure_is_silent():
    known = figures([evidence(lr_pos=3.2, usable_as_lr="no")], 10.0)
    assert (known.present, known.absent) == (None, None)


def test_single_ratio_is_capped():
    assert figures([evidence(lr_pos=99.0, usable_as_lr="yes")], 1.0).present == round(CAP, 4)


def test_number_gate_lets_a_negative_ratio_count_in_full():
    row = evidence(sensitivity=0.6, lr_pos=3.0, lr_neg=0.1, usable_as_lr="yes", gate="age >= 60",
                   band_basis="from_sensitivity_or_LR")
    known = figures([row], 10.0)
    assert known.absent_gated == -1.0 < known.absent


@given(st.floats(0.01, 0.99), st.floats(0.05, 50), st.floats(0.05, 5), st.floats(1, 90),
       st.booleans())
def test_bar_91_opening_a_gate_never_lowers(sensitivity, positive, negative, background, banded):
    row = evidence(sensitivity=sensitivity if banded else None, lr_pos=positive, lr_neg=negative,
                   usable_as_lr="yes", gate="groin_pain")
    known = figures([row], background)
    assert (known.present_gated or 0.0) >= (known.present or 0.0)
    assert (known.absent_gated or 0.0) >= (known.absent or 0.0)
