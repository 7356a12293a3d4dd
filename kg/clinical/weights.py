"""The weight of one finding in words: how much, from what figure, and how well that is known."""

from collections.abc import Mapping
from typing import Any

from kg.clinical.index import Index
from kg.model import Evidence

KNOWN_BY = {
    "author_estimate": "author estimate",
    "published_figure": "published figure",
    "from_sensitivity_or_LR": "from a published test figure",
    "definitional_criterion": "by definition",
}
"""How a frequency is known, in words."""
CONFIDENCE = {"low": "low confidence", "med": "moderate confidence", "high": "high confidence"}
GROUPED = "counted within a group of findings that tell the same"


def weight(index: Index, term: Mapping[str, Any]) -> str:
    """Return one term of a score in words, with its sources in brackets."""
    row = index.knowledge.of(Evidence).get(str(term["rule"]))
    parts = [f"{term['log10_lr']:+.2f} ({odds(term['log10_lr'])})"]
    if term["group"]:
        parts = [f"0 ({GROUPED}, {str(term['group']).replace('_', ' ')})"]
    parts.append(_basis(str(term["basis"]), row, estimate=bool(term["estimate"])))
    parts.extend(_study(row) if row is not None and term["basis"] == "likelihood_ratio" else ())
    if row is not None and row.confidence:
        parts.append(CONFIDENCE.get(row.confidence, row.confidence))
    sources = ", ".join(str(source["key"]) for source in term["sources"]) or "no source"
    return f"{'; '.join(part for part in parts if part)} [{sources}]{_review(term['review'])}"


def odds(log10_lr: float) -> str:
    """Return what a term does to the odds, such as "odds x 3.6" or "odds / 2.0"."""
    factor = 10 ** abs(log10_lr)
    return f"odds {'x' if log10_lr >= 0 else '/'} {factor:.1f}"


def _basis(basis: str, row: Evidence | None, *, estimate: bool) -> str:
    if basis == "mechanism":
        return "follows from anatomy, counted by nobody"
    if row is None:
        return "author estimate" if estimate else ""
    if basis == "likelihood_ratio":
        return "likelihood ratio of a study"
    low, high = row.frequency_low_pct, row.frequency_high_pct
    found = "" if low is None or high is None else f"found in {low:g} to {high:g} %"
    known = "author estimate" if estimate else KNOWN_BY.get(row.band_basis, "published figure")
    return f"{found}, {known}" if found else f"how often it is found, {known}"


def _study(row: Evidence) -> list[str]:
    told = [f"n = {row.n}" if row.n else "", row.population_scope]
    if row.comparator:
        told.append(f"compared with {row.comparator}")
    return [part for part in told if part]


def _review(review: Mapping[str, str] | None) -> str:
    """Return what a curator said of an inferred term; nothing for an authored one."""
    if review is None:
        return ""
    if not review["id"]:
        return f"; {review['reason']}"
    return f"; {review['verdict']} by a curator ({review['id']}): {review['reason']}"
