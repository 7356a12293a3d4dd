"""Additive log-likelihood ranking over arrays; it knows nothing of any domain.

Rows are hypotheses, columns are findings; a cell says what a finding, present or absent, adds to
the log10 odds of a row. Findings have a hierarchy and dependency groups.
"""
