"""How well phrases are read as present, absent or unknown, where a file says what is right."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.clinical.facade import Clinician
from kg.errors import ContradictionError
from kg.evaluation.intervals import Share
from kg.evaluation.vignettes import Phrase, Vignette

NOTHING = "none"
"""Nothing present or absent may come out of the phrase."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A phrase that was read otherwise than expected."""

    id: str
    text: str
    expected: str
    read: tuple[str, ...]


def statuses(clinician: Clinician, vignettes: Iterable[Vignette]) -> tuple[Share, list[Misread]]:
    """Return the share of phrases whose status was read right, and the others.

    A phrase is right if every present or absent finding that is read in it has the expected
    status and there is one; for "none" and "unknown" there must be no present or absent finding.
    """
    wrong: list[Misread] = []
    total = 0
    for vignette in vignettes:
        for phrase in vignette.phrases:
            if phrase.status:
                total += 1
                read = statuses_read(clinician, phrase.text)
                if not _is_right(phrase, read):
                    wrong.append(Misread(vignette.id, phrase.text, phrase.status, read))
    return Share(total - len(wrong), total), wrong


def statuses_read(clinician: Clinician, text: str) -> tuple[str, ...]:
    """Return the statuses of the findings that ``text`` reports of the patient now, sorted.

    Of a number only the band that it lies in counts, not those that it thereby excludes.
    """
    try:
        told = clinician.differential({"findings": [{"text": text}]})["understood"]
    except ContradictionError:
        return ("absent", "present")
    findings = clinician.index.findings
    read = [
        (entry["status"], findings[entry["concept"]["id"]].measure if entry["concept"] else "")
        for entry in told
    ]
    measured = {measure for status, measure in read if status == "present" and measure}
    found = {
        status for status, measure in read if status == "present" or measure not in measured
    }
    return tuple(sorted(found - {"unknown"}))


def _is_right(phrase: Phrase, read: tuple[str, ...]) -> bool:
    if phrase.status in {NOTHING, "unknown"}:
        return not read
    return read == (phrase.status,)
