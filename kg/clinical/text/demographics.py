"""Age, sex and duration as notes write them: "34F", "41 yo man", "6/52", "for 3 weeks"."""

import re

_AGE_SEX = re.compile(
    r"\b(?P<age>\d{1,3})\s*(?:yo\b|y/o\b|y\.o\.|yrs?\b|years?[- ]old\b|-year-old\b)?\s*"
    r"(?P<sex>[MF]\b|male\b|female\b|man\b|woman\b|boy\b|girl\b)",
)
_DURATION = re.compile(
    r"\b(?P<count>\d{1,3})\s*(?:/(?P<slash>7|52|12)\b|(?P<unit>days?|weeks?|months?|years?)\b"
    r"(?!\s*(?:ago,? (?:had|was)|pregnant|old)))",
    re.IGNORECASE,
)
_WEEKS = {
    "7": 1 / 7, "52": 1.0, "12": 52 / 12, "day": 1 / 7, "week": 1.0, "month": 52 / 12,
    "year": 52.0,
}
_FEMALE = frozenset({"f", "female", "woman", "girl"})
OLDEST = 120


def age_and_sex(text: str) -> tuple[float | None, str]:
    """Return the age in years and the sex that a note opens with; ``None`` and empty if none."""
    match = _AGE_SEX.search(text)
    if match is None or int(match["age"]) > OLDEST:
        return None, ""
    return float(match["age"]), "female" if match["sex"].lower() in _FEMALE else "male"


def duration_weeks(text: str) -> float | None:
    """Return the first duration that a note states, in weeks, or ``None``."""
    match = _DURATION.search(text)
    if match is None:
        return None
    unit = match["slash"] or match["unit"].lower().rstrip("s")
    return round(int(match["count"]) * _WEEKS[unit], 2)
