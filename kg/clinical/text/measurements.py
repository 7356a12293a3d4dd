"""Measurements in notes: "temp 38.6", "ABI 0.7", "PVR 300 ml", "power 2/5", "CRP 180"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = {
    "temperature_c": r"temp(?:erature)?s?(?:\s+(?:at home|at triage|on arrival|last night|today"
                     r"|overnight|yesterday|this morning|in (?:clinic|ED|A&E)))?"
                     r"|(?-i:T)(?=\s*[:=]?\s*(?:3\d|4[0-3]|9\d|10\d))|fever|febrile|pyrexia|pyrexial",
    "abi": r"(?:abi|abpi|ankle[- ]brachial (?:pressure )?index)(?: (?:(?-i:[LR])|left|right)\b)?",
    "post_void_residual_ml": r"pvr|post[- ]void residual",
    "esr_mm_per_h": r"esr",
    "crp_mg_per_l": r"crp|c[- ]reactive protein",
    "white_cell_count_1e9_per_l": r"wbc|wcc|(?-i:TLC)|white (?:blood )?cell count|white count",
    "heart_rate_per_min": r"hr|heart rate|pulse(?: rate)?|tachy(?:cardic|cardia)?",
    "respiratory_rate_per_min": r"rr|resp(?:iratory)? rate",
    "systolic_bp_mmhg": r"bp|sbp|blood pressure|systolic",
    "bmi": r"bmi",
    "mrc_grade": r"mrc(?: grade)?|power|strength",
    "hip_internal_rotation_degrees": r"(?:hip )?(?:(?-i:IR)(?:90)?|internal rotation)"
                                     r"(?: of (?:the )?hip)?"
                                     r"(?: in flexion)?(?: (?:(?-i:[LR])|left|right))?(?: hip)?"
                                     r"(?: limited to| reduced to| only| to)?",
    "morning_stiffness_minutes": r"(?:early )?morning stiffness(?: for| of| lasting| about| >)?"
                                 r"|(?-i:EMS)"
                                 r"(?: for| of| lasting| >)?"
                                 r"|stiff (?:for|in (?:the )?mornings? for)",
}
_UNITS = {
    "temperature_c": r"°?\s*(?:c|f|celsius|fahrenheit)", "post_void_residual_ml": r"ml",
    "esr_mm_per_h": r"mm(?:/h(?:r|our)?)?", "crp_mg_per_l": r"mg/d?l",
    "hip_internal_rotation_degrees": r"°|deg(?:ree)?s?",
    "morning_stiffness_minutes": r"min(?:ute)?s?|h(?:ou)?rs?|h",
}
_PATTERNS = {
    measure: re.compile(
        rf"\b(?:{names})(?:\s*\([a-z]{{1,4}}\))?(?:\s*[:=]|\s+(?:is|was|of|at))?"
        r"\s*(?P<beyond>[<>≤≥~]|(?:over|above|under|below)\b)?\s*(?P<value>\d{1,4}(?:\.\d+)?|\.\d+)"
        rf"(?:\s*(?P<unit>{_UNITS.get(measure, '(?!)')})\b)?(?:[+-]?\s*/\s*\d+)?(?![\d.]*\d)"
        r"(?!\s*(?:°|deg\w*)?\s*(?:of )?(?:hip )?flex|th\b|\s*(?:per)?centile)",
        re.IGNORECASE,
    )
    for measure, names in _NAMES.items()
}


_SYSTOLIC = re.compile(
    r"(?<![\d./~-])(?<!by )(?P<value>\d{2,3})\s*(?:mm\s?hg\s*)?systolic\b(?!\s*\d)", re.IGNORECASE
)
"""A blood pressure that is named after its number."""
_DEGREES = re.compile(
    r"(?<![\w./-])(?P<value>(?:3[4-9]|4[0-2])(?:\.\d|(?=\s*°)))\s*°?\s*(?:(?-i:C)|celsius)\b(?![-/])",
    re.IGNORECASE,
)
"""A temperature of the body that is told by its unit alone ("38.5 C at triage")."""
_FEVER = re.compile(
    r"(?:^|(?<=[,;(.] )|\bspik(?:es|ed|ing|e) (?:to |of |at )?)(?P<value>(?:3[89]|4[01])\.\d)"
    r"(?=\s*(?:[,;.)]|$|(?:with|and|plus|at|today|now)\b|\+))", re.IGNORECASE | re.MULTILINE
)
"""A temperature that stands alone in a list ("rigors, 39.1, FABER sore"); nothing else that notes
hold has such a value to one decimal place."""
_BEYOND = {"<": -1, "under": -1, "below": -1, ">": 1, "over": 1, "above": 1}
"""Which way the number lies that one limits, so that it is taken for one on that side of it."""
_TIMES = frozenset({"morning_stiffness_minutes"})
_ANGLES = frozenset({"hip_internal_rotation_degrees"})
_SIDES = {"l": "left", "r": "right", "left": "left", "right": "right"}
_SIDE = re.compile(r"\b(?P<side>(?-i:L|R)|left|right)\b", re.IGNORECASE)
_SIDE_AFTER = re.compile(
    r"\s*°?\s*\(?(?:on\s+(?:the\s+)?)?(?P<side>(?-i:L|R)|left|right)\b\)?", re.IGNORECASE
)
_OTHER_SIDE = re.compile(
    r"\s*[,;/]?\s*(?:(?:and|vs?\.?|cf|versus)\s+)?(?:(?P<before>(?-i:L|R)|left|right)\s*)?"
    r"(?P<value>\d{1,3}(?:\.\d+)?)"
    r"\s*(?:°|deg\w*)?\s*(?(before)|(?:on\s+(?:the\s+)?)?(?P<after>(?-i:L|R)|left|right)\b)",
    re.IGNORECASE,
)
_RESIDUAL = re.compile(
    r"\b(?:(?:bladder scan|post[- ]?void(?: residual)?)\s*(?:of|shows?|:)?\s*(?P<value>\d{1,4})\s*"
    r"(?:mls?\b(?:\s*post[- ]void)?|post[- ]?void)"
    r"|(?:(?<=bladder \()|(?<=bladder, )|(?<=bladder - ))scan\s*(?P<bare>\d{3,4})\b"
    r"|scan\s*(?:of\s*)?(?P<after>\d{1,4})\s*(?:mls?\s*)?after (?:voiding|peeing|passing urine))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement in a text: the measure as the bands name it, value and unit as written."""

    start: int
    end: int
    measure: str
    value: float
    unit: str
    side: str = ""


