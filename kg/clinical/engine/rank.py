"""Scores of rows, and rows that are parts of a family.

The score of a family is the log-sum of its parts. It is shown through its leading part: the
prior carries what the other parts add, so that prior and terms add up to the score.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.clinical.engine.effects import Effects
from kg.clinical.engine.groups import settle, total
from kg.clinical.engine.model import Model, Observed, Term
from kg.clinical.engine.rows import Rows, rows_of
from kg.clinical.engine.terms import DIGITS, gather_blended


class Ranked(NamedTuple):
    """A family of rows: its score and prior (log10), its leading part among ``rows``, and the
    share of each part."""

    score: float
    prior: float
    lead: int
    rows: Sequence[Sequence[Term]]
    shares: Sequence[tuple[int, float]]

    @property
    def terms(self) -> Sequence[Term]:
        """The terms of the leading part."""
        return self.rows[self.lead]


def row_terms(model: Model, observed: Observed, effects: Effects | None = None) -> Rows:
    """Return the settled terms of every row; ``effects`` are those of the columns of ``model``
    where they are kept from one presentation to the next."""
    if model.blend is None:
        return rows_of(model, effects or Effects(model.columns), observed)
    rows = gather_blended(model, model.blend, observed)
    for terms in rows:
        if terms:
            settle(model, terms)
    return Rows([total(terms) for terms in rows], rows.__getitem__)


def rank_family(priors: Sequence[float], rows: Rows, parts: Sequence[int]) -> Ranked:
    """Score the family made of ``parts`` (at least one row)."""
    totals = rows.totals
    if len(parts) == 1:
        lead = parts[0]
        prior = priors[lead]
        return Ranked(round(prior + totals[lead], 9), prior, lead, rows, ((lead, 1.0),))
    scores = [priors[part] + totals[part] for part in parts]
    best = max(range(len(parts)), key=lambda i: (scores[i], -parts[i]))
    score = round(log_sum(scores), DIGITS)
    shares = [(part, 10 ** (value - score)) for part, value in zip(parts, scores, strict=True)]
    shares.sort(key=lambda pair: (-pair[1], pair[0]))
    prior = round(score - totals[parts[best]], 9)
    return Ranked(score, prior, parts[best], rows, shares)


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
