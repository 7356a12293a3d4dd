"""An explanation as text that a clinician can read."""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.clinical.index import Index
from kg.clinical.proofs import proof_prose


def explanation_text(index: Index, explanation: Mapping[str, Any]) -> str:
    """Return an explanation (the body of ``Clinician.explain``) as plain text."""
    lines = [str(explanation["condition"]["label"]), ""]
    card = explanation["contributions"]
    if card is not None:
        lines.append(
            f"Place {card['rank']}, {card['band']}: score {card['score']:.2f} = prior"
            f" {card['prior_log10']:.2f} and the terms below (log10 of likelihood ratios)."
        )
        lines += _section("For", [_term(term) for term in card["for"]])
        lines += _section("Against", [_term(term) for term in card["against"]])
    lines += _section("Why not", [_reason(reason) for reason in explanation["why_not"]])
    lines += _section("What would change the first place", [
        f"{c['finding']['label']} {c['answer']}: {c['first']['label']}"
        for c in explanation["would_change"]
    ])
    if explanation["proof"] is not None:
        lines += ["", "Proof", *proof_prose(index, explanation["proof"])]
    return "\n".join(lines) + "\n"


def _section(title: str, items: Iterable[str]) -> list[str]:
    shown = [f"- {item}" for item in items]
    return ["", title, *shown] if shown else []


def _term(term: Mapping[str, Any]) -> str:
    sources = ", ".join(source["key"] for source in term["sources"]) or "no source"
    estimate = ", estimate" if term["estimate"] else ""
    group = f", left out by group {term['group']}" if term["group"] else ""
    return (
        f"{term['finding']['label']} ({term['status']}): {term['log10_lr']:+.2f},"
        f" {term['basis'].replace('_', ' ')}{estimate}{group} [{sources}]{_review(term['review'])}"
    )


def _review(review: Mapping[str, str] | None) -> str:
    """Return what a curator said of an inferred term; nothing for an authored one."""
    if review is None:
        return ""
    if not review["id"]:
        return f"; {review['reason']}"
    return f"; {review['verdict']} by a curator ({review['id']}): {review['reason']}"


def _reason(reason: Mapping[str, Any]) -> str:
    finding = reason["finding"]
    return f"{finding['label']}: {reason['reason']}" if finding else str(reason["reason"])
