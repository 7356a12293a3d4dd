"""Wording becomes reports: the text of one finding, and a whole note."""

from collections.abc import Mapping, Sequence
from typing import Any

from kg.axioms import Expression, Named, conjunction
from kg.clinical.bands import bands, convert, is_possible
from kg.clinical.expressions import broader_sites, restriction
from kg.clinical.index import Index
from kg.clinical.presentation import Presentation, Understood
from kg.clinical.text.annotate import Annotator
from kg.clinical.text.demographics import demographics
from kg.clinical.text.measurements import Measured, measurements
from kg.clinical.text.mentions import Mention
from kg.errors import Pointed
from kg.iris import entity_iri
from kg.reasoning.presentation import Report

CURRENT_ONLY = frozenset({
    "anticoagulant", "dose_of_anticoagulant", "corticosteroid", "statin", "sglt2_inhibitor",
    "dialysis", "pregnant", "pain_medication_use",
})
"""Keys of facts that are none any more once they are over ("stopped prednisolone in March")."""
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
    usable = [m for m in reading.mentions if not _unusable(index, m)]
    _set_aside(result, index, reading.mentions, pointer)
    given = finding.get("status")
    if reading.measured and given in {"absent", "unknown"}:
        detail = "a value says itself what is present: leave the status out"
        return [Pointed(f"{pointer}/status", detail)]
    if not _measure(result, index, text, reading.measured, pointer, complaint) | bool(
        reading.mentions
    ):
        _not_understood(result, text, pointer, 0, len(text))
    for mention in usable:
        seen = mention.context
        status = given or seen.status
        side = str(finding.get("laterality") or "") or seen.laterality
        if status == "unknown":
            if mention.finding:
                result.unknown[mention.finding] = finding.get("unknown_reason") or "not_asked"
        elif status != seen.status:
            detail = f"the wording says {seen.status}, the status {status}"
            return [Pointed(f"{pointer}/status", detail)]
        if side != (seen.laterality or side):
            detail = f"the wording says {seen.laterality}, the laterality {side}"
            return [Pointed(f"{pointer}/laterality", detail)]
        _enter(result, index, mention, status, side, pointer, complaint)
    return []


def add_note(
    result: Presentation, index: Index, annotator: Annotator, text: str, complaint: int | None
) -> None:
    """Add what a note says; mentions that are about others, past or in doubt are set aside."""
    result.note = reading = annotator.read(
        text, demographics(without_measurements(text)).spans)
    _measure(result, index, text, reading.measured, NOTE, complaint)
    _set_aside(result, index, reading.mentions, NOTE)
    for mention in reading.mentions:
        side = mention.context.laterality
        if by := _taken_back(result, mention):
            _not_understood(
                result, mention.text, NOTE, mention.start, mention.end, f"contradicts {by}")
        elif not _unusable(index, mention):
            _enter(result, index, mention, mention.context.status, side, NOTE, complaint)
    for start, end in reading.silent:
        _not_understood(result, text[start:end], NOTE, start, end)


def _taken_back(result: Presentation, mention: Mention) -> str:
    """Return the pointer of the report that says that ``mention`` was misread; empty without."""
    side = mention.context.laterality
    return next((
        one.input for one in result.taken_back if one.covers(mention_expression(mention), side)
    ), "")


def without_measurements(text: str) -> str:
    """Return ``text`` with blanks for its measurements: "38 F" after "temp" is nobody's age."""
    for found in measurements(text):
        text = text[:found.start] + " " * (found.end - found.start) + text[found.end:]
    return text


def measured_bands(index: Index, found: Measured) -> list[tuple[str, str]]:
    """Return (finding, present or absent) of a measurement; none if it cannot be true."""
    value = convert(found.measure, found.value, found.unit)
    if value is None or not is_possible(found.measure, value):
        return []
    return bands(index.bands, found.measure, value)


def _measure(
    result: Presentation, index: Index, text: str, measured: Sequence[Measured], pointer: str,
    complaint: int | None,
) -> bool:
    """Enter the bands of measurements; tell whether there was one that can be true."""
    usable = False
    for found in measured:
        span, words = (found.start, found.end), text[found.start:found.end]
        known = measured_bands(index, found)
        usable = usable or bool(known)
        if not known:
            _not_understood(result, words, pointer, *span, "no possible value")
        for band, status in known:
            where = None if band in index.systemic else complaint
            side = found.side or "unknown" if index.findings[band].side_applies else "none"
            report = Report(Named(entity_iri(band)), status, side, where, pointer)
            result.understood.append(Understood(
                pointer, band, "text", status, side, report=_entry(result, report),
                span=span, text=words,
            ))
    return usable


def mention_expression(mention: Mention) -> Expression:
    """Return the class that a mention names."""
    if mention.finding:
        return Named(entity_iri(mention.finding))
    return conjunction([
        Named(entity_iri(curie)) if member == "type" else restriction(member, curie)
        for member, curie in mention.members
    ])


def mention_echo(index: Index, mention: Mention) -> dict[str, Any] | None:
    """Return the composed expression of a mention with references, or ``None``."""
    if mention.finding:
        return None
    echo: dict[str, Any] = {}
    for member, curie in mention.members:
        if member == "type":
            echo[member] = index.ref(curie)
        else:
            echo.setdefault(member, []).append(index.ref(curie))
    return echo


def _unusable(index: Index, mention: Mention) -> str:
    """Return why a mention is not a finding of this patient now; empty if it is.

    What is past is still told where it is a fact of the history.
    """
    if mention.context.experiencer == "family":
        return "about a relative"
    if mention.context.certainty != "certain":
        return mention.context.certainty
    finding = index.findings[mention.finding] if mention.finding else None
    told = finding and finding.kind == "HistoryItem" and finding.key not in CURRENT_ONLY
    return mention.context.temporal if mention.context.temporal == "past" and not told else ""


def _set_aside(
    result: Presentation, index: Index, mentions: Sequence[Mention], pointer: str
) -> None:
    for mention in mentions:
        if reason := _unusable(index, mention):
            _not_understood(
                result, mention.text, pointer, mention.start, mention.end, reason
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
    entry, wider = -1, tuple[int, ...]()
    if status != "unknown":
        expression = mention_expression(mention)
        where = None if mention.finding in index.systemic else complaint
        entry = _entry(result, Report(expression, status, known, where, pointer))
        if status == "absent":
            wider = tuple(
                _entry(result, Report(other, status, known, where, pointer))
                for other in broader_sites(expression)
            )
    result.understood.append(Understood(
        pointer, mention.finding, "text", status, known, mention_echo(index, mention),
        report=entry, wider=wider, span=(mention.start, mention.end), text=mention.text,
    ))


def _entry(result: Presentation, report: Report) -> int:
    """Return the index of ``report``; a text that repeats itself enters it once."""
    if report not in result.reports:
        result.reports.append(report)
    return result.reports.index(report)
