"""Measurements: ``make bench``, or ``python -m tests.bench NAME...`` for some of them.

Figures of one run only compare with one another: machines differ and are noisy. What is compared
with another program is measured in turns with it, as processor time of all its processes.
"""
