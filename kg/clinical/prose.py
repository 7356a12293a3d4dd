"""An explanation as text that a clinician can read: short first, complete after.

Every sentence is made from a member of the explanation; nothing is said that is not in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.clinical.index import Index
from kg.clinical.proofs import proof_prose
from kg.clinical.weights import weight

NAMED = 3
"""Findings that the first sentence names."""
RED_FLAG = "RED FLAG"
"""How a line that tells a red flag begins."""
FOR, AGAINST, SILENT = "For", "Against", "Said, but counted neither way"
WHY_NOT, CHANGE, PROOF = "Why not", "What would change the first place", "Proof"
SOURCES = "Sources"
HEADINGS = (FOR, AGAINST, SILENT, WHY_NOT, CHANGE, PROOF, SOURCES)
FIRM = 0.005
"""A weight below this is shown as 0 and named nowhere."""
Json = Mapping[str, Any]


def explanation_text(index: Index, explanation: Json) -> str:
    """Return an explanation (the body of ``Clinician.explain``) as plain text."""
    card = explanation["contributions"]
    lines = [str(explanation["condition"]["label"]), ""]
    lines += [_flag(flag) for flag in explanation["red_flags"]]
    lines += list(_headline(explanation))
    if card is not None:
        lines += _section(FOR, [_term(index, term) for term in card["for"]])
        lines += _section(AGAINST, [_term(index, term) for term in card["against"]])
        lines += _section(SILENT, [_unused(i) for i in card["unused"]])
    lines += _section(WHY_NOT, _why_not(explanation))
    lines += _section(CHANGE, _changes(explanation))
    if explanation["proof"] is not None:
        lines += ["", PROOF, *proof_prose(index, explanation["proof"])]
    lines += _section(SOURCES, _sources(explanation))
    return "\n".join([*lines, "", str(explanation["notice"])]) + "\n"


def _flag(flag: Json) -> str:
    seen = ", ".join(dict.fromkeys(b["finding"]["label"] for b in flag["because"]))
    of = f"{flag['condition']['label']}: " if flag["condition"] else ""
    return f"{RED_FLAG}, {flag['urgency']}: {of}{flag['action']}. Because of: {seen}."


def _headline(explanation: Json) -> Iterator[str]:
    card, outcome = explanation["contributions"], explanation["outcome"]
    if outcome != "ranked":
        yield (
            f"The answer to this presentation is: {outcome.replace('_', ' ')}."
            f"{' What follows is provisional.' if card is not None else ''}"
        )
    if card is None:
        yield "It has no place in the ranking; the reasons follow."
        return
    label = card["condition"]["label"]
    if card["condition"]["id"] != explanation["condition"]["id"]:
        yield f"It is ranked as a part of {label}; place and weights are those of {label}."
    beside = "".join(f"; {_rival(rival)}" for rival in explanation["rivals"])
    yield f"Place {card['rank']}, {card['band']}{beside}."
    if told := _named(card["for"]):
        yield f"Mainly for it: {told}."
    if told := _named(card["against"]):
        yield f"Mainly against it: {told}."
    yield (
        f"Score {card['score']:.2f} = {card['prior_log10']:.2f} for how common it is, and the"
        " weights below (log10 of likelihood ratios: +0.30 doubles the odds)."
    )


def _rival(rival: Json) -> str:
    ahead = float(rival["ahead_log10"])
    return f"{rival['condition']['label']} is {abs(ahead):.2f} {'ahead' if ahead > 0 else 'behind'}"


def _named(terms: Sequence[Json]) -> str:
    told = [_what(term) for term in terms if abs(term["log10_lr"]) >= FIRM]
    return ", ".join(told[:NAMED])


def _what(term: Json) -> str:
    return f"{term['finding']['label']} ({term['status']})"


def _term(index: Index, term: Json) -> str:
    return f"{_what(term)}: {weight(index, term)}"


def _unused(item: Json) -> str:
    why = {
        "population": "its figures hold for other patients",
        "not described": "nothing is recorded about it in this condition",
    }[item["reason"]]
    return f"{item['finding']['label']}: {why}"


def _why_not(explanation: Json) -> list[str]:
    """Return the reasons, one line for each; what the section "Against" lists is not repeated."""
    told: dict[str, list[str]] = {}
    for reason in explanation["why_not"]:
        if "log10_lr" not in reason:
            finding = reason["finding"]
            told.setdefault(str(reason["reason"]), []).extend([finding["label"]] if finding else [])
    return [f"{reason}: {', '.join(labels)}" if labels else reason
            for reason, labels in told.items()]


def _changes(explanation: Json) -> list[str]:
    """Return one line for each condition that could come first, with the answers that do it."""
    told: dict[str, list[str]] = {}
    for change in explanation["would_change"]:
        answer = f"{change['finding']['label']} {change['answer']}"
        told.setdefault(str(change["first"]["label"]), []).append(answer)
    return [f"{first} would be first with any of: {'; '.join(answers)}" if len(answers) > 1
            else f"{first} would be first with {answers[0]}" for first, answers in told.items()]


def _sources(explanation: Json) -> list[str]:
    card = explanation["contributions"] or {"for": (), "against": ()}
    cited = [
        source
        for told in (*explanation["red_flags"], *card["for"], *card["against"])
        for source in told["sources"]
    ]
    return sorted({f"{source['key']}: {source['citation']}" for source in cited})


def _section(title: str, items: Iterable[str]) -> list[str]:
    shown = [f"- {item}" for item in items]
    return ["", title, *shown] if shown else []
