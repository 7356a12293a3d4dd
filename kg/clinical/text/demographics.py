"""Age, sex and duration as notes write them: "34F", "41 yo man", "6/52", "for three weeks"."""

import re
from dataclasses import dataclass

_AGE_SEX = re.compile(
    r"(?<![\d.])(?P<age>\d{1,3})\s*"
    r"(?:yo\b|y/o\b|y\.o\.|yrs?\b|years?[- ]old\b|-year-old\b)?\s*"
    r"(?P<sex>[MF]\b|male\b|female\b|man\b|woman\b|boy\b|girl\b)",
)
_AGE = re.compile(
    r"\b(?:aged?|age of)\s*:?\s*(?P<after>\d{1,3})\b(?!\s*(?:of|weeks|months))"
    r"|\b(?P<before>\d{1,3})\s*(?:yo\b|y/o\b|y\.o\.|(?:yrs?|years?)[- ]old\b|-year-old\b)"
    r"|\A\s*(?P<first>\d{2})\s*(?:yrs?|years?)\b",
    re.IGNORECASE,
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}
_DURATION = re.compile(
    rf"(?<!pregnant )(?<!in )(?<!within )(?<!every )(?<!after )(?<!review )(?<!lost )"
    rf"(?<!helped for )"
    rf"(?<!failed )(?<!amenorrhoea for )(?<!amenorrhea for )(?<!amenorrhoea )(?<!for the last )"
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})\s*"
    r"(?:/(?P<slash>7|52|12)\b|(?P<unit>days?|weeks?|months?|years?)\b"
    r"(?!\s*(?:ago,? (?:had|was)|pregnant|old|gestation|post|later"
    r"|of (?:physio|nsaid|treatment|rehab|rest|exercise))))",
    re.IGNORECASE,
)
_WEEKS = {
    "7": 1 / 7, "52": 1.0, "12": 52 / 12, "day": 1 / 7, "week": 1.0, "month": 52 / 12,
    "year": 52.0,
}
_FEMALE = frozenset({"f", "female", "woman", "girl"})
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Demographics:
    """What a note says of the person: age in years, sex and weeks of complaint (``None`` or
    empty where it does not), and the spans that say so."""

    age: float | None
    sex: str
    weeks: float | None
    spans: tuple[tuple[int, int], ...]


def demographics(text: str) -> Demographics:
    """Return the first age with sex, and the first duration, of ``text``."""
    who, how_long = _AGE_SEX.search(text), _DURATION.search(text)
    if who is not None and int(who["age"]) > OLDEST:
        who = None
    spans = tuple(match.span() for match in (who, how_long) if match is not None)
    if who is None:
        old = _AGE.search(text)
        age = int(old["after"] or old["before"] or old["first"]) if old else OLDEST + 1
        if old is None or age > OLDEST:
            return Demographics(None, "", _weeks(how_long), spans)
        return Demographics(float(age), "", _weeks(how_long), (*spans, old.span()))
    sex = "female" if who["sex"].lower() in _FEMALE else "male"
    return Demographics(float(who["age"]), sex, _weeks(how_long), spans)


def _weeks(match: re.Match[str] | None) -> float | None:
    if match is None:
        return None
    unit = match["slash"] or match["unit"].lower().rstrip("s")
    count = match["count"].lower()
    return round((_NUMBERS.get(count) or int(count)) * _WEEKS[unit], 2)
