"""Measurements in notes: "temp 38.6", "ABI 0.7", "PVR 300 ml", "power 2/5", "CRP 180"."""

import re
from dataclasses import dataclass

_NAMES = {
    "temperature_c": r"temp(?:erature)?|(?-i:T)|fever|febrile|pyrexia",
    "abi": r"abi|abpi|ankle[- ]brachial (?:pressure )?index",
    "post_void_residual_ml": r"pvr|post[- ]void residual",
    "esr_mm_per_h": r"esr",
    "crp_mg_per_l": r"crp|c[- ]reactive protein",
    "white_cell_count_1e9_per_l": r"wbc|wcc|white (?:blood )?cell count|white count",
    "heart_rate_per_min": r"hr|heart rate|pulse(?: rate)?",
    "respiratory_rate_per_min": r"rr|resp(?:iratory)? rate",
    "systolic_bp_mmhg": r"bp|sbp|blood pressure|systolic",
    "bmi": r"bmi",
    "mrc_grade": r"mrc(?: grade)?|power|strength",
}
_UNITS = {
    "temperature_c": r"°?\s*(?:c|f|celsius|fahrenheit)", "post_void_residual_ml": r"ml",
    "esr_mm_per_h": r"mm(?:/h(?:r|our)?)?", "crp_mg_per_l": r"mg/d?l",
}
_PATTERNS = {
    measure: re.compile(
        rf"\b(?:{names})(?:\s*[:=]|\s+(?:is|was|of|at))?\s*(?P<value>\d{{1,4}}(?:\.\d+)?)"
        rf"(?:\s*(?P<unit>{_UNITS.get(measure, '(?!)')})\b)?(?:[+-]?\s*/\s*\d+)?(?![\d.]*\d)",
        re.IGNORECASE,
    )
    for measure, names in _NAMES.items()
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement in a text: the measure as the bands name it, value and unit as written."""

    start: int
    end: int
    measure: str
    value: float
    unit: str


def measurements(text: str) -> list[Measured]:
    """Return every measurement of ``text`` in the order of the text."""
    found = [
        Measured(
            match.start(), match.end(), measure, float(match["value"]),
            (match["unit"] or "").replace(" ", ""),
        )
        for measure, pattern in _PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda m: (m.start, m.measure))
