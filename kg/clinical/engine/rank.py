"""Scores of rows, and rows that are parts of a family.

The score of a family is the log-sum of its parts. It is shown through its leading part: the
prior carries what the other parts add, so that prior and terms add up to the score.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.clinical.engine.groups import settle, total
from kg.clinical.engine.model import Model, Observed, Term
from kg.clinical.engine.terms import DIGITS, gather


@dataclass(frozen=True, slots=True)
class Ranked:
    """A family of rows: its score and prior (log10), the terms of its leading part, and the share
    of each part."""

    score: float
    prior: float
    lead: int
    terms: Sequence[Term]
    shares: Sequence[tuple[int, float]]


def row_terms(model: Model, observed: Observed) -> list[list[Term]]:
    """Return the settled terms of every row."""
    rows = gather(model, observed)
    for terms in rows:
        if terms:
            settle(model, terms)
    return rows


def rank_family(model: Model, rows: Sequence[list[Term]], parts: Sequence[int]) -> Ranked:
    """Score the family made of ``parts`` (at least one row)."""
    if len(parts) == 1:
        lead = parts[0]
        prior = model.priors[lead]
        score = round(prior + total(rows[lead]), 9)
        return Ranked(score, prior, lead, rows[lead], ((lead, 1.0),))
    sums = [total(rows[part]) for part in parts]
    scores = [model.priors[part] + value for part, value in zip(parts, sums, strict=True)]
    best = max(range(len(parts)), key=lambda i: (scores[i], -parts[i]))
    score = round(log_sum(scores), DIGITS)
    shares = [(part, 10 ** (value - score)) for part, value in zip(parts, scores, strict=True)]
    shares.sort(key=lambda pair: (-pair[1], pair[0]))
    prior = round(score - sums[best], 9)
    return Ranked(score, prior, parts[best], rows[parts[best]], shares)


def log_sum(values: Iterable[float]) -> float:
    """Return log10 of the sum of the powers of ten of ``values``."""
    known = list(values)
    top = max(known)
    if len(known) == 1:
        return top
    return top + math.log10(sum(10 ** (value - top) for value in known))


def shares_of(scores: Sequence[float], otherwise: float) -> list[float]:
    """Return each score's share of the whole, with ``otherwise`` (log10) for all else."""
    whole = log_sum([*scores, otherwise])
    return [10 ** (score - whole) for score in scores]
