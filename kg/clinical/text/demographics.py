"""Age, sex and duration as notes write them: "34F", "41 yo man", "6/52", "for three weeks"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PERSON = r"[MF]\b|male\b|female\b|man\b|woman\b|boy\b|girl\b|lady\b|gentleman\b|gent\b"
_AGE_SEX = re.compile(
    r"(?<![\d.])(?P<age>\d{1,3})\s*"
    rf"(?:yo\b|y/o\b|y\.o\.|yrs?\b|years?[- ]old\b|-year-old\b)?\s*(?P<sex>{_PERSON})"
)
_SEX_AGE = re.compile(
    r"\b(?P<sex>[MF]|[Mm]ale|[Ff]emale)\s?/?(?:aged? )?(?P<age>[1-9]\d)\b(?!\s*[/%°.:]?\d)"
)
_OPENING = re.compile(r"\A\s*(?P<age>[1-9]\d)\s?(?P<sex>[mf])\b(?!/)")
_AGE = re.compile(
    r"\b(?:aged?|age of)\s*:?\s*(?P<after>\d{1,3})\b(?!\s*(?:of|weeks|months))"
    r"|\b(?P<before>\d{1,3})\s*(?:yo\b|y/o\b|y\.o\.|(?:yrs?|years?)[- ]old\b|-year-old\b)"
    r"|\A\s*(?P<first>\d{2})\s*(?:yrs?|years?|y)\b(?!\s*(?:of|hx|history|ago|back)\b)",
    re.IGNORECASE,
)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18,
}
_DURATION = re.compile(
    rf"(?<!pregnant )(?<!\bin )(?<!\bwithin )(?<!\bevery )(?<!\bafter )(?<!\breview )(?<!\blost )"
    rf"(?<!\br/v )(?<!\bf/u )"
    rf"(?<!helped for )(?<!failed )(?<!for the last )(?<![\d./])"
    rf"\b(?:\d{{1,2}}\s?-\s?)?(?P<count>\d{{1,3}}(?:½|\.5)?|{'|'.join(_NUMBERS)})\s*"
    r"(?:/(?P<slash>7|52|12)\b|(?P<unit>days?|weeks?|months?|years?|wks?|mths?|mos?|yrs?)\b"
    r"(?!\s*(?:ago,? (?:had|was)|pregnant|old|gestation|post|later"
    r"|of (?:physio|nsaid|treatment|rehab|rest|exercise))))"
    r"(?P<ago>\s+(?:ago|back\b(?! pain)|prior|previously))?",
    re.IGNORECASE,
)
_WEEKS = {
    "7": 1 / 7, "52": 1.0, "12": 52 / 12, "day": 1 / 7, "week": 1.0, "month": 52 / 12,
    "year": 52.0, "wk": 1.0, "mth": 52 / 12, "mo": 52 / 12, "yr": 52.0,
}
_OF_OTHERS = re.compile(
    r"\b(?:lmp|amenorr\w+|periods?|coil|pregnan\w+|partum|gave birth|steroids?|pred\w*"
    r"|on \w+(?:ine|ol|ban|in|ate|mab|ide|one|pril)|alendron\w+|statin|hrt|pill|smok\w+|quit"
    r"|diabet\w+|t2dm"
    r"|ex-smoker|married|retired|works?|worked|physio\w*|nsaids?|inject\w*|csi|block|cortisone|relief"
    r"|helped|surgery|op|epidural|discectomy|fusion|thr|tkr|dvt|cancer|ca|chemo\w*|rtx|radio\w+"
    r"|iritis|flight"
    r"|uveitis|mastectomy|episodes?|bouts?|similar|previous(?:ly)?|prev|pmhx?)\b[^.;\n]{0,40}$",
    re.IGNORECASE,
)
"""What a length of time tells of when it stands close before: not of the complaint."""
_FEMALE = frozenset({"f", "female", "woman", "girl", "lady"})
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
    """Return the first age with sex of ``text``, and the first duration that is one of a
    complaint; one that counts from a date ("two weeks ago") where no other is told."""
    who = next((w for p in (_AGE_SEX, _SEX_AGE, _OPENING) if (w := p.search(text))), None)
    if who is not None and int(who["age"]) > OLDEST:
        who = None
    old = None if who else _stated_age(text)
    stated = who or old
    told = sorted(
        (d for d in _durations(text) if stated is None or not _overlap(d, stated)),
        key=lambda match: bool(match["ago"]),
    )
    how_long = told[0] if told else None
    spans = tuple(match.span() for match in (who, how_long) if match is not None)
    if who is None:
        age = int(old["after"] or old["before"] or old["first"]) if old else OLDEST + 1
        if old is None or age > OLDEST:
            return Demographics(None, "", _weeks(how_long), spans)
        return Demographics(float(age), "", _weeks(how_long), (*spans, old.span()))
    sex = "female" if who["sex"].lower() in _FEMALE else "male"
    return Demographics(float(who["age"]), sex, _weeks(how_long), spans)


_PAST_EVENT = re.compile(
    r"\b(?:had|fractur\w+|broke\w*|diagnosed|operated|operation|removed|dislocated|replaced|injured"
    r"|surgery|when|since|died|born)\b[^.;\n]{0,40}$", re.IGNORECASE,
)
"""What an age tells of when it stands close before: "fractured wrist aged 12"."""
_COMPLAINT = re.compile(
    r"\b(?:start\w*|beg[au]n|onset|came on|for|pain\w*|symptoms?|ache|since|injur\w+|fell|fall"
    r"|lift\w+|problem)\b[^.;\n]{0,60}$", re.IGNORECASE,
)
"""What makes years that are counted from a date those of the complaint."""


def _stated_age(text: str) -> re.Match[str] | None:
    """Return the first age that is told of the person now."""
    return next(
        (m for m in _AGE.finditer(text)
         if not _PAST_EVENT.search(text[max(0, m.start() - 60):m.start()])), None,
    )


def _durations(text: str) -> Iterator[re.Match[str]]:
    """Yield the lengths of time that may be those of the complaint."""
    for match in _DURATION.finditer(text):
        before = text[max(0, match.start() - 60):match.start()]
        named = match["count"].lower() in {"a", "an"}
        years_ago = match["ago"] and (match["unit"] or "").lower().startswith("y")
        if years_ago and not _COMPLAINT.search(before):
            continue
        if not _OF_OTHERS.search(before) and not (
            named and not re.search(r"\b(?:for|over|about|past|last|nearly) $", before.lower())
        ):
            yield match


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _weeks(match: re.Match[str] | None) -> float | None:
    if match is None:
        return None
    unit = match["slash"] or match["unit"].lower().rstrip("s")
    count = match["count"].lower()
    return round((_NUMBERS.get(count) or float(count.replace("½", ".5"))) * _WEEKS[unit], 2)