def measurements(text: str) -> list[Measured]:
    """Return every measurement of ``text`` in the order of the text."""
    found = [
        one for measure, pattern in _PATTERNS.items()
        for match in pattern.finditer(text)
        for one in _read(text, measure, match)
    ]
    found += [
        Measured(m.start(), m.end(), "post_void_residual_ml", float(m[m.lastgroup or 0]), "ml")
        for m in _RESIDUAL.finditer(text)
    ]
    known = [(m.start, m.end) for m in found]
    found += [
        Measured(m.start(), m.end(), "systolic_bp_mmhg", float(m["value"]), "")
        for m in _SYSTOLIC.finditer(text)
        if not any(start <= m.start() < end for start, end in known)
    ]
    found += [
        Measured(m.start(), m.end(), "temperature_c", float(m["value"]), "c")
        for pattern in (_DEGREES, _FEVER) for m in pattern.finditer(text)
        if not any(start <= m.start() < end for start, end in known)
    ]
    return sorted(found, key=lambda m: (m.start, m.measure))


def _read(text: str, measure: str, match: re.Match[str]) -> Iterator[Measured]:
    """Yield a measurement, and where another side follows ("0.58 right, 1.02 left") that too."""
    value, unit = float(match["value"]), (match["unit"] or "").replace(" ", "")
    step = 1.0 if value >= 10 and value.is_integer() else 0.01
    value = max(0.0, value + step * _BEYOND.get((match["beyond"] or "").lower(), 0))
    if measure in _TIMES:
        if not unit:
            return
        value, unit = value * (60 if unit[0] in "hH" else 1), ""
    if measure in _ANGLES:
        unit = ""
    inside = _SIDE.search(match.group())
    after = _SIDE_AFTER.match(text, match.end())
    side = _side_of(inside) or _side_of(after)
    yield Measured(match.start(), match.end(), measure, value, unit, side)
    named_first = inside is not None and after is not None
    told = match if named_first else after
    other = _OTHER_SIDE.match(text, told.end()) if told else None
    if other and (other["before"] or not named_first):
        name = _SIDES[(other["before"] or other["after"]).lower()]
        yield Measured(match.start(), other.end(), measure, float(other["value"]), unit, name)


def _side_of(match: re.Match[str] | None) -> str:
    return _SIDES[match["side"].lower()] if match else ""
