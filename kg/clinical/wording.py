"""Wording becomes reports: the text of one finding, and a whole note."""

from collections.abc import Mapping
from typing import Any

from kg.axioms import Expression, Named, conjunction
from kg.clinical.expressions import restriction
from kg.clinical.index import Index
from kg.clinical.presentation import Presentation, Understood
from kg.clinical.text.annotate import Annotator, Mention
from kg.errors import Pointed
from kg.iris import entity_iri
from kg.reasoning.presentation import Report

NOTE = "/text"
"""Pointer of the note; what it says never makes a request wrong."""


def add_wording(
    result: Presentation,
    index: Index,
    annotator: Annotator,
    finding: Mapping[str, Any],
    pointer: str,
    complaint: int | None,
) -> list[Pointed]:
    """Add what the ``text`` of a finding says; return what is wrong with it.

    A status that is given must agree with the wording.
    """
    text = str(finding["text"])
    reading = annotator.read(text)
    usable = [m for m in reading.mentions if not _unusable(m)]
    _set_aside(result, [m for m in reading.mentions if _unusable(m)], pointer)
    if not reading.mentions:
        _not_understood(result, text, pointer, 0, len(text))
    given = finding.get("status")
    for mention in usable:
        status = given or mention.context.status
        if status == "unknown" and mention.finding:
            result.unknown[mention.finding] = finding.get("unknown_reason") or "not_asked"
        elif status != mention.context.status:
            detail = f"the wording says {mention.context.status}, the status {status}"
            return [Pointed(f"{pointer}/status", detail)]
        side = str(finding.get("laterality") or "") or mention.context.laterality
        _enter(result, index, mention, status, side, pointer, complaint)
    return []


def add_note(
    result: Presentation, index: Index, annotator: Annotator, text: str, complaint: int | None
) -> None:
    """Add what a note says; mentions that are about others, past or in doubt are set aside."""
    reading = annotator.read(text)
    _set_aside(result, [m for m in reading.mentions if _unusable(m)], NOTE)
    for mention in reading.mentions:
        if not _unusable(mention):
            _enter(
                result, index, mention, mention.context.status, mention.context.laterality, NOTE,
                complaint,
            )
    for start, end in reading.silent:
        _not_understood(result, text[start:end], NOTE, start, end)


def mention_expression(mention: Mention) -> Expression:
    """Return the class that a mention names."""
    if mention.finding:
        return Named(entity_iri(mention.finding))
    return conjunction([Named(entity_iri(mention.type)), restriction("site", mention.site)])


def mention_echo(index: Index, mention: Mention) -> dict[str, Any] | None:
    """Return the composed expression of a mention with references, or ``None``."""
    if mention.finding:
        return None
    return {"type": index.ref(mention.type), "site": [index.ref(mention.site)]}


def _unusable(mention: Mention) -> str:
    """Return why a mention is not a finding of this patient now; empty if it is."""
    if mention.context.experiencer == "family":
        return "about a relative"
    if mention.context.certainty != "certain":
        return mention.context.certainty
    return ""


def _set_aside(result: Presentation, mentions: list[Mention], pointer: str) -> None:
    for mention in mentions:
        _not_understood(
            result, mention.text, pointer, mention.start, mention.end, _unusable(mention)
        )


def _not_understood(
    result: Presentation, text: str, pointer: str, start: int, end: int,
    reason: str = "not recognized",
) -> None:
    result.not_understood.append(
        {"input": pointer, "start": start, "end": end, "text": text, "reason": reason}
    )


def _enter(
    result: Presentation,
    index: Index,
    mention: Mention,
    status: str,
    side: str,
    pointer: str,
    complaint: int | None,
) -> None:
    sided = not mention.finding or index.findings[mention.finding].side_applies
    stated = result.sides[complaint] if complaint is not None else ""
    known = (side or stated or "unknown") if sided else "none"
    entry = -1
    if status != "unknown":
        expression = mention_expression(mention)
        entry = _entry(result, Report(expression, status, known, complaint, pointer))
    result.understood.append(Understood(
        pointer, mention.finding, "text", status, known, mention_echo(index, mention),
        report=entry, span=(mention.start, mention.end), text=mention.text,
    ))


def _entry(result: Presentation, report: Report) -> int:
    """Return the index of ``report``; a text that repeats itself enters it once."""
    if report not in result.reports:
        result.reports.append(report)
    return result.reports.index(report)
