"""Results of the laboratory that decide a finding: "Hb 92", "PSA 64", "CK 24,000"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CALCIUM = re.compile(
    r"(?<![\w-])(?:Ca|Ca2\+|calcium)\s*(?:of|:|=|is)?\s*(?P<mmol>[2-4]\.\d{1,2})\b"
)
_PSA = re.compile(
    r"\bPSA\s*(?:of|:|=|is|was|now)?\s*(?P<psa>\d{1,4}(?:\.\d+)?)\b(?!\s*/\s*\d)", re.IGNORECASE
)
_HEMOGLOBIN = re.compile(
    r"\b(?:hb|hgb|h(?:a)?emoglobin)\s*(?:of|:|=|is|was|now)?\s*(?P<hb>\d{1,3}(?:\.\d)?)\b"
    r"(?!\s*(?:>|to\b|->|→|a1c))", re.IGNORECASE,
)
_CREATINE_KINASE = re.compile(
    r"\b(?:CK|CPK|creatine kinase)\s*(?:of|:|=|is|was|now|over|>|up to)?\s*"
    r"(?P<units>\d{1,3}(?:,\d{3})+|\d{1,6})\s*(?P<thousand>k\b)?"
    r"(?!\s*(?:[-/.]\s*\d|x\b|times|%))", re.IGNORECASE
)
_CALCIUM_MG = re.compile(
    r"(?<![\w-])(?:Ca|Ca2\+|Ca\+\+|calcium)\s*(?:of|:|=|is|was)?\s*"
    r"(?P<mg>\d{1,2}(?:\.\d)?)\s*mg/dl", re.IGNORECASE,
)
_HEMOGLOBIN_FALL = re.compile(
    r"\b(?:hb|hgb|h(?:a)?emoglobin)\s*(?:of|:|=|from|was)?\s*(?P<was>\d{1,3}(?:\.\d)?)\s*"
    r"(?:-{1,2}>|→|=>|>|to|then|,)\s*(?P<now>\d{1,3}(?:\.\d)?)\b", re.IGNORECASE,
)
_LOW_PSA = re.compile(
    r"\bPSA\s*(?:of|:|=|is|was|now)?\s*(?P<psa>0?\.\d+|0)\b(?!\s*/\s*\d)", re.IGNORECASE
)
"""An antigen below 1 ng/ml, which is raised at no age."""
FINDINGS = frozenset({"anemia", "hypercalcemia", "psa_raised", "ck_raised",
                      "hemoglobin_falling"})
"""Keys of what these results decide."""
_NAMED = ("ca ", "ca2", "calcium", "psa", "hb", "hgb", "hemoglobin", "haemoglobin", "ck", "kinase")
"""Without one of these no result is looked for."""
_CALCIUM_ABOVE = 2.6
"""Millimoles of calcium per liter, the usual upper limit of adults."""
_PSA_FROM = 10.0
"""Nanograms per milliliter from which the antigen is raised at any age."""
_HEMOGLOBIN_BELOW, _HEMOGLOBIN_NORMAL, _GRAMS_PER_DECILITER = 110.0, 130.0, 25.0
"""Grams of hemoglobin per liter below which any adult is anemic and from which none is (WHO 2011);
a smaller number than the third is one of grams per deciliter."""
_CALCIUM_MG_ABOVE = 10.5
"""Milligrams of calcium per deciliter, the usual upper limit of adults."""
_FALL_FROM = 0.08
"""Share of the hemoglobin that a fall between two tests must reach to be none of chance."""
_CREATINE_KINASE_RAISED, _CREATINE_KINASE_NORMAL = 1000.0, 170.0
"""Units of creatine kinase per liter from which it is several times the upper limit (five times,
the customary limit of rhabdomyolysis), and up to which it is normal for every adult."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result in a text: the key of its finding, and whether it lies beyond its limit."""

    start: int
    end: int
    key: str
    beyond: bool


def results(text: str) -> Iterator[Result]:
    """Yield the results of ``text`` that lie on one side of their limit."""
    lower = text.lower()
    if not any(name in lower for name in _NAMED):
        return
    yield from _hemoglobin(text)
    yield from _calcium(text)
    for m in _PSA.finditer(text):
        if float(m["psa"]) >= _PSA_FROM:
            yield Result(m.start(), m.end(), "psa_raised", beyond=True)
    for m in _LOW_PSA.finditer(text):
        yield Result(m.start(), m.end(), "psa_raised", beyond=False)
    for m in _CREATINE_KINASE.finditer(text):
        units = float(m["units"].replace(",", "")) * (1000.0 if m["thousand"] else 1.0)
        if units >= _CREATINE_KINASE_RAISED or units <= _CREATINE_KINASE_NORMAL:
            beyond = units >= _CREATINE_KINASE_RAISED
            yield Result(m.start(), m.end(), "ck_raised", beyond)


def _hemoglobin(text: str) -> Iterator[Result]:
    for m in _HEMOGLOBIN.finditer(text):
        grams = float(m["hb"]) * (10.0 if float(m["hb"]) < _GRAMS_PER_DECILITER else 1.0)
        if grams < _HEMOGLOBIN_BELOW or grams >= _HEMOGLOBIN_NORMAL:
            yield Result(m.start(), m.end(), "anemia", grams < _HEMOGLOBIN_BELOW)
    for m in _HEMOGLOBIN_FALL.finditer(text):
        if float(m["now"]) <= (1 - _FALL_FROM) * float(m["was"]):
            yield Result(m.start(), m.end(), "hemoglobin_falling", beyond=True)


def _calcium(text: str) -> Iterator[Result]:
    for m in _CALCIUM.finditer(text):
        yield Result(m.start(), m.end(), "hypercalcemia", float(m["mmol"]) > _CALCIUM_ABOVE)
    for m in _CALCIUM_MG.finditer(text):
        yield Result(m.start(), m.end(), "hypercalcemia", float(m["mg"]) > _CALCIUM_MG_ABOVE)
